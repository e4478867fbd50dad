import { activityInfo } from '@temporalio/activity';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDutyActivities, type WatchedSchedule } from '../../activities/duty.ts';
import type { Delivery } from '../../src/chat/delivery.ts';
import type { Override } from '../../src/oncall/override.ts';
import { DUTY_WORKFLOW, dutyChangedSignal, dutyWorkflowId } from '../../workflows/duty/messages.ts';
import { eventually } from '../harness/eventually.ts';
import { RecordingActivities, textOf } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Saturday. The clocks of Berlin are put forward on the next day. */
const BEGIN = Date.parse('2027-03-27T12:00Z');

const weeks: WatchedSchedule = {
  id: 'payments',
  name: 'Payments',
  zone: 'Europe/Berlin',
  holidays: new Set(),
  layers: [
    {
      name: 'Weeks',
      hours: [],
      turns: {
        groups: [['ana'], ['ben']],
        start: Date.parse('2027-03-22T09:00Z'),
        lengthMs: 7 * DAY,
      },
    },
  ],
  channels: [{ kind: 'channel', instance: 'main', channel: '#payments' }],
  tellPeople: true,
  expectGaps: false,
  lookAheadMs: 14 * DAY,
};

let activities: RecordingActivities;
let schedule: WatchedSchedule | undefined;
let overrides: Override[];
let unreachable: Set<string>;
let stop: () => Promise<void>;
let queue: string;
let number = 0;
/** When the test began by the clock of Temporal. */
let began: number;

beforeEach(async () => {
  queue = `duty-${++number}`;
  activities = new RecordingActivities();
  schedule = weeks;
  overrides = [];
  unreachable = new Set();
  began = await temporal.env.currentTimeMs();
  const looking = createDutyActivities({
    schedule: () => schedule,
    overrides: () => Promise.resolve([...overrides]),
    person: (_tenant, id) =>
      Promise.resolve({
        kind: 'person',
        person: { id, name: id.toUpperCase() },
        contacts: unreachable.has(id)
          ? []
          : [
              { instance: 'main', user: id },
              { instance: 'other', user: id },
            ],
      }),
    operators: () => [{ kind: 'channel', instance: 'main', channel: '#muster' }],
    open: () => Promise.resolve({ shown: [], total: 0 }),
    now: () => BEGIN + activityInfo().currentAttemptScheduledTimestampMs - began,
  });
  activities.lookAtDuty = (question) => looking.lookAtDuty(question);
  stop = await temporal.work(queue, activities.implementation);
});
afterEach(async () => {
  // A schedule that is taken out ends what watches it.
  schedule = undefined;
  const handle = temporal.env.client.workflow.getHandle(id());
  if ((await handle.describe()).status.name === 'RUNNING') {
    await handle.signal(dutyChangedSignal);
    await handle.result();
  }
  await stop();
});

const id = (): string => dutyWorkflowId({ tenant: queue, schedule: 'payments' });
const looks = () => activities.done({ activity: 'lookAtDuty' });
const told = (): string[] =>
  activities
    .done({ activity: 'deliver' })
    .map((call) => `${call.target}: ${textOf((call.input as Delivery).message).split(' · ')[0] ?? ''}`);

async function begin(): Promise<string> {
  const watching = { tenant: queue, schedule: 'payments' };
  const { signaledRunId } = await temporal.env.client.workflow.signalWithStart(DUTY_WORKFLOW, {
    workflowId: id(),
    taskQueue: queue,
    args: [watching],
    signal: dutyChangedSignal,
  });
  return signaledRunId;
}
async function until(time: string): Promise<void> {
  await temporal.env.sleep(Date.parse(time) - BEGIN - ((await temporal.env.currentTimeMs()) - began));
}

test('weeks are handed over at the same time by the clocks, which change between them: each once, to all', async () => {
  const first = await begin();
  await eventually('it was looked', () => looks().length > 0);
  await until('2027-03-29T06:59Z');
  expect(told()).toEqual([]);
  await until('2027-03-29T07:01Z');
  await eventually('the first is told', () => told().length >= 3);
  await until('2027-04-05T07:01Z');
  await eventually('the second is told', () => told().length >= 6);
  expect(
    told()
      .map((line) => line.replace(/ until.*$/, ''))
      .toSorted(),
  ).toEqual([
    'main/#payments: On-call hand-over: Payments. ANA is on call',
    'main/#payments: On-call hand-over: Payments. BEN is on call',
    'main/@ana: You are off call for Payments. BEN is on call now.',
    'main/@ana: You are on call for Payments',
    'main/@ben: You are off call for Payments. ANA is on call now.',
    'main/@ben: You are on call for Payments',
  ]);
  const keys = activities.done({ activity: 'deliver' }).map(({ key }) => key);
  expect(new Set(keys).size).toBe(6);
  expect(keys.filter((key) => key.includes(`:${Date.parse('2027-03-29T07:00Z')}:`))).toHaveLength(3);
  expect(keys.filter((key) => key.includes(`:${Date.parse('2027-04-05T07:00Z')}:`))).toHaveLength(3);
  const { events } = await temporal.env.client.workflow.getHandle(id(), first).fetchHistory();
  expect(events!.length).toBeLessThan(1_000);
}, 60_000);

