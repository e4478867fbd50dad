import { describe, expect, it } from 'vitest';
import type { RunSeen } from '../../activities/run-showing.ts';
import { again, cancel, ended, orderedRun } from '../../src/action/run.ts';
import { plainMessage } from '../../src/chat/plain-message.ts';
import { actionOf, aliasOf, endedOf, orderOf, runningOf } from '../unit/chat/action-fixture.ts';
import { BEN, NOON } from '../unit/incident/fixture.ts';
import { Bench } from './bench.ts';

const ORDER = orderOf({ parameters: { host: 'db1', note: 'it is hunter2' } });
const SEEN: RunSeen = { order: ORDER, run: runningOf(ORDER) };
const CARD = { channel: 'C1', id: 'm1' };

function bench(): Bench {
  const one = new Bench();
  const actions = new Map([['linux.restart', actionOf('linux.restart')]]);
  one.catalogue = { actions, aliases: new Map(), match: () => [] };
  return one;
}
const shown = (one: Bench, n = -1): string => plainMessage(one.provider.sent.at(n)!.message);
const edited = (one: Bench): string => plainMessage(one.provider.edits.at(-1)!.message);
const print = (one: Bench, text: string, attempt = 1): void =>
  void one.printed.set(`RUN-7/${attempt}`, [{ stream: 'stdout', text }]);

describe('the card of a run', () => {
  it('is posted where the run was ordered, once, without secrets', async () => {
    const one = bench();
    const ref = await one.run('showRun', SEEN);
    expect(await one.run('showRun', SEEN, 2)).toEqual(ref);
    expect(one.provider.sent).toMatchObject([{ ref, to: { channel: 'C1' }, key: 'default:RUN-7:card' }]);
    expect(shown(one)).toContain('host=db1');
    expect(shown(one)).toContain('it is [redacted]');
  });

  it('stands in the thread in which the run was ordered', async () => {
    const one = bench();
    const order = orderOf({ origin: { instance: 'main', channel: 'C1', thread: 't9' } });
    await one.run('showRun', { order, run: runningOf(order) });
    expect(one.provider.sent[0]?.thread).toEqual({ channel: 'C1', id: 't9' });
  });

  it('whose worker died is looked for before it is posted again', async () => {
    const one = bench();
    one.provider.trouble('send', 'reset after');
    await one.failure('showRun', SEEN);
    const ref = await one.run('showRun', SEEN, 2);
    expect(one.provider.sent.map((sent) => sent.ref)).toEqual([ref]);
  });

  it('is edited where it stands with each change, once for each', async () => {
    const one = bench();
    const posted = await one.run('showRun', SEEN);
    const ending = cancel(SEEN.run, { by: BEN, at: NOON });
    if ('refused' in ending) throw new Error(ending.message);
    for (const attempt of [1, 2])
      await one.run('showRun', { order: ORDER, run: ending, posted: posted! }, attempt);
    expect(one.provider.edits).toHaveLength(1);
    expect(edited(one)).toContain('being cancelled by Ben');
    const over = ended(ending, NOON + 1_000, { status: 'cancelled' });
    await one.run('showRun', { order: ORDER, run: over, posted: posted! });
    expect(one.provider.sent).toHaveLength(1);
    expect(one.provider.edits).toHaveLength(2);
  });

  it('names who is asked to approve, and notifies whom the platform knows', async () => {
    const one = bench();
    const approval = { people: ['ana', 'cy'], withinMs: 60_000 };
    const order = orderOf({ plan: { ...ORDER.plan, approval } });
    await one.run('showRun', { order, run: orderedRun(order) });
    const [asking] = one.provider.sent[0]!.message.sections;
    expect(asking?.text).toContainEqual({ user: 'U1', name: 'ANA' });
    expect(shown(one)).toMatch(/approved by .*ANA, .*CY until 2026/);
  });

  it('shows no parameter of an action that is gone: nobody knows which are secret', async () => {
    const one = new Bench();
    await one.run('showRun', SEEN);
    expect(shown(one)).not.toContain('db1');
  });

  it('tells nothing of what is private but in the own channel of that incident', async () => {
    const one = bench();
    const alias = aliasOf('linux.restart', [], {
      result: {
        enabled: true,
        format: 'It said {{ execution.result }} of {{ execution.parameters.host }}',
        extra: {},
      },
    });
    one.catalogue = { ...one.catalogue, aliases: new Map([[alias.ref, alias]]) };
    const order = orderOf({
      alias: alias.ref,
      incident: 'INC-1',
      confidential: ['INC-1', 'INC-2'],
      parameters: { host: 'payroll' },
    });
    const run = endedOf(order, { status: 'succeeded', result: 'Salaries leaked' });
    const here = { instance: 'main', channel: 'C1' };
    const secrets = /payroll|Salaries|INC-1/;
    print(one, 'Salaries leaked');
    for (const places of [
      [],
      [{ ...here, own: false, card: 'c' }],
      [{ ...here, channel: 'C2', own: true }],
    ]) {
      one.places.set('INC-1', [{ ...here, own: true }]).set('INC-2', places);
      const quiet = orderOf({ ...order, id: `RUN-${one.provider.sent.length + 1}` });
      const posted = await one.run('showRun', { order: quiet, run: { ...run, id: quiet.id } });
      expect(shown(one)).toMatch(/succeeded.*It deals with what is private/s);
      expect(shown(one)).not.toMatch(secrets);
      expect(await one.run('showRunOutput', { order: quiet, run, card: posted! })).toBeUndefined();
    }
    one.places.set('INC-2', [{ ...here, own: true }]);
    await one.run('showRun', { order, run });
    expect(shown(one)).toMatch(/It said Salaries leaked of payroll/);
    await one.run('showRunOutput', { order, run, card: CARD });
    expect(shown(one)).toContain('Salaries leaked');
  });

  it('of a run that is to declare a private incident tells nothing of it', async () => {
    const one = bench();
    const order = orderOf({ confidential: [], parameters: { title: 'Theft' } });
    await one.run('showRun', { order, run: runningOf(order) });
    expect(shown(one)).toMatch(/RUN-7/);
    expect(shown(one)).not.toContain('Theft');
  });

  it('is left out while the alias says nothing of the beginning, and comes with the end', async () => {
    const one = bench();
    const quiet = aliasOf('linux.restart', [], { ack: { enabled: false, appendUrl: true, extra: {} } });
    one.catalogue = { ...one.catalogue, aliases: new Map([[quiet.ref, quiet]]) };
    const order = orderOf({ alias: quiet.ref });
    expect(await one.run('showRun', { order, run: runningOf(order) })).toBeUndefined();
    expect(one.provider.calls).toEqual([]);
    await one.run('showRun', { order, run: endedOf(order, { status: 'succeeded', result: 'up' }) });
    expect(one.provider.sent).toHaveLength(1);
  });

  it('of an instance that is gone fails for good', async () => {
    const one = bench();
    one.removed = true;
    expect(await one.failure('showRun', SEEN)).toMatchObject({
      type: 'provider_not_found',
      nonRetryable: true,
    });
  });
});

