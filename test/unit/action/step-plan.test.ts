import { describe, expect, it } from 'vitest';
import type { Action } from '../../../src/action/action.ts';
import type { ChainTask } from '../../../src/action/chain.ts';
import { begunChain, plannedStep, publishedBy, type PlannedStep } from '../../../src/action/step-plan.ts';
import { actionOf, orderOf } from '../chat/action-fixture.ts';

const ORDER = orderOf({
  action: 'my.chain',
  alias: 'my.alias',
  parameters: { host: 'db1' },
  plan: { timeoutMs: 30_000, attempts: 1, retryMs: 1_000 },
});
const CHAIN = actionOf('my.chain', {
  parameters: { host: {}, comment: { type: 'string' }, key: { type: 'string', secret: true } },
});
const STEP = { place: '2.1', task: 'a' };
const redact = (text: string): string => text.replaceAll('hunter2', '[redacted]');

/** @returns what is planned for a task that runs this action. */
function planned(
  action: Partial<Action>,
  parameters: ChainTask['parameters'] = {},
  order = ORDER,
  known: Readonly<Record<string, unknown>> = {},
): PlannedStep {
  const actions = new Map([CHAIN, actionOf('core.x', action)].map((one) => [one.ref, one]));
  const task = { name: 'a', ref: 'core.x', parameters, publish: {} };
  return plannedStep({ order, step: STEP, task, known }, { action: (ref) => actions.get(ref), redact });
}

