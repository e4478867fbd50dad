import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoggedDelivery } from '../../src/inbox/kept.ts';
import { eventually } from '../harness/eventually.ts';
import { InboxSystem, notification } from '../harness/inbox-system.ts';

describe('a delivery that was answered 202', () => {
  let inbox: InboxSystem;
  const sent: string[] = [];
  beforeAll(async () => {
    inbox = await InboxSystem.start();
    // The first one finds everything cold.
    await taken('first');
    await inbox.workedOff(1);
  });
  afterAll(() => inbox.stop());

  /** Sends one, and again until it is taken, as senders do. */
  async function taken(name: string): Promise<void> {
    await eventually(
      `${name} is taken`,
      async () => (await inbox.send(notification(name)).catch(() => undefined))?.status === 202,
      60_000,
    );
    sent.push(name);
  }

  /** All are worked off, each once: what came a second time is a duplicate. */
  async function allProcessedOnce(): Promise<void> {
    const processedOf = (lines: readonly LoggedDelivery[]) =>
      lines.filter(({ state }) => state === 'processed');
    const lines = await eventually(
      'all are processed, and none waits',
      async () => {
        const now = await inbox.lines();
        const waits = now.some(({ state }) => state === 'waiting');
        return !waits && processedOf(now).length >= sent.length && now;
      },
      90_000,
    );
    const processed = processedOf(lines);
    expect(processed).toHaveLength(sent.length);
    expect(new Set(processed.map(({ key }) => key)).size).toBe(sent.length);
    expect(lines.filter(({ state }) => !['processed', 'duplicate'].includes(state))).toEqual([]);
  }

  it('survives the death of the server right after', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, n) => taken(`server-${n}`)));
    await inbox.system.server?.kill9();
    await inbox.system.startServer();
    await allProcessedOnce();
  });

  it('survives the death of the worker that works it off', async () => {
    const all = Promise.all(Array.from({ length: 10 }, (_, n) => taken(`worker-${n}`)));
    await inbox.system.worker?.kill9();
    await all;
    await inbox.system.startWorker();
    await allProcessedOnce();
  });

  it('is kept in the journal while the store is away, also over the death of the server', async () => {
    const { system } = inbox;
    await system.loseState('store');
    await taken('away-1');
    await taken('away-2');
    expect(await inbox.lines().catch(() => 'away')).toBe('away');
    await system.server?.kill9();
    await system.recoverState();
    await system.startServer();
    await taken('back');
    await allProcessedOnce();
  });

  it('is taken while Temporal is away, and worked off when it is back', async () => {
    const { system } = inbox;
    await system.loseState('temporal');
    await taken('without-temporal');
    await system.recoverState();
    await allProcessedOnce();
  });
});
