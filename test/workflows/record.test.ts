import { expect, test } from 'vitest';
import { declaring } from '../harness/declare.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const declare = declaring(timeSkipping());

test('a store that is down for hours keeps nobody waiting; the record catches up in order, without a gap', async () => {
  const activities = new RecordingActivities();
  const mend = activities.goesDown({ activity: 'recordIncident' });
  const incident = await declare({ activities, policy: { steps: [['ana', '5m']] } });
  for (let i = 1; i <= 60; i++) await incident.note('ana', `note ${i}`);
  await incident.skip('5h');
  expect(incident.cards('main/#critical')).toHaveLength(1);
  expect((await incident.view()).incident.escalation?.state).toBe('exhausted');
  expect(activities.records).toEqual([]);
  // No write is given up: the one that was ordered first is tried all the time.
  const { events } = await incident.handle.fetchHistory();
  const ordered = (events ?? []).filter(
    ({ activityTaskScheduledEventAttributes: order }) => order?.activityType?.name === 'recordIncident',
  );
  expect(ordered).toHaveLength(1);
  mend();
  await incident.skip('1m');
  const written = activities.records.flatMap(({ events }) => events.map(({ sequence }) => sequence));
  expect(written).toEqual(written.map((_, index) => index + 1));
  expect(written).toHaveLength((await incident.view()).incident.sequence);
  const revisions = activities.records.map(({ revision }) => revision);
  expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
  expect(new Set(revisions).size).toBe(revisions.length);
  expect(Math.max(...activities.records.map(({ events }) => events.length))).toBeLessThanOrEqual(50);
  expect(activities.records.at(-1)!.view).toEqual(await incident.view());
});

test('a store that refuses a record is asked again', async () => {
  const activities = new RecordingActivities();
  const mend = activities.breaks({ activity: 'recordIncident' }, 'message_rejected');
  const incident = await declare({ activities });
  mend();
  await incident.skip('2m');
  expect(activities.records.at(-1)!.events.map(({ type }) => type)).toEqual(['declared', 'nobody_paged']);
});

test('where the cards stand is recorded along with what happens, not by itself', async () => {
  const incident = await declare();
  expect(incident.activities.records).toHaveLength(1);
  await incident.ack('ana');
  await incident.settled();
  expect(incident.activities.records).toHaveLength(2);
  expect(incident.activities.records[1]!.view.places).toMatchObject([{ card: 'message-1' }]);
});
