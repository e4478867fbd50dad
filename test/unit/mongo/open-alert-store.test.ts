import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStores, type Stores } from '../../../src/mongo/index.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';
import { AT } from './record.ts';

let store: TestStore;
let stores: Stores;
beforeAll(async () => {
  store = await startDocumentStore();
  stores = createStores(store.db);
}, 300_000);
afterAll(() => store.stop());

const PROM = { tenant: 'default', integration: 'prom' };

it('knows the group of each alert that fires, of its integration alone', async () => {
  const { openAlerts } = stores;
  await openAlerts.open(PROM, new Map([['a', 'one']]), AT);
  await openAlerts.open(
    PROM,
    new Map([
      ['b', 'one'],
      ['a', 'two'],
      ['c', 'two'],
    ]),
    AT,
  );
  const groups = await openAlerts.groupsOf(PROM, ['a', 'b', 'c', 'd', 'a']);
  expect([...groups].sort()).toEqual([
    ['a', 'one'],
    ['b', 'one'],
    ['c', 'two'],
  ]);
  expect(await openAlerts.groupsOf({ ...PROM, integration: 'other' }, ['a'])).toEqual(new Map());
  await openAlerts.clear(PROM, ['a', 'd']);
  await openAlerts.clear(PROM, []);
  expect([...(await openAlerts.groupsOf(PROM, ['a', 'b']))]).toEqual([['b', 'one']]);
  await openAlerts.open(PROM, new Map([['a', 'two']]), AT);
  expect((await openAlerts.groupsOf(PROM, ['a'])).get('a')).toBe('two');
});

it('forgets with the inbox what never ended', async () => {
  const { openAlerts, retention } = stores;
  await openAlerts.open(PROM, new Map([['old', 'one']]), AT);
  await openAlerts.open(PROM, new Map([['new', 'one']]), AT + 2);
  const ids: string[] = [];
  for await (const { id } of retention.expired('inbox', 'default', AT + 1)) ids.push(id);
  expect(ids).toContain('default:prom/old');
  expect(ids).not.toContain('default:prom/new');
  expect(await retention.delete('inbox', 'default', 'default:prom/old', AT + 1)).toBe(true);
  expect(await retention.delete('inbox', 'default', 'default:prom/old', AT + 1)).toBe(false);
  expect([...(await openAlerts.groupsOf(PROM, ['old', 'new']))]).toEqual([['new', 'one']]);
});
