import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStores, type Stores } from '../../../src/mongo/index.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';

let store: TestStore;
let stores: Stores;
beforeAll(async () => {
  store = await startDocumentStore();
  stores = createStores(store.db);
}, 300_000);
afterAll(() => store.stop());

it('addresses of calendars are found by their hash, one for each owner and calendar, and ended', async () => {
  const { feeds } = stores;
  const feed = (owner: string, madeAt: number, tenant = 'default') => ({
    tenant,
    of: { schedule: 'payments' },
    owner,
    madeAt,
  });
  await feeds.replace('h1', feed('ana', 1));
  await feeds.replace('h2', feed('ben', 2));
  await feeds.replace('h3', { ...feed('ana', 3), of: { person: 'ana' } });
  await feeds.replace('h4', feed('ana', 4, 'acme'));
  await feeds.replace('h5', feed('ana', 5));
  expect(await feeds.find('h1')).toBeUndefined();
  expect(await feeds.find('h5')).toEqual(feed('ana', 5));
  expect(await feeds.find('h3')).toEqual({
    tenant: 'default',
    of: { person: 'ana' },
    owner: 'ana',
    madeAt: 3,
  });
  expect((await feeds.list('default')).map(({ madeAt }) => madeAt)).toEqual([2, 3, 5]);
  expect(await feeds.end('default', { schedule: 'payments' }, 'ana')).toBe(1);
  expect(await feeds.find('h2')).toBeDefined();
  expect(await feeds.end('default', { schedule: 'payments' })).toBe(1);
  expect((await feeds.list('default')).map(({ madeAt }) => madeAt)).toEqual([3]);
  expect(await feeds.find('h4')).toBeDefined();
});
