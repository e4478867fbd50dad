import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Batch, Captured } from '../../../src/inbox/batch.ts';
import type { LoggedDelivery } from '../../../src/inbox/kept.ts';
import { createStores, type Stores } from '../../../src/mongo/index.ts';
import type { StoredDelivery } from '../../../src/mongo/inbox-store.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';
import { AT } from './record.ts';

let store: TestStore;
let stores: Stores;
beforeAll(async () => {
  store = await startDocumentStore();
  stores = createStores(store.db);
}, 300_000);
afterAll(() => store.stop());

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function captured(id: string, body = '{}'): Captured {
  return {
    id,
    receivedAt: AT,
    by: 'signature',
    headers: { 'x-one': 'ä' },
    body: bytes(body),
    bodyBytes: body.length,
  };
}

function stored(key: string, number: number, more: Partial<StoredDelivery> = {}): StoredDelivery {
  return {
    tenant: 'default',
    integration: 'alerts',
    key,
    number,
    captured: `c-${key}`,
    receivedAt: AT,
    by: 'address',
    headers: {},
    body: bytes(key),
    bodyBytes: key.length,
    state: 'processed',
    outcomes: [],
    tries: 0,
    ...more,
  };
}

describe('batches of what came in', () => {
  const ref = { tenant: 'default', integration: 'hooks' };
  const batch = (number: number, ...deliveries: Captured[]): Batch => ({
    ...ref,
    lane: 'a',
    number,
    deliveries,
  });

  it('are counted while they wait, in all lanes, but for what is worked off', async () => {
    const { inboxBatches, inbox } = stores;
    const counted = { tenant: 'default', integration: 'counted' };
    expect(await inboxBatches.waiting(counted)).toBeUndefined();
    for (const [lane, first, many] of [
      ['a', 7, 205],
      ['b', 0, 1],
    ] as const) {
      await inboxBatches.enter({ ...counted, lane, number: first }, AT);
      // One is missing: its process died while it stored several.
      for (let number = first; number < first + many; number++) {
        if (number === first + 3) continue;
        const receivedAt = AT + number;
        const deliveries = [captured('1'), captured('2')].map((one) => ({ ...one, receivedAt }));
        await inboxBatches.put([await inboxBatches.pack({ ...counted, lane, number, deliveries })]);
      }
    }
    expect(await inboxBatches.waiting(counted)).toEqual({ deliveries: 2 * 205, since: AT });
    const head = (await inbox.head(counted))!;
    const none = { total: 0, counts: {}, repositories: new Map() };
    await inbox.step(head, { lane: 'a', to: { next: 8, from: 1 }, ...none });
    expect(await inboxBatches.waiting(counted)).toEqual({ deliveries: 2 * 205 - 3, since: AT });
    await inboxBatches.delete({ ...counted, lane: 'b', number: 0 });
    expect(await inboxBatches.waiting(counted)).toEqual({ deliveries: 2 * 204 - 3, since: AT + 8 });
  });

  it('are found one after the other, and hold what came byte for byte', async () => {
    const { inboxBatches } = stores;
    const one = batch(0, captured('1', 'x'.repeat(3_000)), { ...captured('2'), refused: 'no' });
    const two = batch(1, { ...captured('3'), zipped: true });
    await inboxBatches.enter(one, AT);
    await inboxBatches.put([await inboxBatches.pack(one), await inboxBatches.pack(two)]);
    expect(await inboxBatches.nextOf(one)).toBe(0);
    const found = await inboxBatches.find(one);
    expect(found?.map(({ body, ...rest }) => ({ ...rest, body: new Uint8Array(body) }))).toEqual(
      one.deliveries,
    );
    expect((await inboxBatches.find(two))?.[0]?.zipped).toBe(true);
    expect(await inboxBatches.since(one)).toBe(AT);
    expect(await inboxBatches.find(batch(2))).toBeUndefined();
    expect(await inboxBatches.integrations()).toContainEqual(ref);
    await inboxBatches.delete(one);
    expect(await inboxBatches.find(one)).toBeUndefined();
  });

  it('a second entering leaves the place, and one that is worked off is not stored again', async () => {
    const { inboxBatches, inbox } = stores;
    const lane = { ...ref, integration: 'late', lane: 'b' };
    const one = { ...lane, number: 4, deliveries: [captured('1')] };
    await inboxBatches.putAgain(await inboxBatches.pack(one), AT);
    expect(await inboxBatches.nextOf(one)).toBe(4);
    await inboxBatches.enter({ ...lane, number: 9 }, AT + 1);
    expect(await inboxBatches.nextOf(one)).toBe(4);
    const head = (await inbox.head(lane))!;
    const step = {
      lane: 'b',
      to: { next: 5, from: 0 },
      total: 1,
      counts: { processed: 1 },
      repositories: new Map([['acme/shop', AT]]),
      lastReceivedAt: AT,
    };
    expect(await inbox.step(head, step)).toBe(true);
    expect(await inbox.step(head, step)).toBe(false);
    await inboxBatches.delete(one);
    await inboxBatches.putAgain(await inboxBatches.pack(one), AT + 2);
    expect(await inboxBatches.find(one)).toBeUndefined();
    expect(await inbox.standing(lane)).toEqual({
      total: 1,
      counts: { processed: 1 },
      lastReceivedAt: AT,
      repositories: [{ name: 'acme/shop', lastAt: AT }],
    });
  });

  it('a lane that is in use again is not left', async () => {
    const { inboxBatches, inbox } = stores;
    const lane = { ...ref, integration: 'idle', lane: 'c', number: 0 };
    await inboxBatches.enter(lane, AT);
    await inboxBatches.enter(lane, AT + 5);
    await inbox.leave(lane, 'c', AT);
    expect(await inboxBatches.nextOf(lane)).toBe(0);
    await inbox.leave(lane, 'c', AT + 5);
    expect(await inboxBatches.nextOf(lane)).toBeUndefined();
    await inboxBatches.enter({ ...lane, number: 7 }, AT + 6);
    expect(await inboxBatches.nextOf(lane)).toBe(7);
  });
});