describe('what a run prints', () => {
  it('is one message in the thread of the card, which grows', async () => {
    const one = bench();
    print(one, 'first\n');
    const posted = await one.run('showRunOutput', { ...SEEN, card: CARD });
    expect(one.provider.sent[0]).toMatchObject({ thread: CARD, key: 'default:RUN-7:output' });
    expect(shown(one)).toBe('RUN-7 prints:\nfirst\nAll of what RUN-7 printed');
    print(one, 'first\nsecond\n');
    await one.run('showRunOutput', { ...SEEN, card: CARD, posted: posted! });
    expect(one.provider.sent).toHaveLength(1);
    expect(edited(one)).toContain('first\nsecond');
  });

  it('is not shown while it is nothing, and not edited while there is nothing new', async () => {
    const one = bench();
    expect(await one.run('showRunOutput', { ...SEEN, card: CARD })).toBeUndefined();
    print(one, 'first\n');
    const posted = await one.run('showRunOutput', { ...SEEN, card: CARD });
    for (let n = 0; n < 3; n += 1) await one.run('showRunOutput', { ...SEEN, card: CARD, posted: posted! });
    expect(one.provider.edits.length).toBeLessThanOrEqual(1);
  });

  it('is that of the last attempt', async () => {
    const one = bench();
    const order = orderOf({ plan: { ...ORDER.plan, attempts: 3 } });
    print(one, 'no route to host\n', 1);
    print(one, 'up\n', 2);
    await one.run('showRunOutput', { order, run: again(runningOf(order), 2), card: CARD });
    expect(shown(one)).toContain('RUN-7 prints in attempt 2:\nup');
    expect(shown(one)).not.toContain('no route');
  });

  it('stands in a message of its own for each step of a chain', async () => {
    const one = bench();
    const step = {
      place: '2',
      task: 'deploy',
      action: 'aws.deploy',
      status: 'succeeded',
      attempts: 2,
    } as const;
    one.printed.set('RUN-7/2/2', [{ stream: 'stdout', text: 'deployed\n' }]);
    await one.run('showRunOutput', { ...SEEN, card: CARD, step });
    expect(one.provider.sent[0]).toMatchObject({ thread: CARD, key: 'default:RUN-7:output:2' });
    expect(shown(one)).toContain('RUN-7 step 2 deploy printed in attempt 2:\ndeployed');
    expect(await one.run('showRunOutput', { ...SEEN, card: CARD })).toBeUndefined();
  });
});
