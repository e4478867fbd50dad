import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OutputPiece } from '../../../../src/action/runner.ts';
import { identified } from '../../../../src/process/identity.ts';
import { pluginRunner } from '../../../../src/runner/plugin/runner.ts';

const ZOD = JSON.stringify(resolve('node_modules/zod/index.cjs'));

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'muster-plugin-run-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface How {
  readonly schema?: string;
  readonly parameters?: Record<string, unknown>;
  readonly secrets?: Record<string, string>;
  readonly signal?: AbortSignal;
  readonly graceMs?: number;
  readonly repeatable?: boolean;
  readonly print?: (piece: OutputPiece) => void;
}

/** Runs, as a worker does, an action whose function has a body. @param code of a function of `parameters` and `context`. */
async function ran(
  code: string,
  {
    schema = '{}',
    parameters = {},
    secrets = {},
    signal = new AbortController().signal,
    graceMs = 10_000,
    repeatable = false,
    print = () => undefined,
  }: How = {},
) {
  const plugin = join(folder, 'plugin.cjs');
  writeFileSync(
    plugin,
    `const { z } = require(${ZOD});
module.exports = {
  pack: 'demo',
  actions: { one: { parameters: z.object(${schema}), run: async (parameters, context) => { ${code} } } },
};\n`,
  );
  const printed: OutputPiece[] = [];
  const records = join(folder, 'records');
  const outcome = await pluginRunner({ records, redact: (text) => text, graceMs })({
    settings: { attempts: 3, plugin, action: 'one', repeatable, secrets },
    parameters,
    idempotencyKey: `default:run:${folder}`,
    incident: 'INC-42',
    signal,
    print(piece) {
      printed.push(piece);
      print(piece);
    },
  });
  expect(existsSync(records) ? readdirSync(records) : []).toEqual([]);
  const all = (stream: OutputPiece['stream']): string =>
    printed.flatMap((piece) => (piece.stream === stream ? [piece.text] : [])).join('');
  return { outcome, stdout: all('stdout'), stderr: all('stderr') };
}

describe('an action of a plug-in', () => {
  it('is given what its schema makes of the parameters, and what it returns is the result', async () => {
    const { outcome } = await ran(
      `const { a, b, at } = parameters, { incident, idempotencyKey } = context;
       return { sum: a + b, year: at.getUTCFullYear(), incident, idempotencyKey };`,
      {
        schema: '{ a: z.int(), b: z.int().default(2), at: z.string().transform((text) => new Date(text)) }',
        parameters: { a: 1, at: '2031-01-01' },
      },
    );
    expect(outcome).toEqual({
      status: 'succeeded',
      result: { sum: 3, year: 2031, incident: 'INC-42', idempotencyKey: `default:run:${folder}` },
    });
    expect((await ran('')).outcome).toEqual({ status: 'succeeded', result: null });
  });

  it('is shown while it prints, line by line, and what it logs as well', async () => {
    const go = new AbortController();
    const { outcome, stdout, stderr } = await ran(
      `context.print('one'); context.warn('two\\n'); console.log('three');
       await new Promise((resolve) => context.signal.addEventListener('abort', resolve)); return 4;`,
      // Only when it has been seen, it may go on.
      { signal: go.signal, print: ({ text }) => text.includes('three') && go.abort() },
    );
    expect(outcome).toEqual({ status: 'succeeded', result: 4 });
    expect([stdout, stderr]).toEqual(['one\nthree\n', 'two\n']);
  });

  it('gets the secrets of its configuration, no others, and nothing of the environment of Muster', async () => {
    vi.stubEnv('SLACK_TOKEN', 'xoxb-of-the-test');
    const secrets = { token: 'abc' };
    try {
      const { outcome } = await ran(
        `return [context.secret('token').length, Object.values(process.env).join().includes('xoxb-of-the-test')];`,
        { secrets },
      );
      expect(outcome).toEqual({ status: 'succeeded', result: [3, false] });
    } finally {
      vi.unstubAllEnvs();
    }
    for (const name of ['other', 'constructor'])
      expect((await ran(`context.secret('${name}')`, { secrets })).outcome).toMatchObject({
        status: 'failed',
        message: `The plug-in has no secret "${name}": add it to its \`secrets\`.`,
      });
  });

  it('is not begun with what its schema does not take, and says why', async () => {
    const { outcome, stdout } = await ran("context.print('begun')", {
      repeatable: true,
      schema: '{ ticket: z.url() }',
      parameters: { ticket: 'none' },
    });
    expect(outcome).toEqual({
      status: 'failed',
      code: 'bad_parameter',
      message: 'The plug-in does not take `ticket`: Invalid URL.',
      mayRepeat: false,
    });
    expect(stdout).toBe('');
  });

  it.each([
    ["throw new Error('the server is away\\nat once')", 'the server is away.'],
    ["throw new Error('refused!')", 'refused!'],
    ["throw new Error('')", 'It failed, and does not say why.'],
  ])('says what went wrong in the words of its error: %s', async (code, message) => {
    const failed = { status: 'failed', code: 'plugin_failed', message };
    expect((await ran(code)).outcome).toEqual({ ...failed, mayRepeat: false });
    expect((await ran(code, { repeatable: true })).outcome).toEqual({ ...failed, mayRepeat: true });
  });

  it('fails when what it returns cannot be kept, and keeps of other things what JSON does', async () => {
    expect((await ran('const circle = {}; circle.itself = circle; return circle;')).outcome).toMatchObject({
      status: 'failed',
      code: 'bad_result',
      message: expect.stringMatching(/^What it returned cannot be kept as JSON: .*circular/) as string,
    });
    expect((await ran("return 'x'.repeat(9 * 1024 ** 2)")).outcome).toMatchObject({
      code: 'bad_result',
      message: 'What it returned is larger than 8 MiB as JSON.',
    });
    expect((await ran('return { at: new Date(0), run: () => 1, n: NaN }')).outcome).toEqual({
      status: 'succeeded',
      result: { at: '1970-01-01T00:00:00.000Z', n: null },
    });
  });
});

