import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Capture, type CaptureDependencies } from '../../../src/capture/capture.ts';
import { openJournals, type Journals } from '../../../src/capture/journal.ts';
import { NotCaptured } from '../../../src/capture/not-captured.ts';
import { batchId, type Batch, type Captured, type PackedBatch } from '../../../src/inbox/batch.ts';
import { packBatch, unpackBatch } from '../../../src/mongo/inbox-pack.ts';
import { eventually } from '../../harness/eventually.ts';

const HOOKS = { tenant: 'default', integration: 'hooks' };

/** A store of batches that can be away, or say nothing. */
class Store {
  readonly batches = new Map<string, PackedBatch>();
  readonly entered = new Map<string, number>();
  /** Undefined: nobody looks for batches of the lane any more. */
  next: number | undefined = 0;
  away: Error | undefined;
  /** Takes what it is sent, and says nothing until it has been given up. */
  silent = false;
  readonly #unheard: ((error: Error) => void)[] = [];
  pack = (batch: Batch): Promise<PackedBatch> => packBatch(batch);
  async enter({ integration, number }: { integration: string; number: number }): Promise<void> {
    await this.#answer();
    if (!this.entered.has(integration)) this.entered.set(integration, number);
  }
  async put(some: readonly PackedBatch[]): Promise<void> {
    if (this.away) throw this.away;
    for (const one of some) this.batches.set(batchId(one), one);
    await this.#answer();
  }
  async putAgain(one: PackedBatch): Promise<void> {
    await this.#answer();
    if (!this.batches.has(batchId(one))) this.batches.set(batchId(one), one);
  }
  nextOf = (): Promise<number | undefined> => Promise.resolve(this.next);
  /** Ids of what is stored, in the order of their batches. */
  async stored(): Promise<string[]> {
    const inOrder = [...this.batches.values()].sort(
      (a, b) => a.lane.localeCompare(b.lane) || a.number - b.number,
    );
    const unpacked = await Promise.all(inOrder.map(({ packed }) => unpackBatch(packed)));
    return unpacked.flat().map(({ id }) => id);
  }
  get numbers(): number[] {
    return [...this.batches.values()].map(({ number }) => number).sort((a, b) => a - b);
  }
  #answer(): Promise<void> {
    if (this.away) return Promise.reject(this.away);
    return this.silent ? new Promise((_, reject) => this.#unheard.push(reject)) : Promise.resolve();
  }
  /** The driver gives up what hangs. */
  speak(): void {
    this.silent = false;
    for (const reject of this.#unheard.splice(0)) reject(new Error('timed out'));
  }
}

let folder: string;
let store: Store;
let woken: string[];
const open: Capture[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-journal-'));
  store = new Store();
  woken = [];
});
afterEach(async () => {
  store.away = undefined;
  await Promise.all(open.splice(0).map((one) => one.stop()));
  rmSync(folder, { recursive: true, force: true });
});

function capture(journals: Journals | undefined, more: Partial<CaptureDependencies> = {}): Capture {
  const one = new Capture({
    store,
    journals,
    wake: ({ integration }) => void woken.push(integration),
    lane: 'a',
    now: Date.now,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    storeMs: 100,
    ...more,
  });
  open.push(one);
  return one;
}

function delivery(id: string, bytes = 2): Captured {
  return { id, receivedAt: 1, by: 'address', headers: {}, body: new Uint8Array(bytes), bodyBytes: bytes };
}

