import { MockActivityEnvironment } from '@temporalio/testing';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createIntakeActivities, type IntakeActivities, type TakenIn } from '../../activities/intake.ts';
import type { Alert } from '../../src/alert/alert.ts';
import type { AgainPlace } from '../../src/inbox/again.ts';
import type { Captured } from '../../src/inbox/batch.ts';
import type { LoggedDelivery } from '../../src/inbox/kept.ts';
import type { Reading } from '../../src/inbox/reading.ts';
import type { Intake } from '../../src/inbox/source.ts';
import { stepsOf } from '../../src/inbox/steps.ts';
import { NeverTaken } from '../../src/inbox/taker.ts';
import { createStores, type Stores } from '../../src/mongo/index.ts';
import { startDocumentStore, type TestStore } from '../harness/document-store.ts';
import { push } from '../unit/git/changes.ts';

const AT = Date.parse('2026-11-21T12:00Z');
const text = (body: Uint8Array): string => new TextDecoder().decode(body);

let store: TestStore;
let stores: Stores;
beforeAll(async () => {
  store = await startDocumentStore();
  stores = createStores(store.db);
}, 300_000);
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(() => store.stop());

let number = 0;
let ref: { tenant: string; integration: string };
let activities: IntakeActivities;
let configured: boolean;
/** What the taker was given: titles of alerts, by their delivery. */
let taken: [string, string][];
/** The how manyth time each was read again. */
let agains: (number | undefined)[];
let fail: (title: string) => Error | undefined;
let read: (body: string) => Reading;
/** Names of the branches that were pushed to, of those deliveries that were brought together. */
let pushed: string[][];
/** Titles of the alerts, likewise. */
let fired: string[][];
/** Whether alerts of several deliveries are taken together. */
let together: boolean;
let now: number;
let next: Record<string, number>;
let woken: string[];

function alert(title: string): Alert {
  return { key: title, status: 'firing', title, labels: {}, startedAt: AT, links: [] };
}

beforeEach(() => {
  ref = { tenant: 'default', integration: `hooks-${++number}` };
  [configured, taken, pushed, fired, now, next, woken] = [true, [], [], [], AT + 60_000, {}, []];
  agains = [];
  together = true;
  fail = () => undefined;
  // `name:title`, known by its name where it has one.
  read = (body) =>
    body.startsWith('?')
      ? { kind: 'unparsed', reason: 'version 9 is not known' }
      : { kind: 'read', alerts: [alert(body.split(':')[1] ?? body)] };
  const intake: Intake = {
    verify: () => ({ verified: true, by: 'address' }),
    key: ({ body }) => (text(body).includes(':') ? text(body).split(':')[0]?.replace('?', '') : undefined),
    read: ({ body }) => read(text(body)),
  };
  const nothing = (): Promise<never[]> => Promise.resolve([]);
  activities = createIntakeActivities({
    batches: stores.inboxBatches,
    inbox: stores.inbox,
    again: stores.inboxAgain,
    intake: () => (configured ? intake : undefined),
    takers: {
      alerts: (all) => {
        const titles = all.map(({ some: [one] }) => one?.title ?? '');
        fired.push(titles);
        if (titles.length > 1 && !together) return Promise.reject(new Error('too many'));
        const error = titles.map(fail).find((one) => one !== undefined);
        if (error) return Promise.reject(error);
        taken.push(
          ...all.map(({ context: { delivery } }, n): [string, string] => [delivery, titles[n] ?? '']),
        );
        agains.push(...all.map(({ context }) => context.again));
        return Promise.resolve(
          all.map(({ some }, n) => some.map(({ key }) => ({ of: key, text: `took ${titles[n]}` }))),
        );
      },
      changes: (all) => {
        const branches = all.map(({ some: [one] }) => (one?.type === 'push' ? one.branch : ''));
        pushed.push(branches);
        const error = branches.map(fail).find((one) => one !== undefined);
        if (error) return Promise.reject(error);
        return Promise.resolve(branches.map((branch) => [{ of: branch, text: `kept ${branch}` }]));
      },
      tickets: nothing,
    },
    rehearsal: {
      alerts: (all) =>
        Promise.resolve(
          all.map(({ some }) => some.map(({ key, title }) => ({ of: key, text: `would take ${title}` }))),
        ),
      changes: nothing,
      tickets: nothing,
    },
    confirm: () => Promise.resolve(),
    isAway: (error) => error instanceof Error && error.message === 'away',
    wake: ({ integration }) => Promise.resolve(void woken.push(integration)),
    now: () => now,
  });
});