describe('deliveries', () => {
  const ref = { tenant: 'default', integration: 'alerts' };

  it('are kept whole, and written anew as they stand', async () => {
    const { inbox } = stores;
    const long = 'x'.repeat(5_000);
    const one = stored('k-1', 1, { body: bytes(long), bodyBytes: 5_000, headers: { a: 'b' } });
    await inbox.saveNew([one, stored('k-2', 2)]);
    expect(await inbox.find(ref, 'k-1').then((d) => ({ ...d, body: [...d!.body] }))).toEqual({
      ...one,
      body: [...one.body],
    });
    await inbox.save({ ...one, state: 'failed', reason: 'no' });
    expect(await inbox.find(ref, 'k-1')).toMatchObject({ state: 'failed', reason: 'no' });
    expect(await inbox.find({ ...ref, tenant: 'acme' }, 'k-1')).toBeUndefined();
    await expect(inbox.saveNew([stored('k-1', 3), stored('k-3', 4)])).rejects.toThrow(/dup/i);
    expect(await inbox.find(ref, 'k-3')).toMatchObject({ number: 4 });
    expect(await inbox.find(ref, 'k-1')).toMatchObject({ number: 1 });
  });

  it('are listed the newest first, page by page; what has expired takes its pages along', async () => {
    const { inbox, inboxBatches, retention } = stores;
    const listed = { tenant: 'default', integration: 'listed' };
    await inboxBatches.enter({ ...listed, lane: 'a', number: 0 }, AT);
    const line = (number: number): LoggedDelivery => ({
      number,
      key: `k-${number}`,
      receivedAt: AT,
      state: 'processed',
      text: 'kept',
      incidents: [],
      bodyBytes: 2,
    });
    await inbox.log(
      listed,
      Array.from({ length: 250 }, (_, n) => line(n + 1)),
    );
    await inbox.log(listed, [{ ...line(240), text: 'read again' }]);
    const head = (await inbox.head(listed))!;
    await inbox.step(head, {
      lane: 'a',
      to: { next: 0, from: 0 },
      total: 250,
      counts: {},
      repositories: new Map(),
    });
    const first = await inbox.list(listed, { limit: 60 });
    expect(first.lines.map(({ number }) => number)).toEqual(Array.from({ length: 60 }, (_, n) => 250 - n));
    expect(first.lines[10]?.text).toBe('read again');
    const rest = await inbox.list(listed, { before: first.next!, limit: 500 });
    expect([rest.lines[0]?.number, rest.lines.length, rest.next]).toEqual([190, 190, undefined]);

    await inbox.saveNew([
      { ...stored('old', 230), ...listed },
      { ...stored('waits', 2, { state: 'waiting' }), ...listed },
    ]);
    const expired: string[] = [];
    for await (const { id } of retention.expired('inbox', 'default', AT + 1)) expired.push(id);
    expect(expired).toContain('default:listed:old');
    expect(expired).not.toContain('default:listed:waits');
    expect(await retention.delete('inbox', 'default', 'default:listed:old', AT + 1)).toBe(true);
    expect(await retention.delete('inbox', 'default', 'default:listed:old', AT + 1)).toBe(false);
    // What was noted of it is gone with it; what is noted after it goes later; what waits stays.
    const { aftermath } = stores;
    for (const delivery of ['old', 'gone', 'waits']) {
      const origin = { integration: 'listed', delivery, receivedAt: AT };
      await aftermath.note('default', origin, 'a', { outcomes: [], trouble: 'was' });
      await aftermath.note('default', origin, 'a', { outcomes: [], trouble: 'is' });
      await aftermath.note('default', origin, 'b', { outcomes: [{ of: 'x', text: 'y' }] });
    }
    const noted = await aftermath.of(listed, ['gone', 'none']);
    expect([...noted]).toEqual([
      ['gone', [{ outcomes: [], trouble: 'is' }, { outcomes: [{ of: 'x', text: 'y' }] }]],
    ]);
    const orphans: string[] = [];
    for await (const { id } of retention.expired('inbox', 'default', AT + 1)) orphans.push(id);
    expect(orphans).toContain('default:listed:gone');
    for (const id of ['gone', 'waits'])
      expect(await retention.delete('inbox', 'default', `default:listed:${id}`, AT + 1)).toBe(true);
    expect((await aftermath.of(listed, ['gone'])).size).toBe(0);
    expect(await inbox.find(listed, 'waits')).toBeDefined();
    const left = await inbox.list(listed, { limit: 500 });
    expect(left.lines.map(({ number }) => number).at(-1)).toBe(201);
  });
});
