import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createPlatformMemoryStore,
  type PlatformMemoryStore,
} from '../../../src/mongo/platform-memory-store.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';

let store: TestStore;
let memories: PlatformMemoryStore;

beforeAll(async () => {
  store = await startDocumentStore();
  memories = createPlatformMemoryStore(store.db);
  await memories.ensureIndexes();
}, 300_000);
afterAll(() => store.stop());

const of = (instance: string, tenant = 'default') => memories.of({ tenant, instance });

describe('what an instance remembers', () => {
  it('is there for every process, as it was put last', async () => {
    await of('teams').put('conversation/19:a', { serviceUrl: 'https://one.example' });
    await of('teams').put('conversation/19:a', { serviceUrl: 'https://two.example', n: [1, null] });
    expect(await of('teams').get('conversation/19:a')).toEqual({
      serviceUrl: 'https://two.example',
      n: [1, null],
    });
  });

  it('is listed by the beginning of its key', async () => {
    const memory = of('listing');
    for (const key of ['user/b', 'user/a', 'team/a']) await memory.put(key, key);
    expect([...(await memory.list('user/'))]).toEqual([
      ['user/a', 'user/a'],
      ['user/b', 'user/b'],
    ]);
    expect([...(await memory.list('nothing/'))]).toEqual([]);
  });

  it('is added once, however many add it at the same moment', async () => {
    const others = createPlatformMemoryStore(store.db).of({ tenant: 'default', instance: 'adding' });
    const adding = Array.from({ length: 8 }, (_, n) => (n % 2 ? others : of('adding')).add('k', n));
    const first = (await Promise.all(adding)).map((added, n) => (added ? n : -1)).filter((n) => n >= 0);
    expect(first).toHaveLength(1);
    expect(await of('adding').get('k')).toBe(first[0]);
    expect(await of('adding').add('k', 'later')).toBe(false);
    await of('adding').delete('k');
    expect(await of('adding').add('k', 'again')).toBe(true);
    expect(await of('adding').get('k')).toBe('again');
  });

  it('is forgotten when it is deleted, twice without complaint', async () => {
    await of('forgetful').put('k', 1);
    await of('forgetful').delete('k');
    await of('forgetful').delete('k');
    expect(await of('forgetful').get('k')).toBeUndefined();
  });

  it('is nobody else’s: not another instance’s, not another tenant’s', async () => {
    await of('one').put('k', 'mine');
    expect(await of('two').get('k')).toBeUndefined();
    expect(await of('one', 'acme').get('k')).toBeUndefined();
    expect([...(await of('one', 'acme').list(''))]).toEqual([]);
  });
});
