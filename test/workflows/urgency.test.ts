import { expect, test } from 'vitest';
import { alarmOf } from '../../src/chat/alarm.ts';
import { plain } from '../../src/chat/text.ts';
import type { UrgencyPlan } from '../../src/escalation/urgency.ts';
import { narrate } from '../../src/incident/narrate.ts';
import { declaring } from '../harness/declare.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const declare = declaring(temporal);

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const POLICY = {
  steps: [
    ['ana', '1h'],
    ['ben', '1h'],
  ],
} as const;
const ALL_WEEK = {
  steps: [
    ['ana', '4h'],
    ['ben', '4h'],
  ],
  repeat: 50,
} as const;

const low = (atMostMs: number): UrgencyPlan => ({
  waiting: { hours: 'office', atMostMs },
  bySeverity: { 'SEV-1': 'high', 'SEV-2': 'high', 'SEV-3': 'low', 'SEV-4': 'low' },
});

/**
 * Working hours of eight hours, on seven days but the third and the fourth.
 * @param opens when the first begin, epoch milliseconds, a whole hour.
 */
function office(opens: number): RecordingActivities {
  const activities = new RecordingActivities();
  const from = new Date(opens).getUTCHours() * 60;
  const days = [0, 1, 4, 5, 6].map((later) => new Date(opens + later * DAY).getUTCDay() || 7);
  const hours = [{ days, from, to: (from + 8 * 60) % 1440 || 1440 }];
  activities.calendars.set('office', { zone: 'UTC', hours, holidays: new Set<string>() });
  return activities;
}

/** The next morning: in five to six hours, by the clock of the server. */
const morning = async (): Promise<number> =>
  Math.ceil(((await temporal.env.currentTimeMs()) + 5 * HOUR) / HOUR) * HOUR;

test('for a week, a page of low urgency goes out in working hours alone, and no longer than stated after it is due', async () => {
  const opens = await morning();
  const activities = office(opens);
  const incident = await declare({
    activities,
    severity: 'SEV-3',
    policy: ALL_WEEK,
    urgency: low(20 * HOUR),
  });
  const declaredAt = (await incident.view()).incident.declared.at;
  expect(await incident.pages()).toEqual([]);
  const view = await incident.view();
  expect(plain(alarmOf(view)!)).toMatch(/^HELD UNTIL \w{3} \d\d:00 UTC: its urgency is low/);
  expect(view.deadlines.find(({ name }) => name === 'escalation')?.at).toBe(opens);
  await incident.skip('7d');
  const pages = incident.timeline('escalated');
  const isOpen = (time: number): boolean => {
    const day = Math.floor((time - opens) / DAY);
    return ![2, 3].includes(day) && (time - opens) % DAY < 8 * HOUR + 60_000 && time >= opens;
  };
  const outside = pages.filter(({ at: time }) => !isOpen(time));
  // Over the two days off the wait is cut after 20 hours: from then on it goes on by day and night until they are over.
  const daysOff = [opens + DAY + 8 * HOUR + 20 * HOUR, opens + 4 * DAY] as const;
  expect(outside.length).toBeGreaterThan(5);
  for (const { at: time } of outside) {
    expect(time).toBeGreaterThanOrEqual(daysOff[0]);
    expect(time).toBeLessThan(daysOff[1]);
  }
  expect(pages[0]!.at - declaredAt).toBeLessThanOrEqual(7 * HOUR);
  for (const hold of incident.timeline('page_held')) {
    if (hold.type !== 'page_held') continue;
    expect(hold.hold.until - hold.at).toBeLessThanOrEqual(20 * HOUR + 1_000);
  }
  const held = incident.timeline('page_held').map((event) => plain(narrate(event)));
  expect(held[0]).toMatch(/step 1 of 2 is held until \w{3} \d\d:00 UTC, when working hours begin/);
  expect(held.some((text) => text.includes('no longer than 20 hours'))).toBe(true);
});

test('a severity that is raised pages at once what was held, and one that is lowered again holds what follows', async () => {
  const activities = office(await morning());
  const incident = await declare({ activities, severity: 'SEV-4', policy: POLICY, urgency: low(16 * HOUR) });
  expect(await incident.pages()).toEqual([]);
  await incident.setSeverity('cy', 'SEV-1');
  await incident.settled();
  expect(await incident.pages()).toEqual(['ana at 0m']);
  expect(incident.timeline('escalated')[0]).toMatchObject({ cause: 'severity raised', step: 0 });
  await incident.skip('61m');
  expect(await incident.pages()).toEqual(['ana at 0m', 'ben at 60m']);
});

test('somebody who escalates pages at once what was held, and what follows does not wait for the same morning', async () => {
  const activities = office(await morning());
  const incident = await declare({ activities, severity: 'SEV-4', policy: POLICY, urgency: low(16 * HOUR) });
  await incident.escalate('cy');
  await incident.skip('61m');
  expect(await incident.pages()).toEqual(['ana at 0m', 'ben at 60m']);
  expect(incident.timeline('page_held')).toHaveLength(1);
});

test('an acknowledgement ends the wait, and nobody is paged in the morning', async () => {
  const activities = office(await morning());
  const incident = await declare({ activities, severity: 'SEV-4', policy: POLICY, urgency: low(16 * HOUR) });
  await incident.ack('cy');
  await incident.skip('2d');
  expect(await incident.pages()).toEqual([]);
  expect(alarmOf(await incident.view())).toBeUndefined();
});
