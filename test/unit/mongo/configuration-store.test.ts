import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConfigurationStore, type ConfigurationStore } from '../../../src/mongo/configuration-store.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';

let store: TestStore;
let versions: ConfigurationStore;

beforeAll(async () => {
  store = await startDocumentStore();
  versions = createConfigurationStore(store.db);
}, 300_000);
afterAll(() => store.stop());

const version = (name: string) => ({
  version: name,
  at: 1,
  how: 'apply' as const,
  by: { id: 'ana', name: 'Ana' },
  source: 'a.yaml',
  // Keys that a store would take for its own.
  written: JSON.stringify({ people: { 'a.b': { $set: name } } }),
});

describe('the versions of the configuration', () => {
  it('are none at first', async () => {
    expect(await versions.newest()).toBeUndefined();
    expect(await versions.list(5)).toEqual([]);
    expect(await versions.after(0)).toBeUndefined();
  });

  it('are counted, and kept whole', async () => {
    expect(await versions.add(0, version('one'))).toBe(true);
    expect(await versions.add(1, version('two'))).toBe(true);
    expect(await versions.find(1)).toEqual({ number: 1, ...version('one') });
    expect(await versions.newest()).toEqual({ number: 2, ...version('two') });
    expect((await versions.list(5)).map(({ number }) => number)).toEqual([2, 1]);
    expect((await versions.list(1)).map(({ number }) => number)).toEqual([2]);
  });

  it('are added after the newest alone: of many at once, one', async () => {
    expect(await versions.add(1, version('late'))).toBe(false);
    expect(await versions.add(9, version('early'))).toBe(false);
    const others = createConfigurationStore(store.db);
    const added = await Promise.all(
      [versions, others, versions].map((one, n) => one.add(2, version(`at once ${n}`))),
    );
    expect(added.filter(Boolean)).toHaveLength(1);
  });

  it('are found by whoever looks later, however many have come', async () => {
    const other = createConfigurationStore(store.db);
    await other.newest();
    for (const base of [3, 4]) await versions.add(base, version(`${base + 1}`));
    expect((await other.newest())?.number).toBe(5);
    expect((await other.after(3))?.number).toBe(5);
    expect(await other.after(5)).toBeUndefined();
  });
});
