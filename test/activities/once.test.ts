import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Bench, DELIVERY } from './bench.ts';

/** What one attempt meets: a worker that is killed, or a platform that breaks down, at a point of the way. */
type Fate =
  | 'killed before send'
  | 'killed after send'
  | 'killed after the ledger'
  | 'reset before'
  | 'reset after'
  | 'rate limited';

interface Attempt {
  readonly fate: Fate;
  /** Is the ledger away during this attempt? */
  readonly ledgerDown: boolean;
}

class Killed extends Error {}

/** Runs one attempt that ends badly. A killed worker changes nothing outside any more. */
async function runBadly(bench: Bench, attempt: number, { fate, ledgerDown }: Attempt): Promise<void> {
  bench.ledger.down = ledgerDown;
  // An attempt that found its message has not sent, and so has not met its trouble.
  bench.provider.recover();
  const die = (): never => {
    bench.ledger.down = true;
    throw new Killed();
  };
  bench.provider.onSend = (when) => {
    if (fate === `killed ${when} send`) die();
  };
  if (fate.startsWith('re') || fate === 'rate limited')
    bench.provider.trouble('send', fate as 'reset before');
  const running = bench.run('page', DELIVERY, attempt);
  await (fate === 'killed after the ledger' ? running : running.catch(() => undefined));
}

const attempts = fc.array(
  fc.record({
    fate: fc.constantFrom<Fate[]>(
      'killed before send',
      'killed after send',
      'killed after the ledger',
      'reset before',
      'reset after',
      'rate limited',
    ),
    ledgerDown: fc.boolean(),
  }),
  { maxLength: 5 },
);

it.each(['native', 'lookup', 'none'] as const)(
  'a page arrives at least once, and exactly once where the platform permits it: deduplication %s',
  async (deduplication) => {
    await fc.assert(
      fc.asyncProperty(attempts, async (bad) => {
        const bench = new Bench(deduplication);
        for (const [index, attempt] of bad.entries()) {
          bench.now += 1_000;
          await runBadly(bench, index + 1, attempt);
        }
        bench.ledger.down = false;
        bench.provider.recover();
        bench.provider.onSend = () => undefined;
        bench.now += 1_000;
        const ref = await bench.run('page', DELIVERY, bad.length + 1);

        const { sent } = bench.provider;
        const unseen = bad.filter(
          ({ fate, ledgerDown }) =>
            fate === 'killed after send' ||
            fate === 'reset after' ||
            // The message is out, but neither Temporal nor the ledger has heard of it.
            (fate === 'killed after the ledger' && ledgerDown),
        );
        const most = deduplication === 'none' ? 1 + unseen.length : 1;
        expect(sent.length).toBeGreaterThanOrEqual(1);
        expect(sent.length).toBeLessThanOrEqual(most);
        expect(sent.map((one) => one.ref)).toContainEqual(ref);
        expect(bench.status).toBe('sent');
      }),
      { numRuns: 1000 },
    );
  },
);
