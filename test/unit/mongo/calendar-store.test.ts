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

it('calendars are kept by tenant, schedule and layer; how their fetching goes is told without their text', async () => {
  const { calendars } = stores;
  const key = { tenant: 'default', schedule: 'payments', layer: 'Rota' };
  expect(await calendars.find(key)).toBeUndefined();
  expect(await calendars.state(key)).toBeUndefined();
  const state = { address: 'a', checkedAt: 2, fetchedAt: 1, sum: 'one' };
  await calendars.save(key, { ...state, text: 'BEGIN:VCALENDAR' });
  await calendars.save({ ...key, tenant: 'acme' }, { address: 'b', checkedAt: 3 });
  expect(await calendars.find(key)).toEqual({ ...state, text: 'BEGIN:VCALENDAR' });
  expect(await calendars.state(key)).toEqual(state);
  await calendars.save(key, { ...state, checkedAt: 4, sum: 'two', text: 'BEGIN:VCALENDAR\nEND:VCALENDAR' });
  expect(await calendars.state(key)).toEqual({ ...state, checkedAt: 4, sum: 'two' });
});
