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
  const { groups } = await openAlerts.known(PROM, ['a', 'b', 'c', 'd', 'a']);
  expect([...groups].sort()).toEqual([
    ['a', 'one'],
    ['b', 'one'],
    ['c', 'two'],
  ]);
  expect((await openAlerts.known({ ...PROM, integration: 'other' }, ['a'])).groups).toEqual(new Map());
  await openAlerts.clear(PROM, ['a', 'd']);
  await openAlerts.clear(PROM, []);
  expect([...(await openAlerts.known(PROM, ['a', 'b'])).groups]).toEqual([['b', 'one']]);
  await openAlerts.open(PROM, new Map([['a', 'two']]), AT);
  expect((await openAlerts.known(PROM, ['a'])).groups.get('a')).toBe('two');
});

it('knows the end of an alert that no group knows, until it fires anew', async () => {
  const { openAlerts } = stores;
  await openAlerts.open(PROM, new Map([['e', 'one']]), AT);
  const end = (since: number) => ({ since, heardAt: AT + since });
  await openAlerts.end(
    PROM,
    new Map([
      ['e', end(1)],
      ['f', end(2)],
    ]),
  );
  await openAlerts.end(PROM, new Map([['f', end(3)]]));
  await openAlerts.end(PROM, new Map());
  const { groups, ends } = await openAlerts.known(PROM, ['e', 'f', 'g']);
  expect(groups).toEqual(new Map());
  expect([...ends]).toEqual([
    ['e', end(1)],
    ['f', end(3)],
  ]);
  await openAlerts.clear(PROM, ['e', 'f']);
  await openAlerts.open(PROM, new Map([['e', 'two']]), AT);
  expect(await openAlerts.known(PROM, ['e', 'f'])).toEqual({
    groups: new Map([['e', 'two']]),
    ends: new Map(),
  });
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
  expect([...(await openAlerts.known(PROM, ['old', 'new'])).groups]).toEqual([['new', 'one']]);
});