describe('an action of a plug-in that goes wrong harms its own run alone', () => {
  const WAITING = 'await new Promise(() => undefined);';
  it.each([
    [
      'a promise is rejected that nobody waits for',
      `setTimeout(() => Promise.reject(new Error('stray'))); ${WAITING}`,
      'stray_error',
      /^Something that it began and did not wait for failed: stray \(\/.*plugin\.cjs:4\)\.$/,
    ],
    [
      'a timer throws',
      `setTimeout(() => { throw new Error('late'); }); ${WAITING}`,
      'stray_error',
      /failed: late \(/,
    ],
    [
      'an event handler throws',
      `const e = new (require('node:events'))(); setImmediate(() => e.emit('error', new Error('event'))); ${WAITING}`,
      'stray_error',
      /failed: event \(/,
    ],
    ['it ends its process', 'process.exit(3)', 'exited', /exit status 3.*must not call process\.exit/],
    [
      'it kills its process',
      `process.kill(process.pid, 'SIGSEGV'); ${WAITING}`,
      'crashed',
      /crashed \(SIGSEGV\)/,
    ],
  ])('%s', async (_, code, reason, message) => {
    expect((await ran(code)).outcome).toEqual({
      status: 'failed',
      code: reason,
      message: expect.stringMatching(message) as string,
      mayRepeat: false,
    });
  });

  it.each([
    ['objects', 'const all = []; for (;;) all.push(new Array(1000).fill(all.length));'],
    ['memory beside the heap', 'const all = []; for (;;) all.push(Buffer.alloc(2 ** 20, 1));'],
  ])('it takes more memory than it may: %s', async (_, code) => {
    const { outcome } = await ran(code);
    expect(outcome).toMatchObject({ status: 'failed', mayRepeat: false });
    expect(outcome).toMatchObject({
      message: expect.stringMatching(/512 MiB of memory|allocation failed|out of memory/) as string,
    });
  });

  it('what it began is ended with it', async () => {
    const { outcome } = await ran(
      `const { pid } = require('node:child_process').spawn('/bin/sleep', ['600'], { detached: true, stdio: 'ignore' }); return pid;`,
    );
    expect(outcome.status).toBe('succeeded');
    expect(identified(outcome.result as number)).toBeUndefined();
  });
});

describe('an action of a plug-in that is cancelled', () => {
  /** @returns what becomes of code that is cancelled once it prints. */
  const cancelled = (code: string, how: How = {}) => {
    const cancelling = new AbortController();
    return ran(code, { ...how, signal: cancelling.signal, print: () => cancelling.abort() });
  };

  it('ends by its signal', async () => {
    const { outcome } = await cancelled(
      `const { signal, print } = context;
       await new Promise((_, reject) => { signal.addEventListener('abort', () => reject(signal.reason)); print('begun'); });`,
      { repeatable: true },
    );
    expect(outcome).toEqual({
      status: 'cancelled',
      code: 'cancelled',
      message: 'It was ended before it was done.',
      mayRepeat: true,
    });
  });

  it('has succeeded when it is done all the same', async () => {
    const { outcome } = await cancelled(
      `const { signal, print } = context;
       await new Promise((resolve) => { signal.addEventListener('abort', resolve); print('begun'); });
       return 'done';`,
    );
    expect(outcome).toEqual({ status: 'succeeded', result: 'done' });
  });

  it.each([
    ['does not heed its signal', 'await new Promise(() => undefined);'],
    ['is in an endless loop', 'for (;;);'],
  ])('is ended by force after a grace when it %s', async (_, code) => {
    const { outcome } = await cancelled(`context.print(String(process.pid)); ${code}`, { graceMs: 200 });
    expect(outcome).toEqual({
      status: 'cancelled',
      code: 'cancelled',
      message:
        'It was to end, did not within 0.2 s, and was ended by force: the plug-in does not heed its signal.',
      mayRepeat: false,
    });
  });

  it('is not begun when that was before', async () => {
    const { outcome, stdout } = await ran("context.print('begun')", { signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ status: 'cancelled', message: 'It was not begun.', mayRepeat: true });
    expect(stdout).toBe('');
  });
});
