import { expect, test } from 'vitest';
import type { Delivery } from '../../src/chat/delivery.ts';
import { declaring } from '../harness/declare.ts';
import type { IncidentUnderTest } from '../harness/incident-under-test.ts';
import { RecordingActivities, textOf } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const declare = declaring(timeSkipping());

/** What somebody was told directly, by event. */
const told = ({ activities }: IncidentUnderTest, person: string): string[] =>
  activities
    .done({ activity: 'deliver', target: `main/@${person}`, key: /:responder:/ })
    .map(({ input }) => textOf((input as Delivery).message).split(' · ')[0] ?? '');

function loud(...people: string[]): RecordingActivities {
  const activities = new RecordingActivities();
  for (const person of people) activities.loud.add(person);
  return activities;
}

test('responders who asked for it are told directly what gets graver, breaches, comes back and ends', async () => {
  const incident = await declare({
    activities: loud('ana', 'cy'),
    severity: 'SEV-3',
    sla: { 'SEV-1': { resolve: '1h' } },
  });
  for (const person of ['ana', 'ben']) await incident.join(person);
  await incident.setSeverity('ben', 'SEV-1');
  await incident.skip('61m');
  await incident.resolve('ben', 'rolled back');
  await incident.reopen('ben');
  await incident.settled();
  expect(told(incident, 'ana')).toEqual([
    expect.stringContaining('raised the severity'),
    expect.stringContaining('SLA'),
    expect.stringContaining('resolved'),
    expect.stringContaining('reopened'),
  ]);
  expect(told(incident, 'ben')).toEqual([]);
  // Who is loud, but not on it, hears nothing.
  expect(told(incident, 'cy')).toEqual([]);
});

test('nobody is told what they did themselves, nor what is worth no interruption', async () => {
  const incident = await declare({ activities: loud('ana', 'ben'), severity: 'SEV-2' });
  for (const person of ['ana', 'ben']) await incident.join(person);
  await incident.note('ben', 'looking');
  await incident.setTitle('ben', 'Checkout is slow');
  await incident.setSeverity('ben', 'SEV-4');
  await incident.resolve('ana');
  await incident.settled();
  expect(told(incident, 'ana')).toEqual([]);
  expect(told(incident, 'ben')).toHaveLength(1);
});

test('a platform that does not take it keeps nothing else waiting', async () => {
  const activities = loud('ana');
  activities.breaks({ activity: 'deliver', target: 'main/@ana' }, 'user_not_found');
  const incident = await declare({ activities });
  await incident.join('ana');
  await incident.resolve('ben');
  await incident.close('ben');
  await incident.handle.result();
  expect(told(incident, 'ana')).toEqual([]);
});

test('a page to a linked account says so, and goes on to the next way when the link has ended', async () => {
  const activities = new RecordingActivities();
  activities.breaks({ activity: 'page', target: 'main/@ana' }, 'connection_failed');
  const target = {
    kind: 'person',
    person: { id: 'ana', name: 'ana' },
    contacts: [
      { instance: 'main', user: 'ana' },
      { instance: 'second', user: 'A2', linked: true },
    ],
  } as const;
  const incident = await declare({ activities, policy: { steps: [[target, '1h']] } });
  await incident.skip('3m');
  const [page] = activities.done({ activity: 'page' });
  expect(page?.input).toMatchObject({ instance: 'second', to: { user: 'A2' }, linkedTo: 'ana' });
  expect(activities.find({ target: 'main/@ana' })[0]!.input).not.toHaveProperty('linkedTo');
});

test('a store that does not say who wants it keeps the incident from nothing', async () => {
  const activities = loud('ana');
  activities.goesDown({ activity: 'loudAccounts' });
  const incident = await declare({ activities, policy: { steps: [['ben', '5m']] } });
  await incident.join('ana');
  await incident.settled();
  await incident.reopen('ana').catch(() => undefined);
  await incident.resolve('ben');
  await incident.skip('10m');
  await incident.close('ben');
  await incident.handle.result();
  expect(told(incident, 'ana')).toEqual([]);
});
