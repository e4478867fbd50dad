import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import type { OutputPiece } from '../../../../src/action/runner.ts';
import { exported } from '../../../../src/runner/plugin/exported.ts';
import { defineAction, definePlugin, type PluginAction } from '../../../../src/runner/plugin/plugin.ts';
import { pluginRunner } from '../../../../src/runner/plugin/runner.ts';

/** Runs an action as a worker does. */
async function ran(
  action: PluginAction,
  {
    parameters = {},
    secrets = {},
    signal = new AbortController().signal,
    graceMs = 20,
  }: {
    parameters?: Record<string, unknown>;
    secrets?: Record<string, string>;
    signal?: AbortSignal;
    graceMs?: number;
  } = {},
) {
  const printed: OutputPiece[] = [];
  const read = exported.parse({ pack: 'demo', actions: { one: action } }).actions.one!;
  const outcome = await pluginRunner(graceMs)({
    settings: { attempts: 3, action: () => read, repeatable: read.repeatable, secrets },
    parameters,
    idempotencyKey: 'default:run:RUN-1',
    incident: 'INC-42',
    signal,
    print: (piece) => printed.push(piece),
  });
  return { outcome, printed };
}

describe('an action of a plug-in', () => {
  it('is given what its schema makes of the parameters, and what it returns is the result', async () => {
    const { actions } = definePlugin({
      pack: 'demo',
      actions: {
        add: defineAction({
          parameters: z.object({
            a: z.int(),
            b: z.int().default(2),
            at: z.string().transform((text) => new Date(text)),
          }),
          run({ a, b, at }, { incident, idempotencyKey }) {
            expectTypeOf(a).toEqualTypeOf<number>();
            expectTypeOf(at).toEqualTypeOf<Date>();
            return { sum: a + b, year: at.getUTCFullYear(), incident, idempotencyKey };
          },
        }),
        none: { run: () => undefined },
      },
    });
    const { outcome } = await ran(actions.add!, { parameters: { a: 1, at: '2031-01-01' } });
    expect(outcome).toEqual({
      status: 'succeeded',
      result: { sum: 3, year: 2031, incident: 'INC-42', idempotencyKey: 'default:run:RUN-1' },
    });
    expect(await ran(actions.none!)).toEqual({
      outcome: { status: 'succeeded', result: null },
      printed: [],
    });
  });

  it('is shown while it prints, line by line, and not after its end', async () => {
    let late: (text: string) => void = () => undefined;
    const { outcome, printed } = await ran({
      run(_, { print, warn }) {
        print('one');
        warn('two\n');
        late = print;
      },
    });
    late('too late');
    expect(outcome.status).toBe('succeeded');
    expect(printed).toEqual([
      { stream: 'stdout', text: 'one\n' },
      { stream: 'stderr', text: 'two\n' },
    ]);
  });

  it('gets the secrets of its configuration, and no others', async () => {
    const asks = (name: string): PluginAction => ({ run: (_, { secret }) => secret(name).length });
    const secrets = { token: 'abc' };
    expect((await ran(asks('token'), { secrets })).outcome).toEqual({ status: 'succeeded', result: 3 });
    for (const name of ['other', 'constructor'])
      expect((await ran(asks(name), { secrets })).outcome).toMatchObject({
        status: 'failed',
        message: `The plug-in has no secret "${name}": add it to its \`secrets\`.`,
      });
  });

  it('is not begun with what its schema does not take, and says why', async () => {
    const { outcome } = await ran(
      { repeatable: true, parameters: z.object({ ticket: z.url() }), run: () => expect.unreachable() },
      { parameters: { ticket: 'none' } },
    );
    expect(outcome).toEqual({
      status: 'failed',
      code: 'bad_parameter',
      message: 'The plug-in does not take `ticket`: Invalid URL.',
      mayRepeat: false,
    });
  });

  it.each([
    [() => Promise.reject(new Error('the server is away\nat once')), 'the server is away.'],
    [
      () => {
        throw new Error('refused!');
      },
      'refused!',
    ],
    [() => Promise.reject(new Error('')), 'It failed, and does not say why.'],
  ])('says what went wrong in the words of its error %#', async (run, message) => {
    const failed = { status: 'failed', code: 'plugin_failed', message };
    expect((await ran({ run })).outcome).toEqual({ ...failed, mayRepeat: false });
    expect((await ran({ run, repeatable: true })).outcome).toEqual({ ...failed, mayRepeat: true });
  });

  it('fails when what it returns cannot be kept, and keeps of other things what JSON does', async () => {
    const circle: Record<string, unknown> = {};
    circle.itself = circle;
    expect((await ran({ run: () => circle })).outcome).toMatchObject({
      status: 'failed',
      code: 'bad_result',
      message: expect.stringMatching(/^What it returned cannot be kept as JSON: .*circular/) as string,
    });
    expect((await ran({ run: () => ({ at: new Date(0), run: () => 1, n: NaN }) })).outcome).toEqual({
      status: 'succeeded',
      result: { at: '1970-01-01T00:00:00.000Z', n: null },
    });
  });
});

describe('an action of a plug-in that is cancelled', () => {
  it('ends by its signal', async () => {
    const cancelling = new AbortController();
    const { outcome } = await ran(
      {
        repeatable: true,
        run: (_, { signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(new Error('aborted')));
            cancelling.abort();
          }),
      },
      { signal: cancelling.signal },
    );
    expect(outcome).toEqual({
      status: 'cancelled',
      code: 'cancelled',
      message: 'It was ended before it was done.',
      mayRepeat: true,
    });
  });

  it('has succeeded when it is done all the same', async () => {
    const cancelling = new AbortController();
    const run = () => {
      cancelling.abort();
      return 'done';
    };
    expect((await ran({ run }, { signal: cancelling.signal })).outcome).toEqual({
      status: 'succeeded',
      result: 'done',
    });
  });

  it('is told to go on when it does not heed its signal', async () => {
    const cancelling = new AbortController();
    const run = () => {
      cancelling.abort();
      return new Promise(() => undefined);
    };
    expect((await ran({ run, repeatable: true }, { signal: cancelling.signal })).outcome).toEqual({
      status: 'cancelled',
      code: 'not_ended',
      message: expect.stringMatching(/does not heed its signal, and may still do something/) as string,
      mayRepeat: false,
    });
  });

  it('is not begun when that was before', async () => {
    const { outcome } = await ran({ run: () => expect.unreachable() }, { signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ status: 'cancelled', message: 'It was not begun.', mayRepeat: true });
  });
});
