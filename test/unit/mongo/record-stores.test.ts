import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStores, type Stores } from '../../../src/mongo/index.ts';
import type { AuditEntry } from '../../../src/access/audit-entry.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';

let store: TestStore;
let stores: Stores;

beforeAll(async () => {
  store = await startDocumentStore();
  stores = createStores(store.db);
  await Promise.all([stores.ensureIndexes(), createStores(store.db).ensureIndexes()]);
}, 300_000);
afterAll(() => store.stop());

describe('a delivery', () => {
  const delivery = (deliveryId: string) => ({
    tenant: 'default',
    instance: 'main',
    deliveryId,
    kind: 'command',
    user: 'U1',
    text: 'ack',
    receivedAt: 1_000,
  });
  const answer = { status: 200, contentType: 'application/json', body: '{"text":"done"}' };

  it('gets its first answer again', async () => {
    expect(await stores.deliveries.receive(delivery('a'))).toBeUndefined();
    await stores.deliveries.answered(delivery('a'), answer, 1_100);
    expect(await stores.deliveries.receive({ ...delivery('a'), text: 'something else' })).toEqual({
      text: 'ack',
      answer,
    });
  });

  it('that died before it was answered has none, and is worked on again', async () => {
    expect(await stores.deliveries.receive(delivery('b'))).toBeUndefined();
    expect(await stores.deliveries.receive(delivery('b'))).toEqual({ text: 'ack' });
  });

  it('may come 20 times at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => stores.deliveries.receive(delivery('c'))),
    );
    expect(answers.filter((one) => one === undefined)).toHaveLength(1);
  });

  it('of another instance is another one', async () => {
    await stores.deliveries.receive(delivery('d'));
    await stores.deliveries.answered(delivery('d'), answer, 1_100);
    expect(await stores.deliveries.receive({ ...delivery('d'), instance: 'other' })).toBeUndefined();
  });
});

describe('the audit', () => {
  const entry = (more: Partial<AuditEntry>): AuditEntry => ({
    tenant: 'default',
    at: 1_000,
    person: 'ana',
    name: 'Ana',
    via: 'main',
    action: 'ack',
    outcome: 'done',
    deliveryId: 'a',
    ...more,
  });

  it('has a repeated delivery once, as it went first', async () => {
    await stores.audit.write(entry({ at: 1_000 }));
    await stores.audit.write(entry({ at: 2_000, outcome: 'refused' }));
    expect(await stores.audit.list('default', 10)).toEqual([entry({ at: 1_000 })]);
  });

  it('lets an attempt that failed be made good', async () => {
    const about = { tenant: 'mended', action: 'declare' };
    await stores.audit.write(entry({ ...about, outcome: 'failed', reason: 'Temporal does not answer' }));
    const mended = entry({ ...about, at: 2_000, incident: 'INC-1' });
    await stores.audit.write(mended);
    expect(await stores.audit.list('mended', 10)).toEqual([mended]);
  });

  it('has each incident that one delivery asks about', async () => {
    const tenant = 'asking';
    for (const incident of ['INC-901', 'INC-902', 'INC-903'])
      await stores.audit.write(entry({ tenant, action: 'status', outcome: 'refused', incident }));
    const incidents = (await stores.audit.list(tenant, 10)).map((one) => one.incident);
    expect(incidents.toSorted()).toEqual(['INC-901', 'INC-902', 'INC-903']);
  });

  it('has what was refused at first and then done twice, and once more only for each', async () => {
    const about = { tenant: 'insisting', action: 'close', incident: 'INC-1' };
    const refused = entry({ ...about, at: 1_000, outcome: 'refused' });
    const done = entry({ ...about, at: 2_000 });
    for (const one of [refused, done, { ...done, at: 3_000 }, { ...refused, at: 4_000 }])
      await stores.audit.write(one);
    expect(await stores.audit.list('insisting', 10)).toEqual([done, refused]);
  });

  it('is read newest first, in pages, and by tenant', async () => {
    for (const at of [3_000, 1_000, 2_000])
      await stores.audit.write(entry({ tenant: 'pages', at, deliveryId: `${at}` }));
    const times = async (limit: number, before?: number) =>
      (await stores.audit.list('pages', limit, before)).map(({ at }) => at);
    expect(await times(2)).toEqual([3_000, 2_000]);
    expect(await times(2, 2_000)).toEqual([1_000]);
    expect(await stores.audit.list('nobody', 10)).toEqual([]);
  });
});

describe('API tokens', () => {
  const token = (name: string) => ({ tenant: 'default', name, role: 'responder', createdAt: 1_000 }) as const;

  it('are found by their hash alone', async () => {
    await stores.tokens.add('hash-1', token('ci'));
    expect(await stores.tokens.find('hash-1')).toEqual(token('ci'));
    expect(await stores.tokens.find('ci')).toBeUndefined();
  });

  it('are listed and revoked by name, within one tenant', async () => {
    await stores.tokens.add('hash-2', { ...token('old'), tenant: 'acme' });
    expect((await stores.tokens.list('acme')).map(({ hash, name }) => [hash, name])).toEqual([
      ['hash-2', 'old'],
    ]);
    expect(await stores.tokens.revoke('default', 'old')).toBe(0);
    expect(await stores.tokens.revoke('acme', 'old')).toBe(1);
    expect(await stores.tokens.find('hash-2')).toBeUndefined();
  });

  it('are not overwritten by another of the same hash', async () => {
    await stores.tokens.add('hash-3', token('mine'));
    await expect(stores.tokens.add('hash-3', token('theirs'))).rejects.toThrow(/duplicate/);
    expect((await stores.tokens.find('hash-3'))?.name).toBe('mine');
  });
});

describe('people who were seen', () => {
  const ana = {
    tenant: 'default',
    instance: 'main',
    user: 'U1',
    name: 'ana',
    person: 'main/U1',
    seenAt: 1_000,
  };

  it('are kept as they were seen last', async () => {
    await Promise.all(Array.from({ length: 10 }, () => stores.people.seen(ana)));
    await stores.people.seen({ ...ana, name: 'Ana B.', person: 'ana', seenAt: 2_000 });
    expect(await stores.people.list('default')).toEqual([
      { ...ana, name: 'Ana B.', person: 'ana', seenAt: 2_000 },
    ]);
  });

  it('are different people on different instances and of different tenants', async () => {
    await stores.people.seen({ ...ana, tenant: 'acme' });
    await stores.people.seen({ ...ana, tenant: 'acme', instance: 'second' });
    expect((await stores.people.list('acme')).map(({ instance }) => instance)).toEqual(['main', 'second']);
  });
});
