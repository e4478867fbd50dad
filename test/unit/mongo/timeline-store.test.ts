import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTimelineStore, type TimelineStore } from '../../../src/mongo/timeline-store.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';
import { incident, notes, record } from './record.ts';

let store: TestStore;
let timeline: TimelineStore;

beforeAll(async () => {
  store = await startDocumentStore();
  timeline = createTimelineStore(store.db);
}, 300_000);
afterAll(() => store.stop());

const append = (number: number, first: number, last: number): Promise<void> =>
  timeline.appendTimeline(record(incident(number), last, notes(first, last)));
const sequences = async (number: number, last: number, limit?: number): Promise<number[]> =>
  (await timeline.read('default', `INC-${number}`, last, limit)).map((event) => event.sequence);
const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('the timeline', () => {
  it('is in order over several hundred events that came out of order', async () => {
    await append(1, 201, 250);
    await append(1, 1, 100);
    await append(1, 101, 200);
    expect(await sequences(1, 250)).toEqual(range(1, 250));
  });

  it('has each event once, however often it is written', async () => {
    await append(2, 1, 120);
    await append(2, 90, 130);
    await append(2, 1, 120);
    const events = await timeline.read('default', 'INC-2', 130);
    expect(events.map((event) => event.sequence)).toEqual(range(1, 130));
    expect(events[99]).toEqual(notes(100, 100)[0]);
  });

  it('loses nothing of what is written at once', async () => {
    await Promise.all(range(0, 29).map((step) => append(3, step * 5 + 1, step * 5 + 5)));
    expect(await sequences(3, 150)).toEqual(range(1, 150));
  });

  it('gives the newest events, also across the border of two documents', async () => {
    await append(4, 1, 105);
    expect(await sequences(4, 105, 10)).toEqual(range(96, 105));
    expect(await sequences(4, 105, 1)).toEqual([105]);
  });

  it('gives no more than asked for when it is ahead of the read model', async () => {
    await append(5, 1, 20);
    expect(await sequences(5, 18, 5)).toHaveLength(5);
  });

  it('of an incident without events is empty', async () => {
    expect(await sequences(6, 0)).toEqual([]);
  });

  it('is kept apart by tenant', async () => {
    await append(7, 1, 3);
    expect(await timeline.read('acme', 'INC-7', 3)).toEqual([]);
  });
});