describe('what is taken in', () => {
  it('is in the store when that is told, those that come at once together, and has its intake woken', async () => {
    const one = capture(undefined);
    const ids = Array.from({ length: 20 }, (_, n) => String(n));
    await Promise.all(ids.map((id) => one.take(HOOKS, delivery(id))));
    expect(await store.stored()).toEqual(ids);
    expect(store.batches.size).toBeLessThan(20);
    expect(store.entered.get('hooks')).toBe(0);
    expect(woken).toContain('hooks');
  });

  it('goes into the journal while the store is away, and comes from there when it is back', async () => {
    const one = capture(await openJournals(folder));
    await one.take(HOOKS, delivery('1'));
    store.away = new Error('gone');
    await one.take(HOOKS, delivery('2'));
    await one.take(HOOKS, delivery('3'));
    expect(await store.stored()).toEqual(['1']);
    expect(one.journaled).toBe(2);
    expect(one.journaledSince).toBeGreaterThan(0);
    store.away = undefined;
    await one.take(HOOKS, delivery('4'));
    await eventually('the journal is empty', () => one.journaled === 0);
    expect(one.journaledSince).toBeUndefined();
    await one.take(HOOKS, delivery('5'));
    expect(await store.stored()).toEqual(['1', '2', '3', '4', '5']);
    expect(store.numbers).toEqual([0, 1, 2, 3, 4]);
  });

  it('goes into the journal when the store says nothing, and is stored once although it had come through', async () => {
    const one = capture(await openJournals(folder));
    await one.take(HOOKS, delivery('1'));
    store.silent = true;
    await one.take(HOOKS, delivery('2'));
    expect(one.journaled).toBe(1);
    store.speak();
    await one.take(HOOKS, delivery('3'));
    expect((await store.stored()).filter((id) => id === '2')).toHaveLength(1);
  });

  it('is found by the next process on the folder when this one dies', async () => {
    const dead = capture(await openJournals(folder));
    store.away = new Error('gone');
    await dead.take(HOOKS, delivery('1'));
    // Its lock is what a death leaves to be taken over; two in one process see each other's.
    await Promise.all(open.splice(0).map((one) => one.stop()));
    store.away = undefined;
    const next = capture(await openJournals(folder), { lane: 'b' });
    await eventually('it is stored', () => store.batches.size > 0);
    await next.take(HOOKS, delivery('2'));
    expect(await store.stored()).toEqual(['1', '2']);
    expect(next.journaled).toBe(0);
  });

  it('is refused when both are gone; what comes after is found all the same', async () => {
    const one = capture(undefined);
    store.away = new Error('gone');
    const refused = await one.take(HOOKS, delivery('1')).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(NotCaptured);
    expect((refused as NotCaptured).retryAfterSeconds).toBeGreaterThan(0);
    store.away = undefined;
    await one.take(HOOKS, delivery('2'));
    expect(await store.stored()).toEqual(['2']);
    // A number that nothing stands at would end the search for more.
    expect(store.numbers).toEqual([0, 1]);
    expect(store.entered.get('hooks')).toBe(0);
  });

  it('is told to be kept only when nothing is missing before it, where several commits are under way', async () => {
    const one = capture(undefined, { storeMs: 5_000, limits: { atOnce: 2, besideItems: 1 } });
    const ends: ((error?: Error) => void)[] = [];
    const put = store.put.bind(store);
    store.put = async (some) => {
      await new Promise<void>((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve())));
      await put(some);
    };
    const first = one.take(HOOKS, delivery('1')).catch((error: unknown) => error);
    await eventually('the first is on its way', () => ends.length === 1);
    let isKept = false;
    const second = one.take(HOOKS, delivery('2')).then(() => (isKept = true));
    await eventually('the second is on its way', () => ends.length === 2);
    ends[1]!();
    await eventually('the second is stored', () => store.numbers.includes(1));
    expect(isKept).toBe(false);
    ends[0]!(new Error('gone'));
    expect(await first).toBeInstanceOf(NotCaptured);
    await second;
    // Nothing stands at the first one's number but what fills the gap.
    expect(store.numbers).toEqual([0, 1]);
    expect(await store.stored()).toEqual(['2']);
    expect(store.entered.get('hooks')).toBe(0);
  });

  it('is looked for from the first batch on, although a later one gets through before', async () => {
    const one = capture(await openJournals(folder), { limits: { atOnce: 2, besideItems: 1 } });
    const enter = store.enter.bind(store);
    let tries = 0;
    store.enter = (ref) => (tries++ === 0 ? Promise.reject(new Error('gone')) : enter(ref));
    await Promise.all([one.take(HOOKS, delivery('1')), one.take(HOOKS, delivery('2'))]);
    await one.take(HOOKS, delivery('3'));
    await eventually('the journal is empty', () => one.journaled === 0);
    expect(store.entered.get('hooks') ?? 0).toBe(0);
    expect(new Set(await store.stored())).toEqual(new Set(['1', '2', '3']));
  });

  it('is not let in beyond what may wait, until it is worked off; others are', async () => {
    let now = 0;
    const one = capture(undefined, { limits: { backlogItems: 2_001 }, now: () => now });
    await Promise.all(Array.from({ length: 2_001 }, (_, n) => one.take(HOOKS, delivery(String(n)))));
    expect(one.full(HOOKS)).toMatchObject({ retryAfterSeconds: 10 });
    expect(one.full({ ...HOOKS, integration: 'other' })).toBeUndefined();
    store.next = 1_000_000;
    now += 1_000;
    one.full(HOOKS);
    await eventually('there is room', () => one.full(HOOKS) === undefined);
  });

  it('is let in again once nobody looks for more of a lane that was not in use for long', async () => {
    let now = 0;
    const one = capture(undefined, { limits: { backlogItems: 2_001 }, now: () => now });
    await Promise.all(Array.from({ length: 2_001 }, (_, n) => one.take(HOOKS, delivery(String(n)))));
    expect(one.full(HOOKS)).toBeDefined();
    store.next = undefined;
    now += 2 * 86_400_000;
    one.full(HOOKS);
    await eventually('there is room', () => one.full(HOOKS) === undefined);
  });

  it('leaves no gap where something cannot be packed', async () => {
    const one = capture(undefined);
    const { pack } = store;
    store.pack = () => Promise.reject(new RangeError('too long'));
    await expect(one.take(HOOKS, delivery('1'))).rejects.toBeInstanceOf(NotCaptured);
    store.pack = pack;
    await one.take(HOOKS, delivery('2'));
    expect(store.numbers).toEqual([0, 1]);
    expect(await store.stored()).toEqual(['2']);
  });

  it('is not let in while more waits in memory than may', async () => {
    const one = capture(undefined, { limits: { waitingOf: 100 } });
    const taking = one.take(HOOKS, delivery('1'));
    expect(one.full(HOOKS)).toMatchObject({ retryAfterSeconds: 1 });
    await taking;
    expect(one.full(HOOKS)).toBeUndefined();
  });
});

