import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStores, type Stores } from '../../../src/mongo/index.ts';
import type { MadeOverride } from '../../../src/mongo/override-store.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';

let store: TestStore;
let stores: Stores;
beforeAll(async () => {
  store = await startDocumentStore();
  stores = createStores(store.db);
}, 300_000);
afterAll(() => store.stop());

const DAY = 86_400_000;
const override = (id: string, from: number, until = from + DAY): MadeOverride => ({
  id,
  people: ['ben'],
  replaces: 'ana',
  from,
  until,
  by: { id: 'ana', name: 'Ana' },
  madeAt: 1_000,
  note: 'dentist',
});

describe('overrides', () => {
  it('are kept by schedule and tenant, in the order in which they were made', async () => {
    const { overrides } = stores;
    await overrides.add('default', 'payments', [override('a', 5 * DAY)], 0);
    await overrides.add('default', 'payments', [override('b', 2 * DAY), override('c', 3 * DAY)], 0);
    await overrides.add('acme', 'payments', [override('d', 2 * DAY)], 0);
    const of = async (tenant: string, schedule: string): Promise<string[]> =>
      (await overrides.of(tenant, schedule)).map(({ id }) => id);
    expect(await of('default', 'payments')).toEqual(['a', 'b', 'c']);
    expect(await of('acme', 'payments')).toEqual(['d']);
    expect(await of('default', 'search')).toEqual([]);
    expect((await overrides.of('default', 'payments'))[0]).toEqual(override('a', 5 * DAY));
  });

  it('of one id are added once, also by many at once', async () => {
    const { overrides } = stores;
    const same = override('once', DAY);
    await Promise.all([1, 2, 3, 4].map(() => overrides.add('default', 'once', [same], 0)));
    await Promise.all(
      [1, 2, 3].map((n) => overrides.add('default', 'once', [same, override(`other ${n}`, DAY)], 0)),
    );
    const ids = (await overrides.of('default', 'once')).map(({ id }) => id);
    expect(ids.toSorted()).toEqual(['once', 'other 1', 'other 2', 'other 3']);
  });

  it('are forgotten more than a year after they were over', async () => {
    const { overrides } = stores;
    await overrides.add('default', 'old', [override('old', 0), override('newer', 100 * DAY)], 0);
    await overrides.add('default', 'old', [override('now', 450 * DAY)], 450 * DAY);
    expect((await overrides.of('default', 'old')).map(({ id }) => id)).toEqual(['newer', 'now']);
  });

  it('are taken out when they are ended before they begin, and stay as far as they have come', async () => {
    const { overrides } = stores;
    const [ahead, running] = [override('ahead', 5 * DAY), override('running', DAY, 9 * DAY)];
    await overrides.add('default', 'ended', [ahead, running, override('over', 0)], 0);
    const end = (id: string) => overrides.end('default', 'ended', id, 2 * DAY);
    expect(await end('nothing')).toBeUndefined();
    expect(await end('over')).toBeUndefined();
    expect(await end('ahead')).toEqual(ahead);
    expect(await end('running')).toEqual(running);
    expect(await end('running')).toBeUndefined();
    const left = await overrides.of('default', 'ended');
    expect(left.map(({ id, from, until }) => [id, from, until])).toEqual([
      ['running', DAY, 2 * DAY],
      ['over', 0, DAY],
    ]);
  });
});
