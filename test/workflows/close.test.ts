import { expect, test } from 'vitest';
import { declaring } from '../harness/declare.ts';
import { eventually } from '../harness/eventually.ts';
import { ownChannel } from '../harness/plan.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const declare = declaring(timeSkipping());

test('a closed incident ends when everybody has heard and the record is whole', async () => {
  const incident = await declare({ policy: { steps: [['ana', '5m']] } });
  await incident.resolve('ana', 'restarted');
  await incident.close('ana');
  await incident.handle.result();
  expect(incident.told('main/#critical').at(-1)).toContain('ana closed the incident');
  expect(incident.cards('main/#critical')[0]!.at(-1)).toContain('closed by ana');
  expect(incident.timeline().map(({ type }) => type)).toEqual([
    'declared',
    'escalated',
    'resolved',
    'closed',
  ]);
});

test('while the store is down a closed incident waits for it', async () => {
  const activities = new RecordingActivities();
  const mend = activities.goesDown({ activity: 'recordIncident' });
  const incident = await declare({ activities });
  await incident.resolve('ana');
  await incident.close('ana');
  await incident.skip('3h');
  expect(await incident.status()).toBe('RUNNING');
  mend();
  await incident.handle.result();
  expect(incident.timeline('closed')).toHaveLength(1);
});

test('a channel that is gone holds a closed incident up no longer than it takes to give up', async () => {
  const activities = new RecordingActivities();
  const incident = await declare({ activities });
  activities.breaks({ target: 'main/#critical' }, 'connection_failed');
  await incident.resolve('ana');
  await incident.close('ana');
  await incident.skip('25m');
  expect(await incident.status()).toBe('COMPLETED');
  expect(incident.timeline('notification_failed')).toHaveLength(1);
});

test('its own channel is archived after the last word, if it is to be', async () => {
  const incident = await declare({ channels: [ownChannel({ archiveAtClose: true })] });
  const own = `main/#${incident.id.toLowerCase()}`;
  await incident.resolve('ana');
  await incident.close('ana');
  await incident.handle.result();
  const calls = incident.activities.find({ target: own });
  expect(calls.at(-1)!.activity).toBe('archiveChannel');
  expect(incident.told(own).at(-1)).toContain('ana closed the incident');
});

test('a channel that could not be opened until the end is given up', async () => {
  const activities = new RecordingActivities();
  activities.breaks({ activity: 'openChannel' }, 'connection_failed');
  const incident = await declare({ activities, channels: [ownChannel()] });
  await incident.resolve('ana');
  await incident.close('ana');
  await incident.skip('1m');
  expect(await incident.status()).toBe('COMPLETED');
});

test('who commands a closed incident while it says its last words is told that it is closed', async () => {
  const activities = new RecordingActivities();
  const incident = await declare({ activities });
  await incident.resolve('ana');
  await incident.settled();
  const gate = activities.gate({ activity: 'recordIncident' });
  await incident.close('ana');
  await eventually('the record waits', () => gate.waiting() > 0);
  expect((await incident.refusal(incident.note('ben', 'wait'))).message).toContain('declare a new incident');
  await incident.handle.signal('reopen');
  gate.open();
  await incident.handle.result();
  expect(incident.timeline('command_ignored')).toHaveLength(1);
});