const deliveries = (...bodies: string[]): Captured[] =>
  bodies.map((body, n) => ({
    id: `${ref.integration}-${body}-${n}-${Math.floor(now / 1_000)}`,
    receivedAt: now + n,
    by: 'address',
    headers: {},
    body: new TextEncoder().encode(body),
    bodyBytes: body.length,
  }));

async function stored(lane: string, some: readonly Captured[]): Promise<void> {
  const batch = { ...ref, lane, number: (next[lane] ??= 0), deliveries: some };
  next[lane]++;
  await stores.inboxBatches.enter(batch, now);
  await stores.inboxBatches.put([await stores.inboxBatches.pack(batch)]);
}

const run = (): Promise<TakenIn> =>
  new MockActivityEnvironment({ heartbeatTimeoutMs: 10_000 }).run<[], TakenIn, () => Promise<TakenIn>>(() =>
    activities.takeIn(ref),
  );
async function lines(): Promise<Pick<LoggedDelivery, 'number' | 'key' | 'state' | 'text'>[]> {
  const { lines: all } = await stores.inbox.list(ref, { limit: 1_000 });
  return all
    .toReversed()
    .map(({ number: n, key, state, text: said }) => ({ number: n, key, state, text: said }));
}

describe('an inbox that is worked off', () => {
  it('has its deliveries taken once and in their order, over batches and lanes', async () => {
    await stored('b', deliveries('1:one', '2:two'));
    now += 10;
    await stored('a', deliveries('3:three'));
    now += 10;
    await stored('b', deliveries('4:four'));
    expect(await run()).toEqual({ taken: 4, more: false, text: '4 processed' });
    expect(taken.map(([, title]) => title)).toEqual(['one', 'two', 'three', 'four']);
    expect(await lines()).toEqual(
      ['one', 'two', 'three', 'four'].map((title, n) => ({
        number: n + 1,
        key: String(n + 1),
        state: 'processed',
        text: `took ${title}`,
      })),
    );
    expect(await run()).toEqual({ taken: 0, more: false, text: 'nothing' });
    expect(await stores.inbox.standing(ref)).toMatchObject({ total: 4, counts: { processed: 4 } });
    expect(
      await store.db
        .collection('inbox_batches')
        .countDocuments({ _id: { $regex: ref.integration } as never }),
    ).toBe(0);
  });

  it('has small batches that follow one another noted together, and what came earlier in another lane between them', async () => {
    for (let n = 0; n < 30; n++) {
      if (n === 20) await stored('b', deliveries('b:other'));
      now += 10;
      await stored('a', deliveries(`${n}:title ${n}`));
    }
    const before = (await stores.inbox.head(ref))?.revision ?? 0;
    expect(await run()).toMatchObject({ taken: 31, more: false });
    expect((await stores.inbox.head(ref))?.revision).toBe(before + 3);
    const titles = taken.map(([, title]) => title);
    expect(titles.indexOf('other')).toBe(20);
    expect(titles.filter((title) => title !== 'other')).toEqual(
      Array.from({ length: 30 }, (_, n) => `title ${n}`),
    );
    expect(
      await store.db
        .collection('inbox_batches')
        .countDocuments({ _id: { $regex: ref.integration } as never }),
    ).toBe(0);
  });

  it('takes up where it failed among batches that it had begun together', async () => {
    for (let n = 0; n < 5; n++) {
      now += 10;
      await stored('a', deliveries(`${n}:title ${n}`, `${n}b:also ${n}`));
    }
    let away = true;
    fail = (title) => (away && title === 'also 2' ? new Error('away') : undefined);
    await expect(run()).rejects.toThrow('away');
    expect(taken).toHaveLength(5);
    const left = await store.db
      .collection('inbox_batches')
      .countDocuments({ _id: { $regex: ref.integration } as never });
    expect(left).toBe(3);
    away = false;
    expect(await run()).toMatchObject({ taken: 5, more: false });
    expect(taken.map(([, title]) => title)).toEqual(
      [0, 1, 2, 3, 4].flatMap((n) => [`title ${n}`, `also ${n}`]),
    );
    expect((await lines()).map(({ number: n }) => n)).toEqual(Array.from({ length: 10 }, (_, n) => n + 1));
  });

  it('knows what came before, by its name at any time, by its bytes within some seconds', async () => {
    await stored('a', deliveries('1:one', '1:one', 'bytes'));
    await run();
    now += 8_000;
    await stored('a', deliveries('1:other', 'bytes'));
    now += 10_000;
    await stored('a', deliveries('bytes', '1:one'));
    await run();
    expect(taken.map(([, title]) => title)).toEqual(['one', 'bytes', 'bytes']);
    expect((await lines()).map(({ state }) => state)).toEqual([
      'processed',
      'duplicate',
      'processed',
      'duplicate',
      'duplicate',
      'processed',
      'duplicate',
    ]);
    expect(await stores.inbox.find(ref, '1')).toMatchObject({ number: 1, again: { times: 3 } });
  });

  it('passes by what is refused, and what its sender then sends itself is not taken for it', async () => {
    const [one] = deliveries('1:forged');
    const { by: _, ...forged } = one!;
    await stored('a', [
      { ...forged, id: `f-${ref.integration}`, refused: 'the signature is wrong' },
      ...deliveries('1:one'),
    ]);
    await run();
    expect(taken).toEqual([['1', 'one']]);
    expect(await lines()).toMatchObject([
      { key: `refused-f-${ref.integration}`, state: 'refused', text: 'the signature is wrong' },
      { key: '1', state: 'processed' },
    ]);
    expect(await stores.inbox.standing(ref)).toMatchObject({ lastRefusedAt: now, lastReceivedAt: now });
  });

  it('tries again what cannot be taken, keeps those after it waiting, and gives it up after some tries', async () => {
    fail = (title) => (title === 'two' ? new Error('no room') : undefined);
    await stored('a', deliveries('1:one', '2:two', '3:three'));
    for (let tries = 1; tries <= 5; tries++) {
      const failure = await run().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(ApplicationFailure);
      expect((failure as ApplicationFailure).message).toContain('no room');
      expect(taken).toEqual([['1', 'one']]);
      expect((await lines()).map(({ state }) => state)).toEqual(['processed', 'waiting']);
    }
    expect(await run()).toMatchObject({ taken: 2, more: false });
    expect((await lines()).map(({ number: n, state }) => [n, state])).toEqual([
      [1, 'processed'],
      [2, 'failed'],
      [3, 'processed'],
    ]);
    expect(await stores.inbox.standing(ref)).toMatchObject({
      total: 3,
      counts: { processed: 2, failed: 1, waiting: 0 },
    });
  });

  it('never gives up what waits for a part that is away, and passes by at once what is never taken', async () => {
    fail = () => new Error('away');
    await stored('a', deliveries('1:one', '2:two'));
    for (let tries = 0; tries < 8; tries++) await expect(run()).rejects.toThrow(/away/);
    fail = (title) => (title === 'one' ? new NeverTaken('it makes no sense') : undefined);
    await run();
    expect((await lines()).map(({ state }) => state)).toEqual(['failed', 'processed']);
  });

  it('counts nothing as waiting that was taken by an attempt of which it could not be noted', async () => {
    fail = () => new Error('away');
    await stored('a', deliveries('1:one'));
    await expect(run()).rejects.toThrow(/away/);
    fail = () => undefined;
    vi.spyOn(stores.inbox, 'step').mockResolvedValueOnce(false);
    await expect(run()).rejects.toThrow(/worked off the same/);
    expect(await run()).toMatchObject({ taken: 1, more: false });
    expect(taken).toHaveLength(1);
    expect(await stores.inbox.standing(ref)).toMatchObject({
      total: 1,
      counts: { processed: 1, waiting: 0 },
    });
  });

  it('is noted every few seconds where it takes long: who dies then does not begin at the first again', async () => {
    together = false;
    fail = () => {
      now += 3_000;
      return undefined;
    };
    const names = Array.from({ length: 8 }, (_, n) => `${n}:title ${n}`);
    await stored('a', deliveries(...names));
    for (let rounds = 1; rounds <= 4; rounds++) {
      expect(await run()).toMatchObject({ taken: 2, more: true });
      expect(await lines()).toHaveLength(2 * rounds);
    }
    expect(await run()).toMatchObject({ taken: 0, more: false });
    expect(taken).toHaveLength(8);
  });

  it('has alerts that fire taken together, and what clears between them in its turn', async () => {
    read = (body) => {
      const title = body.split(':')[1] ?? body;
      return {
        kind: 'read',
        alerts: [{ ...alert(title), status: title === 'clear' ? 'resolved' : 'firing' }],
      };
    };
    await stored('a', deliveries('1:one', '2:two', '3:clear', '4:four', '4:four', '5:five'));
    await run();
    expect(fired).toEqual([['one', 'two'], ['clear'], ['four'], ['five']]);
    expect((await lines()).map(({ text: said }) => said)).toEqual([
      'took one',
      'took two',
      'took clear',
      'took four',
      'it had come before, as number 4',
      'took five',
    ]);
  });

  it('knows what has an empty name by its bytes', async () => {
    await stored('a', deliveries(':one', ':two'));
    await run();
    expect(taken.map(([, title]) => title)).toEqual(['one', 'two']);
  });

  it('is not held up by a reader that throws', async () => {
    read = (body) => {
      if (body.startsWith('1')) throw new TypeError('undefined is not a function');
      return { kind: 'ignored', reason: 'a ping' };
    };
    await stored('a', deliveries('1:one', '2:two'));
    await run();
    expect(await lines()).toMatchObject([
      { state: 'unparsed', text: 'it could not be read: undefined is not a function' },
      { state: 'ignored', text: 'a ping' },
    ]);
  });

  it('keeps what nothing could read as refused, with the reason, and counts it so', async () => {
    read = () => ({ kind: 'refused', reason: 'the body is no JSON in UTF-8' });
    await stored('a', deliveries('1:one'));
    await run();
    expect(await lines()).toMatchObject([{ state: 'refused', text: 'the body is no JSON in UTF-8' }]);
    const standing = await stores.inbox.standing(ref);
    expect(standing).toMatchObject({ counts: { refused: 1 } });
    expect(standing?.lastRefusedAt).toBe(standing?.lastReceivedAt);
    // It came from the sender, and that is what its page says.
    const kept = await stores.inbox.find(ref, '1');
    expect(stepsOf(kept!).map(({ step, state }) => [step, state])).toEqual([
      ['received', 'done'],
      ['verified', 'done'],
      ['parsed', 'failed'],
      ['processed', 'none'],
      ['linked', 'none'],
    ]);
  });

  it.each(['log', 'step'] as const)('has no second effect after a death before %s', async (dies) => {
    await stored('a', deliveries('1:one', '2:two'));
    const dead = (): Promise<never> => Promise.reject(new Error('killed'));
    const inbox = { ...stores.inbox, ...(dies === 'log' ? { log: dead } : { step: dead }) };
    const dying = createIntakeActivities({ ...dependencies(), inbox });
    const env = new MockActivityEnvironment({ heartbeatTimeoutMs: 10_000 });
    await expect(env.run(() => dying.takeIn(ref))).rejects.toThrow('killed');
    await run();
    expect(await lines()).toMatchObject([
      { number: 1, key: '1', state: 'processed' },
      { number: 2, key: '2', state: 'processed' },
    ]);
    expect(await stores.inbox.standing(ref)).toMatchObject({ total: 2, counts: { processed: 2 } });
  });

  it('reads again what could not be read, after an upgrade, by its key or when it is sent again', async () => {
    await stored('a', deliveries('?1:one', '?2:two'));
    await run();
    expect((await lines()).map(({ state }) => state)).toEqual(['unparsed', 'unparsed']);
    read = (body) => ({ kind: 'read', alerts: [alert(body.split(':')[1] ?? '')] });
    const env = new MockActivityEnvironment({ heartbeatTimeoutMs: 10_000 });
    const again = await stores.inboxAgain.keep(ref, ['gone', '1'], now);
    await env.run(() => activities.readAgain({ ...ref, ...again, part: 0, from: 0 }));
    await stored('a', deliveries('?2:two'));
    await run();
    expect((await lines()).map(({ number: n, state }) => [n, state])).toEqual([
      [1, 'processed'],
      [2, 'unparsed'],
      [3, 'processed'],
    ]);
    expect(taken).toEqual([
      ['1', 'one'],
      ['2', 'two'],
    ]);
    expect(await stores.inbox.find(ref, '1')).toMatchObject({
      state: 'processed',
      redelivered: { times: 1 },
    });
    // What has been read after all is counted no longer as what was not.
    expect(await stores.inbox.standing(ref)).toMatchObject({ counts: { processed: 2, unparsed: 0 } });
    // What was done by an attempt that was not heard of is not done once more.
    await env.run(() => activities.readAgain({ ...ref, ...again, part: 0, from: 0 }));
    expect(await stores.inbox.find(ref, '1')).toMatchObject({ redelivered: { times: 1 } });
  });

  it('says of test events what would come of them, also when they are read again', async () => {
    await stored(
      'a',
      deliveries('1:one').map((one) => ({ ...one, by: 'test' as const })),
    );
    await run();
    expect(await lines()).toEqual([{ number: 1, key: '1', state: 'processed', text: 'would take one' }]);
    const again = await stores.inboxAgain.keep(ref, ['1'], now);
    const env = new MockActivityEnvironment({ heartbeatTimeoutMs: 10_000 });
    await env.run(() => activities.readAgain({ ...ref, ...again, part: 0, from: 0 }));
    expect(taken).toEqual([]);
    expect(await stores.inbox.standing(ref)).not.toHaveProperty('lastReceivedAt');
  });

  it('has thousands read again, in parts and in their order', async () => {
    await stored('a', deliveries('1:one', '2:two'));
    await run();
    const wanted = [...Array.from({ length: 1_500 }, (_, n) => `gone-${n}`), '2', '1'];
    const again = await stores.inboxAgain.keep(ref, wanted, now);
    expect(again.parts).toBe(2);
    taken = [];
    const env = new MockActivityEnvironment({ heartbeatTimeoutMs: 10_000 });
    const first = { ...ref, ...again, part: 0, from: 0 };
    const next = await env.run<[], AgainPlace | undefined, () => Promise<AgainPlace | undefined>>(() =>
      activities.readAgain(first),
    );
    expect(next).toEqual({ ...again, part: 1, from: 0 });
    expect(await env.run(() => activities.readAgain({ ...ref, ...next! }))).toBeUndefined();
    expect(taken.map(([key]) => key)).toEqual(['2', '1']);
  });

  it('forgets what is left of a list that nobody reads', async () => {
    const again = await stores.inboxAgain.keep(
      ref,
      Array.from({ length: 2_500 }, (_, n) => `${n}`),
      now,
    );
    const env = new MockActivityEnvironment({ heartbeatTimeoutMs: 10_000 });
    await env.run(() => activities.forgetAgain({ ...ref, ...again, part: 1, from: 7 }));
    const left = await Promise.all([0, 1, 2].map((part) => stores.inboxAgain.part(ref, again.list, part)));
    expect(left.map((keys) => keys?.length)).toEqual([1_000, undefined, undefined]);
  });

  it('is left to another worker by one whose configuration lacks the integration', async () => {
    configured = false;
    await expect(run()).rejects.toMatchObject({ type: 'not_configured' });
  });

  it('is found when nobody was told of it', async () => {
    await stored('a', deliveries('1:one'));
    await activities.wakeIntakes();
    expect(woken).toContain(ref.integration);
    await run();
    woken = [];
    await activities.wakeIntakes();
    expect(woken).not.toContain(ref.integration);
  });
});