describe('a task of a chain', () => {
  it('is ordered as its action has it, by who ordered the chain', () => {
    const parameters = { on: { type: 'string' }, port: { type: 'integer', default: 80 } } as const;
    const { alias: _, ...rest } = ORDER;
    expect(planned({ parameters, attempts: 3, timeoutMs: 5 }, { on: '{{ host }}.example' })).toEqual({
      run: {
        ...rest,
        action: 'core.x',
        parameters: { on: 'db1.example', port: 80 },
        plan: { timeoutMs: 5, attempts: 3, retryMs: 1_000 },
        step: STEP,
      },
    });
  });

  it('is given nothing for what was not given, and what comes out of templates is never one', () => {
    const parameters = { on: {}, comment: { default: 'none' } } as const;
    expect(
      planned({ parameters }, { on: '{{ said }}', comment: '{{ comment }}' }, ORDER, { said: '{{ host }}' }),
    ).toMatchObject({ run: { parameters: { on: '{{ host }}', comment: 'none' } } });
  });

  it.each<[string, Partial<Action>, ChainTask['parameters'], string, RegExp]>([
    ['is disabled', { enabled: false }, {}, 'disabled_action', /core\.x is disabled/],
    ['lacks something', { parameters: { on: { required: true } } }, {}, 'bad_parameter', /`on` is not given/],
    [
      'is given a secret',
      { parameters: { on: {} } },
      { on: 'hunter2' },
      'bad_parameter',
      /none is taken from a chain/,
    ],
    [
      'wants a secret of the chain',
      { parameters: { on: {} } },
      { on: '{{ key }}' },
      'bad_parameter',
      /`key` is not there/,
    ],
    [
      'needs an approval',
      { approval: { people: [], withinMs: 1 } },
      {},
      'needs_approval',
      /nobody was asked/,
    ],
  ])('whose action %s is not run', (_what, action, parameters, code, message) => {
    const found = planned(action, parameters);
    expect(found).toMatchObject({ failure: { code, message: expect.stringMatching(message) as string } });
  });

  it('is approved with its chain, by those who may approve it', () => {
    const approvedBy = (...people: string[]) =>
      orderOf({ ...ORDER, plan: { ...ORDER.plan, approval: { people, withinMs: 1 } } });
    const approval = { people: ['ana', 'ben'], withinMs: 1 };
    expect(planned({ approval }, {}, approvedBy('ana'))).toMatchObject({
      run: { plan: { approval: { people: ['ana'] } } },
    });
    for (const order of [approvedBy('ana', 'eve'), approvedBy()])
      expect(planned({ approval }, {}, order)).toMatchObject({ failure: { code: 'needs_approval' } });
    expect(planned({ approval: { people: [], withinMs: 1 } }, {}, approvedBy())).toHaveProperty('run');
  });

  it('of an action that the configuration has no more is not run', () => {
    const task = { name: 'a', ref: 'core.gone', parameters: {}, publish: {} };
    expect(
      plannedStep({ order: ORDER, step: STEP, task, known: {} }, { action: () => undefined, redact }),
    ).toMatchObject({ failure: { code: 'unknown_action' } });
  });

  it('publishes no secrets', () => {
    const task = {
      name: 'a',
      ref: 'core.x',
      parameters: {},
      publish: { url: '{{ a.url }}', all: '{{ a }}' },
    };
    const known = { a: { url: 'https://hunter2@x', n: 1 } };
    expect(publishedBy({ order: ORDER, task, known }, { action: () => CHAIN, redact })).toEqual({
      values: { url: 'https://[redacted]@x', all: { url: 'https://[redacted]@x', n: 1 } },
    });
    expect(publishedBy({ order: ORDER, task, known: {} }, { action: () => CHAIN, redact })).toMatchObject({
      failure: { message: expect.stringContaining('`a` is not there') as string },
    });
  });

  const CUT = { fetch: ['body'] };
  const LOST = { known: { fetch: { body: '…', status_code: 200 } }, cut: CUT };
  const context = { action: () => CHAIN, redact };

  it.each(['{{ fetch.body }}', '{{ fetch }}', '{{ __results.fetch.body }}', '{{ __results }}'])(
    'that refers by %s to what was not all kept is not run, and says which result that is',
    (written) => {
      const task = { name: 'a', ref: 'my.chain', parameters: { host: written }, publish: {} };
      const failure = {
        code: 'too_large',
        message: expect.stringMatching(/`fetch\.body`, of which not all was kept: .* 256000 bytes/) as string,
      };
      expect(plannedStep({ order: ORDER, step: STEP, task, ...LOST }, context)).toEqual({ failure });
      const when = { ...task, parameters: {}, when: `{{ ${written.slice(2, -2)} != '' }}` };
      expect(plannedStep({ order: ORDER, step: STEP, task: when, ...LOST }, context)).toEqual({ failure });
      const publishing = { ...task, parameters: {}, publish: { x: written } };
      expect(publishedBy({ order: ORDER, task: publishing, ...LOST }, context)).toEqual({ failure });
    },
  );

  it('knows the rest of a result of which not all was kept', () => {
    const parameters = { host: '{{ fetch.status_code }}' };
    const task = { name: 'a', ref: 'my.chain', parameters, publish: {} };
    expect(plannedStep({ order: ORDER, step: STEP, task, ...LOST }, context)).toMatchObject({
      run: { parameters: { host: 200 } },
    });
  });

  it('that comes when the history is long is not run', () => {
    const task = { name: 'a', ref: 'my.chain', parameters: { host: 'db1' }, publish: {} };
    const wish = { order: ORDER, step: STEP, task, known: {} };
    expect(plannedStep({ ...wish, historyBytes: 20_000_000 }, context)).toHaveProperty('run');
    expect(plannedStep({ ...wish, historyBytes: 20_000_001 }, context)).toMatchObject({
      failure: { code: 'too_large', message: expect.stringContaining('20000001 bytes') as string },
    });
  });

  it.each<[string, unknown]>([
    ['texts', '記'.repeat(20_000)],
    ['numbers', Array.from({ length: 400 }, () => Array<number>(30).fill(1_234))],
  ])('publishes no more %s than a chain can hand on, and says which name is too much', (_of, value) => {
    const task = { name: 'a', ref: 'core.x', parameters: {}, publish: { small: '1', log: '{{ a }}' } };
    const wish = { order: ORDER, task, known: { a: value } };
    expect(publishedBy(wish, context)).toMatchObject({ values: { log: value } });
    const published = { before: 'x'.repeat(50_000) };
    expect(publishedBy({ ...wish, published }, context)).toEqual({
      failure: {
        code: 'too_large',
        message: expect.stringMatching(
          /^`log` takes 60\d\d\d bytes of JSON, and 49\d\d\d are left of the 100000 /,
        ) as string,
      },
    });
    expect(publishedBy({ ...wish, published: { log: published } }, context)).toHaveProperty('values');
  });

  it('is in no chain whose variables are larger than is passed on', () => {
    const chain = { tasks: [], first: '', vars: { all: ['{{ host }}', '{{ host }}', '{{ host }}'] } };
    const order = orderOf({ ...ORDER, parameters: { host: 'x'.repeat(100_000) } });
    expect(() => begunChain(chain, order, CHAIN.parameters, redact)).toThrow(/takes 3000\d\d bytes of JSON/);
  });
});
