import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/access/audit-entry.ts';
import type { SignedInAs } from '../../../src/access/session.ts';
import { createStores, type Stores } from '../../../src/mongo/index.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';

let store: TestStore;
let stores: Stores;

beforeAll(async () => {
  store = await startDocumentStore();
  stores = createStores(store.db);
}, 300_000);
afterAll(() => store.stop());

const session = (createdAt: number, expiresAt: number) => ({
  tenant: 'default',
  as: { kind: 'openid' as const, issuer: 'https://accounts.example.com', subject: 'sub-1' },
  createdAt,
  expiresAt,
});

it('a session is found until its time is over or it is ended, and then forgotten', async () => {
  const { sessions } = stores;
  await sessions.begin('one', session(1_000, 2_000));
  await sessions.begin('two', session(1_000, 9_000));
  expect(await sessions.find('one', 1_999)).toEqual(session(1_000, 2_000));
  expect(await sessions.find('one', 2_000)).toBeUndefined();
  await sessions.end('two');
  expect(await sessions.find('two', 1_500)).toBeUndefined();
  await sessions.begin('three', session(5_000, 9_000));
  expect(await store.db.collection('sessions').countDocuments()).toBe(1);
});

it('all sessions of one person end at once, and of nobody else', async () => {
  const { sessions } = stores;
  const of = (as: SignedInAs, tenant = 'default') => ({ tenant, as, createdAt: 1_000, expiresAt: 90_000 });
  const openid = { kind: 'openid', issuer: 'https://accounts.example.com', subject: 'sub-7' } as const;
  const token = { kind: 'token', hash: 'abc' } as const;
  await sessions.begin('here', of({ ...openid, name: 'Ana' }));
  await sessions.begin('there', of({ ...openid, name: 'Ana Ruiz' }));
  await sessions.begin('other subject', of({ ...openid, subject: 'sub-8' }));
  await sessions.begin('other issuer', of({ ...openid, issuer: 'https://other.example.com' }));
  await sessions.begin('other tenant', of(openid, 'acme'));
  await sessions.begin('token', of(token));
  await sessions.begin('other token', of({ ...token, hash: 'def' }));
  const left = async () => {
    const found = await store.db.collection('sessions').find({ expiresAt: 90_000 }).toArray();
    return found.map(({ _id }) => String(_id)).sort();
  };
  await sessions.endAll('default', openid);
  expect(await left()).toEqual(['other issuer', 'other subject', 'other tenant', 'other token', 'token']);
  await sessions.endAll('default', token);
  expect(await left()).toEqual(['other issuer', 'other subject', 'other tenant', 'other token']);
});

it('a sign-in that is under way is given to one of those who ask for it at once', async () => {
  const underWay = {
    tenant: 'default',
    state: 's',
    nonce: 'n',
    codeVerifier: 'v',
    next: '/incidents',
    expiresAt: 2_000,
  };
  await stores.sessions.leave('one', underWay, 1_000);
  const taken = await Promise.all(Array.from({ length: 10 }, () => stores.sessions.take('one', 1_500)));
  expect(taken.filter((one) => one !== undefined)).toEqual([underWay]);
  await stores.sessions.leave('late', underWay, 1_000);
  expect(await stores.sessions.take('late', 2_000)).toBeUndefined();
  await stores.sessions.leave('forgotten', underWay, 1_000);
  await stores.sessions.leave('newer', { ...underWay, expiresAt: 9_000 }, 3_000);
  expect(await store.db.collection('sign_ins').countDocuments()).toBe(1);
});

it('the audit is searched by every part, texts as they stand, page by page, in one tenant', async () => {
  const entry = (n: number, more: Partial<AuditEntry>): AuditEntry => ({
    tenant: 'default',
    at: n,
    person: 'ana',
    name: 'Ana Ruiz',
    via: 'page',
    action: 'ack',
    outcome: 'done',
    deliveryId: `d${n}`,
    ...more,
  });
  for (const one of [
    entry(1, { incident: 'INC-1' }),
    entry(2, { incident: 'INC-2', outcome: 'refused', reason: 'INC-2 is resolved (a.b*c)' }),
    entry(3, { person: 'ben', name: 'Ben', action: 'override:cancel', about: 'payments: ben' }),
    entry(4, { tenant: 'acme', incident: 'INC-1' }),
  ])
    await stores.audit.write(one);
  const search = async (filter: Parameters<typeof stores.audit.search>[1], limit = 10, before?: number) =>
    (await stores.audit.search('default', filter, limit, before)).map(({ at }) => at);
  expect(await search({})).toEqual([3, 2, 1]);
  expect(await search({}, 2)).toEqual([3, 2]);
  expect(await search({}, 2, 2)).toEqual([1]);
  expect(await search({ text: 'A.B*C' })).toEqual([2]);
  expect(await search({ text: 'a.b+c' })).toEqual([]);
  expect(await search({ text: 'PAYMENTS' })).toEqual([3]);
  expect(await search({ person: 'ruiz', outcome: 'done' })).toEqual([1]);
  expect(await search({ action: 'override', person: 'ben' })).toEqual([3]);
  expect(await search({ incident: 'INC-2' })).toEqual([2]);
  for (const deliveryId of ['same', 'instant'])
    await stores.audit.write(entry(2, { deliveryId, action: 'note' }));
  expect(await search({}, 2)).toEqual([3, 2, 2, 2]);
  expect(await search({}, 2, 2)).toEqual([1]);
  expect((await stores.audit.list('default', 2)).map(({ at }) => at)).toEqual([3, 2, 2, 2]);
});
