import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPostmortemStore, type PostmortemStore } from '../../../src/mongo/postmortem-store.ts';
import { UNWRITTEN, type PostmortemDocument } from '../../../src/postmortem/document.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';

let store: TestStore;
let postmortems: PostmortemStore;

beforeAll(async () => {
  store = await startDocumentStore();
  postmortems = createPostmortemStore(store.db);
}, 300_000);
afterAll(() => store.stop());

const written = (revision: number, text: string): PostmortemDocument => ({
  ...UNWRITTEN,
  revision,
  sections: { lessons: text },
});

it('keeps every version, and reads the newest', async () => {
  expect(await postmortems.read('default', 'INC-1')).toEqual(UNWRITTEN);
  expect(await postmortems.add('default', 'INC-1', written(1, 'one'))).toBe(true);
  expect(await postmortems.add('default', 'INC-1', written(2, 'two'))).toBe(true);
  expect(await postmortems.read('default', 'INC-1')).toEqual(written(2, 'two'));
  expect(await postmortems.version('default', 'INC-1', 1)).toEqual(written(1, 'one'));
  expect(await postmortems.version('default', 'INC-1', 9)).toBeUndefined();
  expect(await postmortems.read('acme', 'INC-1')).toEqual(UNWRITTEN);
});

it('of two who write the same version takes one', async () => {
  const other = createPostmortemStore(store.db);
  const both = await Promise.all([
    postmortems.add('default', 'INC-2', written(1, 'mine')),
    other.add('default', 'INC-2', written(1, 'theirs')),
  ]);
  expect(both.filter(Boolean)).toHaveLength(1);
});

it('reads a version whose writer died before it was noted as the newest, and deletes all', async () => {
  await postmortems.add('default', 'INC-3', written(1, 'one'));
  await store.db
    .collection<{ _id: string }>('postmortem_versions')
    .insertOne({ _id: 'default:INC-3/2', ...written(2, 'two') });
  expect(await postmortems.read('default', 'INC-3')).toEqual(written(2, 'two'));
  await postmortems.delete('default', 'INC-3');
  expect(await postmortems.read('default', 'INC-3')).toEqual(UNWRITTEN);
});