test('an override is told when it is made, and a change of the configuration when it comes', async () => {
  await begin();
  await eventually('it was looked', () => looks().length > 0);
  overrides.push({ id: 'o-1', people: ['cy'], from: BEGIN - 1, until: BEGIN + 2 * HOUR });
  await begin();
  await eventually('it is told', () => told().length === 3);
  expect(told().map((line) => line.split(':')[0])).toEqual(
    expect.arrayContaining(['main/#payments', 'main/@ana', 'main/@cy']),
  );
  schedule = {
    ...weeks,
    channels: [],
    layers: [{ ...weeks.layers[0]!, turns: [{ person: 'dora', from: 0, until: 1e15 }] }],
  };
  overrides.length = 0;
  await begin();
  await eventually('the new one is told', () => told().some((line) => line.startsWith('main/@dora')));
  expect(told().filter((line) => line.startsWith('main/#payments'))).toHaveLength(1);
});

test('a gap and somebody who cannot be paged are warned of once, ahead, by the schedule’s channel or to operators', async () => {
  schedule = { ...weeks, layers: [{ ...weeks.layers[0]!, end: Date.parse('2027-04-08T00:00Z') }] };
  unreachable.add('ben');
  await begin();
  await eventually('both are warned of', () => told().length === 2);
  expect(told().toSorted()).toEqual([
    'main/#payments: ⚠️ BEN is on call for Payments from 2027-03-29 07:00:00 UTC and cannot be paged: no account is known.',
    expect.stringMatching(
      /^main\/#payments: ⚠️ Nobody is on call for Payments from 2027-04-07 22:00:00 UTC until /,
    ),
  ]);
  await until('2027-03-28T12:00Z');
  expect(looks().length).toBeGreaterThan(10);
  expect(told()).toHaveLength(2);
  // Mended, and then there again: that is another one.
  schedule = weeks;
  const before = looks().length;
  await begin();
  await eventually('it was looked again', () => looks().length > before);
  schedule = {
    ...weeks,
    channels: [],
    layers: [{ ...weeks.layers[0]!, end: Date.parse('2027-04-08T00:00Z') }],
  };
  await begin();
  await eventually('it is warned of', () => told().length === 3);
  expect(told()[2]).toMatch(/^main\/#muster: ⚠️ Nobody is on call/);
});

test('who cannot be told by the first way is told by the next, and nobody else waits', async () => {
  activities.breaks({ activity: 'deliver', target: 'main/@cy' }, 'user_not_found');
  await begin();
  await eventually('it was looked', () => looks().length > 0);
  overrides.push({ id: 'o-1', people: ['cy'], from: BEGIN - 1, until: BEGIN + 2 * HOUR });
  await begin();
  await eventually('all are told', () => told().length === 3);
  expect(told().some((line) => line.startsWith('other/@cy: You are on call'))).toBe(true);
});

test('a platform that is away for a while puts the next hand-over off no longer than that', async () => {
  activities.breaks({ activity: 'deliver', target: 'main/@cy' }, 'connection_failed');
  await begin();
  await eventually('it was looked', () => looks().length > 0);
  overrides.push({ id: 'o-1', people: ['cy'], from: BEGIN - 1, until: BEGIN + HOUR / 12 });
  await begin();
  await eventually('the others are told', () => told().length === 2);
  await temporal.env.sleep(12 * 60_000);
  await eventually('she is back', () => told().some((line) => line.startsWith('main/@ana: You are on call')));
});

test('a store that is away is asked again, and the workflow goes on', async () => {
  const mend = activities.goesDown({ activity: 'lookAtDuty' });
  await begin();
  await temporal.env.sleep(10 * 60_000);
  mend();
  await temporal.env.sleep(5 * 60_000);
  await eventually('it was looked', () => looks().length > 0);
});

test('it ends when no worker has the schedule any more, and can be begun anew', async () => {
  schedule = undefined;
  await begin();
  await temporal.env.client.workflow.getHandle(id()).result();
  schedule = weeks;
  await begin();
  await eventually('it was looked', () => looks().length > 0);
});
