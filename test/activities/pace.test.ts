import { CancelledFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/chat/delivery.ts';
import type { Lane } from '../../src/chat/lane.ts';
import type { Paced } from '../../src/chat/pacing.ts';
import { eventually } from '../harness/eventually.ts';
import { Bench, DELIVERY, SCHEDULED_AT } from './bench.ts';

const LANE: Lane = { name: 'post:C1', everyMs: 60_000, burst: 1 };
const NEAR: Lane = { ...LANE, everyMs: 300 };

/** A bench whose platform has one limit on everything. */
function limited(lane: Lane = LANE): Bench {
  const bench = new Bench();
  bench.provider.limits = () => [lane];
  return bench;
}

/** @returns what an attempt that had to wait says of its turn. */
async function paced(failing: Promise<Error>): Promise<Paced> {
  const failure = (await failing) as Error & { details?: unknown[] };
  expect(failure).toMatchObject({ type: 'paced', nonRetryable: true, category: 'BENIGN' });
  return failure.details?.[0] as Paced;
}

const another = (key: string) => ({ ...DELIVERY, key });

describe("what the platform's limits leave no room for", () => {
  it('is not tried: the ledger does not hear of it, and it says when its turn comes', async () => {
    const bench = limited();
    await bench.run('deliver', DELIVERY);
    const { turn, waitMs, turnMs, reason } = await paced(bench.failure('deliver', another('second')));
    expect(turn).toMatchObject({ lane: 'post:C1', urgency: 'news' });
    expect(turnMs).toBe(60_000);
    expect(waitMs).toBeLessThan(turnMs);
    expect(reason).toContain(
      'main: the limit on post:C1 leaves room in 60 s'.replace('the limit', "the platform's limit"),
    );
    expect(bench.provider.calls).toEqual(['send']);
    expect(bench.ledger.entries.has('second')).toBe(false);
    expect(bench.waits).toEqual(['main news 60000']);
  });

  it('goes out when it comes with its turn', async () => {
    const bench = limited();
    await bench.run('deliver', DELIVERY);
    const { turn } = await paced(bench.failure('deliver', another('second')));
    bench.now += 60_000;
    await bench.run('deliver', { ...another('second'), turn });
    expect(bench.provider.sent.map(({ key }) => key)).toEqual([DELIVERY.key, 'second']);
  });

  it('is waited for by the attempt itself when it is near', async () => {
    const bench = limited(NEAR);
    const began = Date.now();
    Object.defineProperty(bench, 'now', { get: () => SCHEDULED_AT + Date.now() - began });
    await bench.run('deliver', DELIVERY);
    await bench.run('deliver', another('second'));
    // From before the first was let through, for it may have gone out a while after that.
    expect(bench.provider.sent[1]!.at - SCHEDULED_AT).toBeGreaterThanOrEqual(NEAR.everyMs - 2);
    expect(bench.waits).toHaveLength(1);
  });

  it('ends at once when it is cancelled while it waits', async () => {
    const bench = limited({ ...NEAR, everyMs: 1_900 });
    await bench.run('page', DELIVERY);
    const attempt = bench.attempt(1);
    const paging = bench.runIn(attempt, 'page', another('second'));
    await eventually('it waits', () => bench.waits.length === 1);
    attempt.cancel('CANCELLED');
    await expect(paging).rejects.toBeInstanceOf(CancelledFailure);
    expect(bench.provider.calls).toEqual(['send']);
  });

  it('makes no later attempt look for a message that was never tried', async () => {
    const bench = limited();
    await bench.run('deliver', DELIVERY);
    await paced(bench.failure('page', another('second')));
    bench.now += 120_000;
    await bench.run('page', another('second'));
    expect(bench.provider.calls).toEqual(['send', 'send']);
  });
});

describe('urgency', () => {
  const urgencyOf = async (name: 'deliver' | 'page', more: object): Promise<string> => {
    const bench = limited();
    await bench.run('deliver', DELIVERY);
    return (await paced(bench.failure(name, { ...another('next'), ...more }))).turn.urgency;
  };

  it('is that of what is to be done', async () => {
    expect(await urgencyOf('page', {})).toBe('page');
    expect(await urgencyOf('deliver', {})).toBe('news');
    expect(await urgencyOf('deliver', { quiet: true })).toBe('quiet');
  });

  it.each([
    ['editCard', { ref: { channel: 'C1', id: 'm1' }, message: DELIVERY.message }, 'update', 'quiet'],
    ['setChannelTopic', { channel: 'C1', topic: 'new' }, 'setTopic', 'quiet'],
    ['pinCard', { ref: { channel: 'C1', id: 'm1' } }, 'pin', 'quiet'],
    ['archiveChannel', { channel: 'C1' }, 'archive', 'quiet'],
    ['inviteToChannel', { channel: 'C1', person: 'ana' }, 'invite', 'news'],
    ['openChannel', { name: 'inc-1', private: false, topic: 'INC-1' }, 'createChannel', 'news'],
  ] as const)('of %s', async (name, more, operation, urgency) => {
    const bench = new Bench();
    const drawn: string[] = [];
    bench.provider.limits = (asked) => {
      drawn.push(asked);
      return [LANE];
    };
    await bench.run('deliver', DELIVERY);
    const { tenant, instance } = DELIVERY;
    const argument = { key: name, tenant, instance, incident: 'INC-1', ...more };
    const { turn } = await paced(bench.failure(name, argument));
    expect(turn.urgency).toBe(urgency);
    expect(drawn).toEqual(['send', operation]);
  });

  it('lets a page before everything that waits already', async () => {
    const bench = limited({ ...LANE, everyMs: 10_000 });
    await bench.run('deliver', DELIVERY);
    for (let other = 0; other < 20; other++) await bench.failure('deliver', another(`news ${other}`));
    const { turnMs } = await paced(bench.failure('page', another('page')));
    expect(turnMs).toBe(10_000);
  });
});

describe('the platform that refuses all the same', () => {
  it('is left alone by everybody for as long as it asks', async () => {
    const bench = limited({ ...NEAR, burst: 5 });
    bench.provider.trouble('send', 'rate limited');
    expect(await bench.failure('deliver', DELIVERY)).toMatchObject({
      type: 'rate_limited',
      nextRetryDelay: 7_000,
    });
    const { turnMs } = await paced(bench.failure('page', another('second')));
    expect(turnMs).toBe(7_000);
    bench.now += 7_000;
    await bench.run('deliver', DELIVERY, 2);
    expect(bench.provider.sent).toHaveLength(1);
  });

  it('says nothing about limits when it only cannot be searched', async () => {
    const bench = limited({ ...NEAR, burst: 5 });
    bench.provider.trouble('send', 'reset before');
    await bench.failure('deliver', DELIVERY);
    bench.provider.trouble('find', 'rate limited');
    await bench.failure('deliver', DELIVERY, 2);
    await bench.run('page', another('second'));
    expect(bench.provider.sent).toHaveLength(1);
  });
});

describe('a store that is away', () => {
  it.each(['refusing', 'silent'] as const)('keeps nothing from being sent: %s', async (how) => {
    const bench = limited();
    await bench.run('page', DELIVERY);
    bench.lanes.down = how;
    await bench.run('page', another('second'));
    expect(bench.provider.sent).toHaveLength(2);
    expect(bench.warnings.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('sending all the same'),
    );
  });

  it('is asked again only after a while', async () => {
    const bench = limited();
    const activities = bench.activities();
    bench.lanes.down = 'refusing';
    const page = (key: string) =>
      bench.attempt(1).run((delivery: Delivery) => activities.page(delivery), another(key));
    await page('first');
    await page('second');
    expect(bench.lanes.asked).toBe(1);
    bench.now += 6_000;
    bench.lanes.down = undefined;
    await page('third');
    expect(bench.lanes.asked).toBe(2);
  });
});

it('what draws on no limit asks the store nothing', async () => {
  const bench = new Bench();
  await bench.run('page', DELIVERY);
  expect(bench.lanes.asked).toBe(0);
});
