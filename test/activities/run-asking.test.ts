import { describe, expect, it } from 'vitest';
import { approve, orderedRun, type Run } from '../../src/action/run.ts';
import { plainMessage } from '../../src/chat/plain-message.ts';
import { actionOf, orderOf } from '../unit/chat/action-fixture.ts';
import { BEN, NOON } from '../unit/incident/fixture.ts';
import { Bench } from './bench.ts';

const order = (people: readonly string[]) =>
  orderOf({
    parameters: { host: 'db1', note: 'it is hunter2' },
    plan: { timeoutMs: 60_000, attempts: 1, retryMs: 1_000, approval: { people, withinMs: 60_000 } },
  });
const account = (user: string, instance = 'main') => ({ instance, user });
function bench(...people: readonly string[]): Bench {
  const one = new Bench();
  one.catalogue = { ...one.catalogue, actions: new Map([['linux.restart', actionOf('linux.restart')]]) };
  for (const person of people) one.accounts[person] = [account(`u-${person}`), account(`v-${person}`)];
  return one;
}

describe('who is asked directly to approve a run', () => {
  it('is each of those who may, by the account that they prefer, but never who ordered it', async () => {
    const one = bench('ana', 'ben', 'cy');
    expect(await one.run('approverAccounts', order(['ana', 'ben', 'cy']))).toEqual([
      account('u-ben'),
      account('u-cy'),
    ]);
  });

  it('is nobody who may not know of it, wants to be paged alone, or has no account', async () => {
    const one = bench('ben', 'cy', 'di');
    one.outsiders.add('ben');
    one.loudness.set('cy', 'pages');
    expect(await one.run('approverAccounts', order(['ben', 'cy', 'zoe', 'di']))).toEqual([account('u-di')]);
  });

  it('is nobody by an instance that is gone, or that sends nothing to people or takes nothing from them', async () => {
    const one = bench('ben');
    const { capabilities } = one.provider;
    for (const less of [{ directMessages: false }, { operations: new Set(['send'] as const) }]) {
      Object.assign(one.provider, { capabilities: { ...capabilities, ...less } });
      expect(await one.run('approverAccounts', order(['ben']))).toEqual([]);
    }
    Object.assign(one.provider, { capabilities });
    one.removed = true;
    expect(await one.run('approverAccounts', order(['ben']))).toEqual([]);
  });

  it('are not more than ten', async () => {
    const people = Array.from({ length: 30 }, (_, n) => `p${n}`);
    expect(await bench(...people).run('approverAccounts', order(people))).toHaveLength(10);
  });
});

describe('the message by which somebody is asked', () => {
  const asked = (run: Run) => ({ order: order(['ben']), run, account: account('u-ben') });
  const waiting = orderedRun(order(['ben']));

  it('says what is to be run, without secrets, with the buttons to decide, and is sent once', async () => {
    const one = bench();
    const ref = await one.run('askApprover', asked(waiting));
    expect(await one.run('askApprover', asked(waiting), 2)).toEqual(ref);
    expect(one.provider.sent).toMatchObject([
      { to: { user: 'u-ben' }, key: 'default:RUN-7:approver:main/@u-ben', ref },
    ]);
    const [{ message }] = one.provider.sent as unknown as [{ message: Parameters<typeof plainMessage>[0] }];
    expect(plainMessage(message)).toMatch(/RUN-7 linux\.restart.*host=db1.*it is \[redacted\]/s);
    expect(message.elements).toMatchObject([
      { label: 'Approve', action: { command: 'run-approve', incident: 'RUN-7' } },
      { label: 'Decline', action: { command: 'run-decline', incident: 'RUN-7' } },
    ]);
    const entry = one.ledger.entries.get('default:RUN-7:approver:main/@u-ben');
    expect(entry).toMatchObject({ status: 'sent', target: 'main/@u-ben' });
  });

  it('says what was decided, without buttons, once', async () => {
    const one = bench();
    const posted = await one.run('askApprover', asked(waiting));
    const run = approve(waiting, asked(waiting).order.plan, { by: BEN, at: NOON });
    if ('refused' in run) throw new Error(run.message);
    for (const attempt of [1, 2]) await one.run('askApprover', { ...asked(run), posted }, attempt);
    expect(one.provider.sent).toHaveLength(1);
    expect(one.provider.edits).toHaveLength(1);
    const [{ message }] = one.provider.edits as unknown as [{ message: Parameters<typeof plainMessage>[0] }];
    expect(message.elements).toEqual([]);
    expect(plainMessage(message)).toMatch(/by Ben/);
  });
});