describe('journals of one folder', () => {
  it('are never shared, and what one has left is opened by the next', async () => {
    const first = await openJournals(folder);
    const second = await openJournals(folder);
    const batch = await packBatch({ ...HOOKS, lane: 'x', number: 3, deliveries: [delivery('9', 3_000)] });
    await second.own.add([batch]);
    expect([first.own.count, second.own.count]).toEqual([0, 1]);
    await second.own.close();
    await first.own.close();
    const third = await openJournals(folder);
    expect(third.own.count).toBe(0);
    const [left] = third.left;
    expect(left?.first(5).map(({ packed: _, ...rest }) => rest)).toEqual([
      { ...HOOKS, lane: 'x', number: 3, count: 1, at: 1 },
    ]);
    await left?.remove([batch]);
    await left?.remove([batch]);
    expect(left?.count).toBe(0);
    await Promise.all([third.own, ...third.left].map((journal) => journal.close()));
  });

  it('count what is there, also where only a part could be written', async () => {
    const { own } = await openJournals(folder);
    const batch = await packBatch({ ...HOOKS, lane: 'x', number: 0, deliveries: [delivery('1')] });
    const unwritable = { ...batch, lane: 'x'.repeat(5_000) };
    await expect(own.add([batch, unwritable])).rejects.toThrow();
    expect([own.count, own.first(5).length]).toEqual([1, 1]);
    await own.remove(own.first(5));
    expect(own.count).toBe(0);
    await own.close();
  });
});
