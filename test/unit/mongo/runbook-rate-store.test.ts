import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRunbookRateStore, type RunbookRateStore } from '../../../src/mongo/runbook-rate-store.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';

let store: TestStore;
let rates: RunbookRateStore;
beforeAll(async () => {
  store = await startDocumentStore();
  rates = createRunbookRateStore(store.db);
}, 300_000);
afterAll(() => store.stop());

const HOUR = 3_600_000;
const TWICE = { count: 2, perMs: HOUR };
const take = (runbook: string, key: string, now: number, tenant = 'default'): Promise<boolean> =>
  rates.take({ tenant, runbook, key }, TWICE, now);

it('a runbook is run by itself as often as its rate says, and again when that is long enough ago', async () => {
  expect(await take('restart', 'a', 0)).toBe(true);
  expect(await take('restart', 'b', 1_000)).toBe(true);
  expect(await take('restart', 'c', 2_000)).toBe(false);
  expect(await take('restart', 'c', HOUR - 1)).toBe(false);
  expect(await take('restart', 'c', HOUR)).toBe(true);
  expect(await take('restart', 'd', HOUR + 500)).toBe(false);
  expect(await take('restart', 'd', HOUR + 1_000)).toBe(true);
});

it('what is tried again takes no second place', async () => {
  for (const key of ['a', 'a', 'a', 'b', 'a']) expect(await take('again', key, 0)).toBe(true);
  expect(await take('again', 'c', 0)).toBe(false);
});

it('other runbooks and tenants have places of their own, and a greater rate has more of them', async () => {
  for (const key of ['a', 'b']) await take('own', key, 0);
  expect(await take('own', 'c', 0)).toBe(false);
  expect(await take('other', 'c', 0)).toBe(true);
  expect(await take('own', 'c', 0, 'acme')).toBe(true);
  expect(await rates.take({ tenant: 'default', runbook: 'own', key: 'c' }, { ...TWICE, count: 3 }, 0)).toBe(
    true,
  );
});

it('of many at once no more get a place than there are', async () => {
  const another = createRunbookRateStore(store.db);
  const taken = await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      (n % 2 ? rates : another).take({ tenant: 'default', runbook: 'storm', key: `k${n}` }, TWICE, 0),
    ),
  );
  expect(taken.filter(Boolean)).toHaveLength(2);
});
