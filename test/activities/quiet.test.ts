import { beforeEach, expect, it } from 'vitest';
import { createQuietActivities, type QuietActivities } from '../../activities/quiet.ts';
import type { QuietState } from '../../src/inbox/quiet.ts';
import type { Revised } from '../../src/mongo/revised-store.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;
const START = Date.parse('2026-03-01T12:00Z');

let now: number;
let kept: Map<string, Revised<QuietState>>;
let heard: Map<string, number>;
let configured: string[];

/** A worker of its own, on the same store. */
const worker = (): QuietActivities =>
  createQuietActivities({
    tenants: () => ['default', 'other'],
    integrations: (tenant) =>
      tenant === 'default' ? configured.map((id) => ({ id, quietAfterMs: 3 * DAY })) : [],
    operators: () => [
      { kind: 'channel', instance: 'main', channel: '#ops' },
      { kind: 'channel', instance: 'second', channel: '#ops' },
    ],
    pageOf: ({ integration }) => `https://muster.example/integrations/${integration}`,
    inbox: {
      standing: ({ integration }) => {
        const lastReceivedAt = heard.get(integration);
        return Promise.resolve(
          lastReceivedAt === undefined
            ? undefined
            : { total: 1, counts: {}, repositories: [], lastReceivedAt },
        );
      },
    },
    store: {
      find: (id) => Promise.resolve(kept.get(id)),
      save: (id, state, revision) => {
        if (kept.get(id)?.revision !== revision) return Promise.resolve(undefined);
        const next = (revision ?? 0) + 1;
        kept.set(id, { state: structuredClone(state), revision: next });
        return Promise.resolve(next);
      },
    },
    now: () => now,
  });

beforeEach(() => {
  now = START;
  kept = new Map();
  heard = new Map();
  configured = ['alerts', 'git', 'new'];
  heard.set('alerts', START - DAY).set('git', START - DAY);
});

/** Looks every half an hour for so long, each time by another worker that tells what there is. */
async function watch(ms: number): Promise<string[]> {
  const told: string[] = [];
  for (const until = now + ms; now < until; now += 30 * MINUTE)
    for (const { tenant, key, what, deliveries } of await worker().findQuiet()) {
      told.push(what);
      expect(deliveries.map(({ key: one, instance }) => [one, instance])).toEqual([
        [`default:${key}:main/#ops`, 'main'],
        [`default:${key}:second/#ops`, 'second'],
      ]);
      await worker().quietTold({ tenant, key });
    }
  return told;
}

it('tells once of all that go quiet together, whichever worker looks, and once when one is heard again', async () => {
  heard.set('alerts', START).set('git', START);
  expect(await watch(5 * DAY)).toEqual([expect.stringContaining('(and 2 more)') as string]);
  heard.set('git', now);
  expect(await watch(DAY)).toEqual(['✅ git: something comes again.']);
});

it('tells the same by the same key after a worker has died with it untold', async () => {
  await watch(3 * DAY);
  now += 30 * MINUTE;
  const [first] = await worker().findQuiet();
  now += 5 * MINUTE;
  configured = ['alerts', 'git', 'new', 'one more'];
  const [again] = await worker().findQuiet();
  expect(first?.deliveries.length).toBe(2);
  expect(again).toEqual(first);
  await worker().quietTold({ tenant: 'default', key: first!.key });
  expect(await worker().findQuiet()).toEqual([]);
});

it('leaves it to the other where two look at the same time', async () => {
  await watch(DAY);
  const ends = await Promise.allSettled([worker().findQuiet(), worker().findQuiet()]);
  expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(1);
});
