import { expect, test } from 'vitest';
import type { Delivery } from '../../src/chat/delivery.ts';
import { plain } from '../../src/chat/text.ts';
import { narrate } from '../../src/incident/narrate.ts';
import { declaring } from '../harness/declare.ts';
import { RecordingActivities, textOf } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const declare = declaring(timeSkipping());

const POLICY = {
  steps: [
    ['ana', '5m'],
    ['ben', '5m'],
  ],
  ackTimeout: '30m',
  ackReminder: '10m',
} as const;

const reminders = (activities: RecordingActivities): string[] =>
  activities.done({ key: /:reminder:/ }).map(({ input }) => textOf((input as Delivery).message));

test('who acknowledged is reminded once, with the newest state, before paging resumes with it', async () => {
  const activities = new RecordingActivities();
  const incident = await declare({ activities, policy: POLICY });
  await incident.ack('ana');
  await incident.setTitle('ana', 'Payments fail for cards');
  await incident.setSeverity('ana', 'SEV-2');
  await incident.assign('ana', 'cy', 'commander');
  await incident.skip('21m');
  const [reminder, ...more] = reminders(activities);
  expect(more).toEqual([]);
  expect(reminder).toContain('Are you still on it? ');
  expect(reminder).toContain('SEV-2: Payments fail for cards');
  expect(reminder).toContain('On it: cy (commander), ana');
  expect(await incident.pages()).toEqual(['ana at 0m']);
  await incident.skip('10m');
  expect(await incident.pages()).toEqual(['ana at 0m', 'ben at 30m']);
  const [page] = activities.done({ activity: 'page', target: 'main/@ben' });
  const text = textOf((page!.input as Delivery).message);
  expect(text).toContain('SEV-2: Payments fail for cards');
  expect(text).toContain('SEV-2, open, declared 30 minutes ago');
  expect(text).toContain('On it: cy (commander), ana');
});

test('whatever somebody does puts the reminder off; nobody is reminded of what is over', async () => {
  const activities = new RecordingActivities();
  const incident = await declare({ activities, policy: POLICY });
  await incident.ack('ana');
  await incident.skip('15m');
  await incident.note('ben', 'looking at it');
  await incident.skip('15m');
  expect(reminders(activities)).toHaveLength(0);
  await incident.skip('6m');
  expect(reminders(activities)).toHaveLength(1);
  await incident.note('ana', 'Still on it.');
  await incident.skip('19m');
  expect(await incident.pages()).toEqual(['ana at 0m']);
  await incident.resolve('ana');
  await incident.skip('1d');
  expect(reminders(activities)).toHaveLength(1);
});

test('a reminder that cannot be delivered is told as a problem, and paging resumes all the same', async () => {
  const activities = new RecordingActivities();
  activities.breaks({ key: /:reminder:/ }, 'user_not_found');
  const incident = await declare({ activities, policy: POLICY });
  await incident.ack('ana');
  await incident.skip('31m');
  expect(incident.timeline('notification_failed')[0]).toMatchObject({
    target: 'person/ana',
    code: 'user_not_found',
  });
  expect((await incident.pages()).at(-1)).toBe('ben at 30m');
});

test('every page carries the incident as it stands when it goes out', async () => {
  const activities = new RecordingActivities();
  const incident = await declare({ activities, policy: { steps: [['ana', '10m']], repeat: 2 } });
  await incident.skip('5m');
  await incident.setTitle('ana', 'It is the card gateway');
  await incident.join('cy');
  await incident.command('update', { text: 'the vendor is called' }, 'cy');
  await incident.skip('6m');
  await incident.setSeverity('cy', 'SEV-3');
  await incident.skip('10m');
  const texts = activities.done({ activity: 'page' }).map(({ input }) => textOf((input as Delivery).message));
  expect(texts).toHaveLength(3);
  expect(texts[0]).toContain('SEV-1: Checkout returns 500s');
  expect(texts[0]).toContain('On it: nobody yet');
  expect(texts[1]).toContain('SEV-1: It is the card gateway');
  expect(texts[1]).toContain('SEV-1, open, declared 10 minutes ago');
  expect(texts[1]).toContain('On it: cy');
  expect(texts[1]).toContain('Status update: the vendor is called');
  expect(texts[2]).toContain('SEV-3: It is the card gateway');
});

test('an acknowledgement of somebody who was not paged says so', async () => {
  const incident = await declare({ policy: POLICY });
  const reply = await incident.ack('zoe');
  expect(reply.incident.acknowledged).toMatchObject({ by: { id: 'zoe' }, notPaged: true });
  await incident.skip('10m');
  expect(await incident.pages()).toEqual(['ana at 0m']);
  expect(plain(narrate(incident.timeline('acknowledged')[0]!))).toContain('they were not paged');
});

test('a policy that counts only those whom it has paged goes on until one of them acknowledges', async () => {
  const incident = await declare({ policy: { ...POLICY, ackBy: 'paged' } });
  const reply = await incident.ack('zoe');
  expect(reply.incident).toMatchObject({ status: 'open', responders: [{ person: { id: 'zoe' } }] });
  expect((await incident.refusal(incident.ack('zoe'))).code).toBe('already_so');
  await incident.skip('6m');
  expect(await incident.pages()).toEqual(['ana at 0m', 'ben at 5m']);
  const counted = await incident.ack('ben');
  expect(counted.incident.acknowledged).toMatchObject({ by: { id: 'ben' } });
  expect(counted.incident.acknowledged).not.toHaveProperty('notPaged');
});

test('the commander counts, paged or not', async () => {
  const incident = await declare({ policy: { ...POLICY, ackBy: 'paged' } });
  await incident.assign('ana', 'zoe', 'commander');
  expect((await incident.ack('zoe')).incident.acknowledged).toMatchObject({ by: { id: 'zoe' } });
});
