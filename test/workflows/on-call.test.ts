import { expect, test } from 'vitest';
import { declaring } from '../harness/declare.ts';
import { person } from '../harness/plan.ts';
import { plain } from '../../src/chat/text.ts';
import { narrate } from '../../src/incident/narrate.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const declare = declaring(timeSkipping());

const POLICY = {
  steps: [
    ['schedule:payments', '5m'],
    [['schedule:payments', 'schedule:managers', 'ana'], '10m'],
  ],
  ackTimeout: '30m',
} as const;

function onCall(duty: Record<string, string[]>): RecordingActivities {
  const activities = new RecordingActivities();
  for (const [schedule, people] of Object.entries(duty)) {
    activities.onCall.set(
      schedule,
      people.map((id) => person(id)),
    );
  }
  return activities;
}

test('a step pages whoever is on call when it is due, and each once', async () => {
  const activities = onCall({ payments: ['ana'], managers: ['cy'] });
  const incident = await declare({ policy: POLICY, activities });
  await incident.settled();
  expect(await incident.pages()).toEqual(['ana at 0m']);
  // The shift changes before the next step.
  activities.onCall.set('payments', [person('ben')]);
  await incident.skip('6m');
  expect(await incident.pages()).toEqual(['ana at 0m', 'ana at 5m', 'ben at 5m', 'cy at 5m']);
  const [first, second] = incident.timeline('escalated');
  expect(plain(narrate(first!))).toContain(
    'paged ana (on call for payments) because the incident was declared',
  );
  expect(plain(narrate(second!))).toContain(
    'paged ben (on call for payments), cy (on call for managers) and ana',
  );
});

test('a step whose schedules have nobody is passed over at once, and says so', async () => {
  const activities = onCall({ payments: [], managers: ['cy'] });
  const incident = await declare({ policy: POLICY, activities });
  await incident.settled();
  expect(await incident.pages()).toEqual(['ana at 0m', 'cy at 0m']);
  const [first, second] = incident.timeline('escalated').map((event) => plain(narrate(event)));
  expect(first).toBe(
    'Escalation step 1 of 2: NOBODY IS PAGED, because nobody is on call for payments. It goes on at once.',
  );
  expect(second).toContain('while nobody is on call for payments');
});

test('a schedule that the configuration has no more is named as that', async () => {
  const incident = await declare({ policy: POLICY, activities: onCall({ managers: [] }) });
  await incident.settled();
  expect(plain(narrate(incident.timeline('escalated')[0]!))).toContain(
    'nobody is on call for payments, which is no schedule any more',
  );
});

test('nobody is paged who is looked up while the incident is acknowledged', async () => {
  const activities = onCall({ payments: ['ana'] });
  const gate = activities.gate({ activity: 'whoIsOnCall' });
  const incident = await declare({ policy: POLICY, activities });
  await incident.ack('ben');
  gate.open();
  await incident.skip('1m');
  expect(await incident.pages()).toEqual([]);
  // The acknowledgement expires: it goes on from the first step.
  await incident.skip('31m');
  expect(await incident.pages()).toEqual(['ana at 30m']);
});

test.each(['2m', '20m'])('who is on call is asked for until it is known: %s', async (long) => {
  const activities = onCall({ payments: ['ana'] });
  const mend = activities.goesDown({ activity: 'whoIsOnCall' });
  const incident = await declare({ policy: POLICY, activities });
  await incident.skip(long);
  expect(await incident.pages()).toEqual([]);
  mend();
  await incident.skip('1m');
  expect((await incident.pages())[0]).toMatch(/^ana at/);
});

test('escalate and reopen page who is on call at that moment', async () => {
  const activities = onCall({ payments: ['ana'], managers: ['cy'] });
  const incident = await declare({ policy: POLICY, activities });
  await incident.settled();
  const reply = await incident.escalate('dora');
  expect(reply.deadlines.map(({ name }) => name)).toContain('escalation');
  await incident.settled();
  await incident.resolve('ana');
  activities.onCall.set('payments', [person('ben')]);
  await incident.skip('60m');
  await incident.reopen('ana');
  await incident.settled();
  expect(await incident.pages()).toEqual(['ana at 0m', 'ana at 0m', 'cy at 0m', 'ben at 60m']);
});

test('a step with hours is passed over while they are closed, and says until when', async () => {
  const activities = new RecordingActivities();
  const opens = Date.UTC(2100, 0, 1);
  activities.closed.set('office', opens);
  const hours = (outside?: true) => ({ when: { hours: { hours: 'office', ...(outside && { outside }) } } });
  const incident = await declare({
    activities,
    policy: {
      steps: [
        ['ana', '5m', hours()],
        ['ben', '5m', hours(true)],
        ['cy', '5m', hours()],
      ],
      repeat: 1,
    },
  });
  await incident.settled();
  expect(await incident.pages()).toEqual(['ben at 0m']);
  expect(plain(narrate(incident.timeline('step_skipped')[0]!))).toBe(
    'Escalation step 1 of 3 is passed over: it is for the hours office, which are closed until 2100-01-01 00:00:00 UTC.',
  );
  expect(incident.timeline('escalated')[0]).toMatchObject({
    hours: [{ hours: 'office', open: false, until: opens }],
  });
  // The office opens before the next step.
  activities.closed.delete('office');
  await incident.skip('6m');
  expect(await incident.pages()).toEqual(['ben at 0m', 'cy at 5m']);
  await incident.skip('10m');
  expect(await incident.pages()).toEqual(['ben at 0m', 'cy at 5m', 'ana at 10m', 'cy at 15m']);
});

test('the policy that follows is paged when nobody acknowledges', async () => {
  const incident = await declare({
    policy: {
      steps: [
        ['ana', '5m'],
        ['ben', '5m'],
        ['cy', '5m', { when: { severities: ['SEV-2'] } }],
        ['dan', '5m'],
      ],
      repeat: 1,
      repeatFrom: 1,
      then: [{ name: 'managers', from: 2, repeat: 1 }],
    },
  });
  await incident.skip('1h');
  expect(await incident.pages()).toEqual([
    'ana at 0m',
    'ben at 5m',
    'ben at 10m',
    'dan at 15m',
    'dan at 20m',
  ]);
  expect(incident.timeline('escalation_exhausted')).toHaveLength(1);
});
