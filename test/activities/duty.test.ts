import { expect, it } from 'vitest';
import { ApplicationFailure } from '@temporalio/common';
import { createDutyActivities, type WatchedSchedule } from '../../activities/duty.ts';
import type { PersonTarget } from '../../src/escalation/policy.ts';
import { textOf } from '../harness/recording-activities.ts';

const NOW = Date.parse('2027-03-25T12:00Z');
const DAY = 86_400_000;
const days: WatchedSchedule = {
  id: 'payments',
  name: 'Payments',
  zone: 'UTC',
  holidays: new Set(),
  layers: [
    { name: 'Days', hours: [], turns: { groups: [['ana'], ['ben']], start: NOW - DAY, lengthMs: DAY } },
  ],
  channels: [{ kind: 'channel', instance: 'main', channel: '#payments' }],
  tellPeople: true,
  expectGaps: false,
  lookAheadMs: 14 * DAY,
};
const linked: PersonTarget = {
  kind: 'person',
  person: { id: 'ben', name: 'Ben' },
  contacts: [
    { instance: 'main', user: 'U2' },
    { instance: 'other', user: 'O2', linked: true },
  ],
};

function looking(schedule: WatchedSchedule | undefined, now = NOW) {
  return createDutyActivities({
    schedule: () => schedule,
    overrides: () => Promise.resolve([]),
    person: (_tenant, id) => Promise.resolve(id === 'ben' ? linked : undefined),
    operators: () => [{ kind: 'channel', instance: 'main', channel: '#muster' }],
    open: () => Promise.resolve({ shown: [], total: 3 }),
    now: () => now,
  });
}
const question = { tenant: 'default', schedule: 'payments', warned: [] };

it('a look tells by each way that somebody has, in order, and of a linked account that it is one', async () => {
  const before = { people: ['ana'], at: NOW - 1_000 };
  const { news, standing, nextMs } = await looking(days).lookAtDuty({
    ...question,
    before,
    warned: ['unreachable/ana'],
  });
  expect(standing).toEqual({ people: ['ben'], at: NOW });
  expect(nextMs).toBe(2 * 3_600_000);
  expect(
    news.map(({ ways }) => ways.map(({ to, linkedTo }) => ({ ...to, ...(linkedTo && { linkedTo }) }))),
  ).toEqual([[{ channel: '#payments' }], [{ user: 'U2' }, { user: 'O2', linkedTo: 'ben' }]]);
  expect(textOf(news[0]!.ways[0]!.message)).toContain(
    'Ben is on call until 2027-03-26 12:00:00 UTC; ana goes.',
  );
});

it('a look at a schedule that nobody hears of tells nothing of a hand-over', async () => {
  const quiet = { ...days, channels: [], tellPeople: false };
  const before = { people: ['ana'], at: NOW - 1_000 };
  const { news } = await looking(quiet).lookAtDuty({ ...question, before, warned: ['unreachable/ana'] });
  expect(news).toEqual([]);
});

it('gaps that are meant are not warned of, and others to operators where the schedule has no channel', async () => {
  const ended = { ...days, channels: [], layers: [{ ...days.layers[0]!, end: NOW + DAY }] };
  const warned = ['unreachable/ana'];
  const { news, warned: all } = await looking(ended).lookAtDuty({ ...question, warned });
  expect(news.map(({ ways }) => ways[0]?.to)).toEqual([{ channel: '#muster' }]);
  expect(all).toEqual([`gap/${NOW + DAY}`]);
  const meant = await looking({ ...ended, expectGaps: true }).lookAtDuty({ ...question, warned });
  expect([meant.news, meant.warned]).toEqual([[], []]);
});

it('a warning that a channel of the schedule does not take goes to the operators', async () => {
  const ended = { ...days, layers: [{ ...days.layers[0]!, end: NOW + 2 * DAY }] };
  const { news } = await looking(ended).lookAtDuty({ ...question, warned: ['unreachable/ana'] });
  expect(news.map(({ ways }) => ways.map(({ to }) => to))).toEqual([
    [{ channel: '#payments' }, { channel: '#muster' }],
  ]);
  expect(new Set(news[0]?.ways.map(({ key }) => key)).size).toBe(2);
});

it('what was warned of, was mended and is so again goes out again: what is sent once is known by its key', async () => {
  const ended = { ...days, layers: [{ ...days.layers[0]!, end: NOW + 2 * DAY }] };
  const keysAt = async (now: number) => {
    const { news } = await looking(ended, now).lookAtDuty(question);
    return news.map(({ ways }) => ways[0]?.key);
  };
  const [first, again] = [await keysAt(NOW), await keysAt(NOW + 1)];
  expect(first).toHaveLength(2);
  expect(new Set([...first, ...again]).size).toBe(4);
});

it('a schedule that is not configured may be so on another worker', async () => {
  const failure: unknown = await looking(undefined)
    .lookAtDuty(question)
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ApplicationFailure);
  expect(failure).toMatchObject({ type: 'not_configured', nonRetryable: false });
});