function dependencies() {
  const nothing = (): Promise<never[]> => Promise.resolve([]);
  const intake: Intake = {
    verify: () => ({ verified: true, by: 'address' }),
    key: ({ body }) => text(body).split(':')[0],
    read: () => ({ kind: 'read' }),
  };
  return {
    batches: stores.inboxBatches,
    inbox: stores.inbox,
    again: stores.inboxAgain,
    intake: () => intake,
    takers: { alerts: nothing, changes: nothing, tickets: nothing },
    rehearsal: { alerts: nothing, changes: nothing, tickets: nothing },
    confirm: () => Promise.resolve(),
    isAway: () => false,
    wake: () => Promise.resolve(),
    now: () => now,
  };
}

describe('deliveries that bring changes', () => {
  const pushes = (body: string): Reading => {
    const title = body.split(':')[1] ?? '';
    return title.startsWith('alert')
      ? { kind: 'read', alerts: [alert(title)] }
      : { kind: 'read', changes: [push([], { branch: title })] };
  };
  const states = async () => (await lines()).map(({ key, state }) => `${key} ${state}`);

  it('are handed on together, and not beyond one that brings something else', async () => {
    read = pushes;
    await stored('a', deliveries('1:main', '2:dev', '3:alert', '4:main', '4:main', '5:dev'));
    expect(await run()).toMatchObject({ taken: 6, text: '5 processed, 1 duplicate' });
    expect(pushed).toEqual([['main', 'dev'], ['main'], ['dev']]);
    expect(taken).toEqual([['3', 'alert']]);
    expect(await lines()).toMatchObject([
      { number: 1, key: '1', text: 'kept main' },
      { number: 2, key: '2', text: 'kept dev' },
      { number: 3, key: '3', text: 'took alert' },
      { number: 4, key: '4', text: 'kept main' },
      { number: 5, key: '4', state: 'duplicate' },
      { number: 6, key: '5', text: 'kept dev' },
    ]);
  });

  it('are handed on one by one where not all are taken, and wait from that one on', async () => {
    read = pushes;
    fail = (branch) => (branch === 'bad' ? new Error('away') : undefined);
    await stored('a', deliveries('1:main', '2:bad', '3:dev'));
    await expect(run()).rejects.toThrow(/away/);
    expect(pushed).toEqual([['main', 'bad', 'dev'], ['main'], ['bad']]);
    expect(await states()).toEqual(['1 processed', '2 waiting']);
    [fail, pushed] = [() => undefined, []];
    await run();
    expect(pushed).toEqual([['bad'], ['dev']]);
    expect(await states()).toEqual(['1 processed', '2 processed', '3 processed']);
  });
});

it('a batch after a gap is found once its lane has ended', async () => {
  await stored('a', deliveries('1:one'));
  await run();
  next.a = 2;
  await stored('a', deliveries('2:two'));
  expect(await run()).toMatchObject({ taken: 0 });
  now += 2 * 86_400_000;
  expect(await run()).toMatchObject({ taken: 1 });
  expect(taken.map(([, title]) => title)).toEqual(['one', 'two']);
});
