import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Link } from '../../../src/access/link.ts';
import { createStores, type Stores } from '../../../src/mongo/index.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';

let store: TestStore;
let stores: Stores;
beforeAll(async () => {
  store = await startDocumentStore();
  stores = createStores(store.db);
}, 300_000);
afterAll(() => store.stop());

const link = (instance: string, user: string, person: string): Link => ({
  instance,
  user,
  name: user.toLowerCase(),
  person: { id: person, name: person },
  linkedAt: 1_000,
});

describe('links', () => {
  it('are found by account and by person, and end', async () => {
    const { links } = stores;
    const [one, two] = [link('slack', 'U1', 'ana'), link('discord', 'D1', 'ana')];
    await links.put('default', one);
    await links.put('default', two);
    await links.put('default', two);
    expect(await links.find('default', { instance: 'slack', user: 'U1' })).toEqual(one);
    expect(await links.of('default', 'ana')).toEqual([one, two]);
    expect(await links.find('other', one)).toBeUndefined();
    expect(await links.of('other', 'ana')).toEqual([]);
    expect(await links.end('default', one)).toEqual(one);
    expect(await links.end('default', one)).toBeUndefined();
    expect(await links.of('default', 'ana')).toEqual([two]);
    expect(await links.list('default')).toEqual([two]);
  });

  it('are of one person: an account that is linked anew is no longer the other’s', async () => {
    const { links } = stores;
    await links.put('moves', link('slack', 'U1', 'discord/D1'));
    await links.put('moves', link('slack', 'U1', 'ben'));
    expect(await links.of('moves', 'discord/D1')).toEqual([]);
    expect(await links.of('moves', 'ben')).toHaveLength(1);
  });

  it('of one person may come many at once', async () => {
    const { links } = stores;
    const many = Array.from({ length: 10 }, (_, index) => link(`instance-${index}`, 'U', 'cy'));
    await Promise.all(many.map((one) => links.put('default', one)));
    expect(await links.of('default', 'cy')).toHaveLength(10);
  });
});

describe('how loud', () => {
  it('is kept by person and tenant until it is given up', async () => {
    const { loudness } = stores;
    expect(await loudness.find('default', 'ana')).toBeUndefined();
    await loudness.choose('default', 'ana', 'pages');
    await loudness.choose('default', 'ana', 'all');
    expect(await loudness.find('default', 'ana')).toBe('all');
    expect(await loudness.find('other', 'ana')).toBeUndefined();
    await loudness.choose('default', 'ana', undefined);
    expect(await loudness.find('default', 'ana')).toBeUndefined();
  });
});
