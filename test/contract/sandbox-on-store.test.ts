import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxMessage } from '../../src/chat/sandbox/store.ts';
import { createSandboxStore, ensureSandboxIndexes } from '../../src/mongo/sandbox-store.ts';
import { sandboxHarness } from '../fakes/sandbox/harness.ts';
import { startDocumentStore, type TestStore } from '../harness/document-store.ts';
import { describeProvider } from './provider-contract.ts';

/** The first start builds the embedded store, in milliseconds. */
const FIRST_START = 600_000;

let store: TestStore;
beforeAll(async () => {
  store = await startDocumentStore();
  await ensureSandboxIndexes(store.db);
}, FIRST_START);
afterAll(() => store.stop());

let instances = 0;
const fresh = () => createSandboxStore(store.db, { tenant: 'default', instance: `sandbox-${++instances}` });

describeProvider('sandbox on the document store', () => sandboxHarness(fresh(), {}, () => Promise.resolve()));

function message(id: string, order: number, more: Partial<SandboxMessage> = {}): SandboxMessage {
  const author = { id: 'ana', name: 'Ana' };
  const view = { summary: `${id} of ${order}`, sections: [] };
  return {
    id,
    channel: 'general',
    author,
    at: order,
    order,
    view,
    inChannel: more.thread === undefined,
    ...more,
  };
}

const numbers = Array.from({ length: 30 }, (_, n) => n);

describe('a sandbox whose writers all write at once', () => {
  it('keeps every message, and tells of every one without a gap', async () => {
    const sandbox = fresh();
    await Promise.all(numbers.map((n) => sandbox.addMessage(message(`m${n}`, n))));
    expect(await sandbox.head()).toBe(30);
    const { changes, lost } = await sandbox.changesAfter(0);
    expect(lost).toBe(false);
    expect(changes.map((one) => one.position)).toEqual(numbers.map((n) => n + 1));
    const told = changes.flatMap(({ change }) => (change.kind === 'message' ? [change.message] : []));
    expect(told.sort()).toEqual(numbers.map((n) => `m${n}`).sort());
    expect((await sandbox.history('general', 500)).messages.map((one) => one.order)).toEqual(numbers);
  });

  it('keeps one of many with the same id, and gives it to all of them', async () => {
    const sandbox = fresh();
    const first = await Promise.all(numbers.map((n) => sandbox.addMessage(message('same', n))));
    expect(new Set(first.map((one) => one.order)).size).toBe(1);
    expect((await sandbox.history('general', 500)).messages).toHaveLength(1);
  });

  it('makes one secret, one channel of a name, and loses no member', async () => {
    const sandbox = fresh();
    const secrets = await Promise.all(numbers.map(() => sandbox.secret()));
    expect(new Set(secrets).size).toBe(1);
    expect(secrets[0]).toMatch(/^[0-9a-f]{64}$/);
    const channel = { id: 'room', topic: '', private: true, archived: false, createdAt: 1 };
    const added = await Promise.all(numbers.map(() => sandbox.addChannel(channel)));
    expect(added.filter(Boolean)).toHaveLength(1);
    await Promise.all(numbers.map((n) => sandbox.addMember('room', `u${n}`)));
    expect(await sandbox.members('room')).toHaveLength(30);
    expect(await sandbox.memberships('u7')).toEqual(['room']);
  });
});

describe('a sandbox', () => {
  it('shows the newest messages of a channel, with the answers in their threads', async () => {
    const sandbox = fresh();
    for (const n of [1, 2, 3]) await sandbox.addMessage(message(`m${n}`, n));
    await sandbox.addMessage(message('answer', 4, { thread: 'm3' }));
    await sandbox.addMessage(message('loud', 5, { thread: 'm3', inChannel: true }));
    const { messages, replies } = await sandbox.history('general', 3);
    expect(messages.map((one) => one.id)).toEqual(['m2', 'm3', 'loud']);
    expect(replies).toEqual({ m3: ['answer', 'loud'] });
    expect((await sandbox.thread('m3', 1)).map((one) => one.id)).toEqual(['loud']);
  });

  it('is apart from other instances and tenants on the same store', async () => {
    const sandbox = fresh();
    await sandbox.addMessage(message('mine', 1));
    const other = createSandboxStore(store.db, { tenant: 'other', instance: `sandbox-${instances}` });
    expect(await other.message('mine')).toBeUndefined();
    expect((await other.history('general', 500)).messages).toEqual([]);
    expect(await other.head()).toBe(0);
    expect(await other.secret()).not.toBe(await sandbox.secret());
  });

  it('tells a reader to begin anew once the store has been emptied', async () => {
    const sandbox = fresh();
    for (const n of [1, 2, 3]) await sandbox.addMessage(message(`m${n}`, n));
    expect(await sandbox.changesAfter(3)).toEqual({ changes: [], lost: false });
    await store.db.collection('sandbox_changes').deleteMany({});
    await store.db.collection('sandbox_heads').deleteMany({});
    expect(await sandbox.changesAfter(3)).toEqual({ changes: [], lost: true });
    expect(await sandbox.changesAfter(0)).toEqual({ changes: [], lost: false });
  });
});
