import { activityInfo } from '@temporalio/activity';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCalendarActivities, type CalendarSchedule } from '../../activities/calendar.ts';
import type { Delivery } from '../../src/chat/delivery.ts';
import type { KeptCalendar } from '../../src/mongo/calendar-store.ts';
import { FetchError } from '../../src/outbound/fetch-text.ts';
import {
  CALENDAR_WORKFLOW,
  calendarChangedSignal,
  calendarWorkflowId,
} from '../../workflows/calendar/messages.ts';
import { DUTY_WORKFLOW, dutyChangedSignal, dutyWorkflowId } from '../../workflows/duty/messages.ts';
import { eventually } from '../harness/eventually.ts';
import { RecordingActivities, textOf } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ics = (who: string): string =>
  `BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:19700101T000000Z\nDTEND:21000101T000000Z\nSUMMARY:${who}\nEND:VEVENT\nEND:VCALENDAR\n`;

const payments: CalendarSchedule = {
  id: 'payments',
  name: 'Payments',
  zone: 'UTC',
  lookAheadMs: HOUR,
  channels: [{ kind: 'channel', instance: 'main', channel: '#payments' }],
  fetched: [
    {
      layer: 'Rota',
      url: 'https://calendar.example.com/s3cret.ics',
      everyMs: 15 * MINUTE,
      staleAfterMs: 24 * HOUR,
      privately: false,
    },
  ],
};

let activities: RecordingActivities;
let schedule: CalendarSchedule | undefined;
/** What is at the address: a calendar, or why it cannot be fetched. */
let there: string | FetchError;
let fetched: number;
let stop: () => Promise<void>;
let queue: string;
let number = 0;

beforeEach(async () => {
  queue = `calendar-${++number}`;
  activities = new RecordingActivities();
  [schedule, there, fetched] = [payments, ics('Ana'), 0];
  const kept = new Map<string, KeptCalendar>();
  const fetching = createCalendarActivities({
    schedule: () => schedule,
    store: {
      find: ({ layer }) => Promise.resolve(kept.get(layer)),
      save: ({ layer }, calendar) => Promise.resolve(void kept.set(layer, calendar)),
    },
    fetch: () => {
      fetched++;
      return typeof there === 'string' ? Promise.resolve({ text: there }) : Promise.reject(there);
    },
    personOf: () => (name) => (name === 'Ana' || name === 'Ben' ? name.toLowerCase() : undefined),
    operators: () => [{ kind: 'channel', instance: 'main', channel: '#muster' }],
    took: () => Promise.resolve(),
    now: () => activityInfo().currentAttemptScheduledTimestampMs,
  });
  activities.fetchCalendars = (question) => fetching.fetchCalendars(question);
  activities.lookAtDuty = () =>
    Promise.resolve({ standing: { people: [], at: 0 }, warned: [], news: [], nextMs: 365 * 24 * HOUR });
  stop = await temporal.work(queue, activities.implementation);
});
afterEach(async () => {
  // A calendar that is taken out ends what fetches it.
  schedule = undefined;
  activities.lacksDuty();
  const { client } = temporal.env;
  for (const [id, signal] of [
    [calendarWorkflowId(watching()), calendarChangedSignal],
    [dutyWorkflowId(watching()), dutyChangedSignal],
  ] as const) {
    const handle = client.workflow.getHandle(id);
    const running = await handle.describe().catch(() => undefined);
    if (running?.status.name !== 'RUNNING') continue;
    await handle.signal(signal);
    await handle.result();
  }
  await stop();
});

const watching = () => ({ tenant: queue, schedule: 'payments' });
const looksAtDuty = (): number => activities.done({ activity: 'lookAtDuty' }).length;
const told = (): string[] =>
  activities
    .done({ activity: 'deliver' })
    .map((call) => `${call.target}: ${textOf((call.input as Delivery).message).split(' · ')[0] ?? ''}`);

async function begin(): Promise<string> {
  const { signaledRunId } = await temporal.env.client.workflow.signalWithStart(CALENDAR_WORKFLOW, {
    workflowId: calendarWorkflowId(watching()),
    taskQueue: queue,
    args: [watching()],
    signal: calendarChangedSignal,
  });
  return signaledRunId;
}
async function watchDuty(): Promise<void> {
  await temporal.env.client.workflow.signalWithStart(DUTY_WORKFLOW, {
    workflowId: dutyWorkflowId(watching()),
    taskQueue: queue,
    args: [watching()],
    signal: dutyChangedSignal,
  });
  await eventually('duty was looked at', () => looksAtDuty() === 1);
}

test('a calendar is fetched every quarter of an hour for days; a change has who is on call looked at', async () => {
  await watchDuty();
  const first = await begin();
  await eventually('it was fetched', () => fetched === 1);
  await temporal.env.sleep(MINUTE);
  await eventually('duty was looked at anew', () => looksAtDuty() === 2);
  await temporal.env.sleep(24 * HOUR);
  expect(fetched).toBeGreaterThanOrEqual(96);
  expect(fetched).toBeLessThanOrEqual(98);
  expect(looksAtDuty()).toBe(2);
  there = ics('Ben');
  await temporal.env.sleep(16 * MINUTE);
  await eventually('duty was looked at anew', () => looksAtDuty() === 3);
  expect(told()).toEqual([]);
  const { events } = await temporal.env.client.workflow
    .getHandle(calendarWorkflowId(watching()), first)
    .fetchHistory();
  expect(events!.length).toBeLessThan(1_000);
  expect(JSON.stringify(events)).not.toContain('s3cret');
}, 60_000);

test('one that cannot be fetched is told once, loudly when it is a day old and every day after, and when it is back', async () => {
  await begin();
  await eventually('it was fetched', () => fetched === 1);
  there = new FetchError('it was answered with 404', true);
  await temporal.env.sleep(20 * HOUR);
  expect(told()).toEqual([
    expect.stringMatching(/^main\/#payments: .*cannot be used: it was answered with 404/),
  ]);
  await temporal.env.sleep(30 * HOUR);
  const loud = told().slice(1);
  expect(loud).toHaveLength(4);
  expect(
    loud.filter((line) => line.startsWith('main/#muster: ') && line.includes('is out of date')),
  ).toHaveLength(2);
  there = ics('Ana');
  await temporal.env.sleep(HOUR);
  await eventually('that it is back is told', () => told().length === 7);
  expect(
    told()
      .slice(5)
      .every((line) => line.includes('is fetched again')),
  ).toBe(true);
}, 60_000);

test('a platform that is away for a while does not put the next look off', async () => {
  activities.breaks({ activity: 'deliver', target: 'main/#payments' }, 'connection_failed');
  there = ics('Zoe');
  await begin();
  await eventually('it was fetched', () => fetched === 1);
  await temporal.env.sleep(17 * MINUTE);
  await eventually('it was fetched again', () => fetched === 2);
}, 60_000);

test('a store that is away is waited for', async () => {
  const mend = activities.goesDown({ activity: 'fetchCalendars' });
  await begin();
  await temporal.env.sleep(20 * MINUTE);
  expect(fetched).toBe(0);
  mend();
  await temporal.env.sleep(2 * MINUTE);
  await eventually('it is fetched', () => fetched > 0);
}, 60_000);
