import { afterAll, beforeAll, expect, it } from 'vitest';
import { createActionStore, type ActionStore } from '../../../src/mongo/action-store.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';

let store: TestStore;
let actions: ActionStore;
const created = { by: { id: 'ana', name: 'Ana' }, at: 1_000 };

beforeAll(async () => {
  store = await startDocumentStore();
  actions = createActionStore(store.db);
  await actions.ensureIndexes();
}, 300_000);
afterAll(() => store.stop());

it('numbers items, each delivery once, also when several add at once', async () => {
  const other = createActionStore(store.db);
  await Promise.all(
    ['a', 'b', 'c', 'd'].flatMap((once, n) => {
      const item = { text: once, created };
      const by = n % 2 === 0 ? actions : other;
      return [by.add('default', 'INC-1', once, item, 10), by.add('default', 'INC-1', once, item, 10)];
    }),
  );
  const items = await actions.of('default', 'INC-1');
  expect(items.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  expect(items.map(({ text }) => text).sort()).toEqual(['a', 'b', 'c', 'd']);
  expect(await actions.add('default', 'INC-1', 'e', { text: 'e', created }, 4)).toBeUndefined();
  expect(await actions.of('acme', 'INC-1')).toEqual([]);
});

it('changes one item, and lists incidents of which one is to be done', async () => {
  await actions.add('default', 'INC-2', 'x', { text: 'x', created }, 10);
  await actions.add('default', 'INC-2', 'y', { text: 'y', created }, 10);
  const done = { by: created.by, at: 2_000 };
  const changed = await actions.change('default', 'INC-2', 2, (item) => ({ ...item, done }));
  expect(changed).toMatchObject({ text: 'y', done, version: 2 });
  expect(await actions.find('default', 'INC-2', 2)).toEqual(changed);
  expect(await actions.change('default', 'INC-2', 9, (item) => item)).toBeUndefined();
  expect((await actions.open('default')).filter(({ incident }) => incident === 'INC-2')).toHaveLength(2);
  await actions.change('default', 'INC-2', 1, (item) => ({ ...item, done }));
  expect((await actions.open('default')).some(({ incident }) => incident === 'INC-2')).toBe(false);
  await actions.delete('default', 'INC-2');
  expect(await actions.of('default', 'INC-2')).toEqual([]);
});
