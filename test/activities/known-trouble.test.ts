import { describe, expect, it, vi } from 'vitest';
import { KNOWN_TROUBLE, type Delivery } from '../../src/chat/delivery.ts';
import type { InstanceCheck } from '../../src/chat/instance-status.ts';
import { Bench, DELIVERY, SCHEDULED_AT } from './bench.ts';

const refused = (at: number): { check: InstanceCheck } => ({
  check: {
    tenant: 'default',
    instance: 'main',
    platform: 'slack',
    at,
    since: at,
    ok: false,
    refused: true,
    code: 'authentication_failed',
    reason: 'token_revoked',
    failures: 1,
    everyMs: 60_000,
    past: { calls: 0, errors: {} },
  },
});
const careful = { ...DELIVERY, unlessTroubled: true, instead: 'ops/@ana: away (timed_out)' } as const;

describe('what is not to be tried while its instance is in trouble', () => {
  it('fails at once, without an attempt, saying why', async () => {
    const bench = new Bench();
    bench.checks.set('main', refused(SCHEDULED_AT));
    const failure = await bench.failure('page', careful);
    expect(failure).toMatchObject({ type: KNOWN_TROUBLE, nonRetryable: true });
    expect(failure.message).toBe('main takes nothing at present: token_revoked');
    expect(bench.provider.calls).toEqual([]);
    expect(bench.ledger.entries.size).toBe(0);
  });

  it('is tried when nothing is known against it, and the ledger says in whose stead', async () => {
    const bench = new Bench();
    await bench.run('page', careful);
    expect(bench.provider.sent).toHaveLength(1);
    expect(bench.ledger.entries.get(DELIVERY.key)).toMatchObject({
      status: 'sent',
      instead: 'ops/@ana: away (timed_out)',
    });
  });

  it('is tried when it is asked for without that condition', async () => {
    const bench = new Bench();
    bench.checks.set('main', refused(SCHEDULED_AT));
    await bench.run('page', DELIVERY);
    expect(bench.provider.sent).toHaveLength(1);
  });

  it('is tried when what is known is out of date', async () => {
    const bench = new Bench();
    bench.checks.set('main', refused(SCHEDULED_AT - 10 * 60_000));
    await bench.run('page', careful);
    expect(bench.provider.sent).toHaveLength(1);
  });

  it('is tried when nothing can be read, or not soon', async () => {
    for (const read of [() => Promise.reject(new Error('away')), () => new Promise<never>(() => undefined)]) {
      const bench = new Bench();
      bench.readChecks = read;
      await bench.run('page', careful);
      expect(bench.provider.sent).toHaveLength(1);
    }
  });
});

it('reads what is known not for each message', async () => {
  const bench = new Bench();
  const read = vi.fn(() => Promise.resolve(bench.checks));
  bench.readChecks = read;
  const worker = bench.activities();
  const page = (delivery: Delivery) => worker.page(delivery);
  const send = (n: number) => bench.attempt(1).run(page, { ...careful, key: `key ${n}` });
  for (let n = 0; n < 20; n++) await send(n);
  expect(read).toHaveBeenCalledOnce();
  bench.now += 10_000;
  for (let n = 20; n < 40; n++) await send(n);
  expect(read).toHaveBeenCalledTimes(2);
});
