import { expect, test } from 'vitest';
import type { ChannelOpening, Invitation } from '../../activities/channel.ts';
import { insidersOf } from '../../src/incident/insiders.ts';
import { declaring } from '../harness/declare.ts';
import type { IncidentUnderTest } from '../harness/incident-under-test.ts';
import { ownChannel, person } from '../harness/plan.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const declare = declaring(timeSkipping());

const CRITICAL = 'main/#critical';

/** @returns whose invitations went out, in order. */
const invited = (incident: IncidentUnderTest): string[] =>
  incident.activities.done({ activity: 'inviteToChannel' }).map(({ input }) => (input as Invitation).person);

test('the incident gets a channel of its own, with its topic, its people, its card pinned and the story from the beginning', async () => {
  const incident = await declare({
    policy: { steps: [['ana', '5m']] },
    channels: [ownChannel({ invite: [person('ana'), person('ben')] })],
  });
  const own = `main/#${incident.id.toLowerCase()}`;
  const { activities } = incident;
  expect(activities.done({ activity: 'openChannel' })[0]!.input).toMatchObject({
    topic: `${incident.id} SEV-1 open: Checkout returns 500s`,
    private: false,
    near: '#critical',
  });
  expect(incident.cards(own)).toHaveLength(1);
  expect(incident.told(own)[0]).toContain('Escalation step 1 of 1: paged ana');
  expect(activities.done({ activity: 'pinCard', target: own })).toHaveLength(1);
  expect(invited(incident)).toEqual(['dora', 'ana', 'ben']);
  expect((await incident.view()).places).toContainEqual(
    expect.objectContaining({ instance: 'main', channel: `#${incident.id.toLowerCase()}`, own: true }),
  );
  await incident.ack('ana');
  await incident.setTitle('ana', 'Checkout is slow');
  await incident.settled();
  expect(
    activities
      .done({ activity: 'setChannelTopic' })
      .map(({ input }) => (input as { topic: string }).topic)
      .at(-1),
  ).toBe(`${incident.id} SEV-1 acknowledged: Checkout is slow`);
});

test('a channel that cannot be created for an hour keeps nobody waiting, and hears the whole story when it is there', async () => {
  const activities = new RecordingActivities();
  const mend = activities.breaks({ activity: 'openChannel' }, 'connection_failed');
  const incident = await declare({
    activities,
    policy: { steps: [['ana', '5m']] },
    channels: [ownChannel()],
  });
  expect(await incident.pages()).toEqual(['ana at 0m']);
  await incident.ack('ana');
  await incident.setTitle('ana', 'The database is full');
  await incident.skip('1h');
  expect(incident.told(CRITICAL).join()).toMatch(/ana acknowledged/);
  mend();
  await incident.skip('10m');
  const own = `main/#${incident.id.toLowerCase()}`;
  expect(incident.timeline('channel_opened')).toHaveLength(1);
  expect(incident.cards(own)[0]![0]).toContain('The database is full');
  expect(incident.told(own).join()).toMatch(/paged ana.*ana acknowledged/);
  expect(activities.done({ activity: 'setChannelTopic', target: own })).toHaveLength(1);
});

test('a channel that may not be created is reported, and the incident goes on without it', async () => {
  const activities = new RecordingActivities();
  activities.breaks({ activity: 'openChannel' }, 'permission_denied', 'the token lacks channels:manage');
  const incident = await declare({ activities, channels: [ownChannel()] });
  expect(incident.timeline('channel_failed')).toMatchObject([{ code: 'permission_denied' }]);
  expect((await incident.view()).problems).toMatchObject([{ target: 'main/incident channel' }]);
  await incident.resolve('ana');
  await incident.close('ana');
  await incident.handle.result();
});

test('who cannot be invited is reported and keeps nobody else out', async () => {
  const activities = new RecordingActivities();
  activities.breaks(
    { activity: 'inviteToChannel', key: /invite:\d+:ana/ },
    'user_not_found',
    'nobody has that id',
  );
  const incident = await declare({
    activities,
    channels: [ownChannel({ invite: [person('ana'), person('ben')] })],
  });
  expect(invited(incident)).toEqual(['dora', 'ben']);
  expect(incident.timeline('invitation_failed')).toMatchObject([
    { instance: 'main', person: { id: 'ana' }, code: 'user_not_found', reason: 'nobody has that id' },
  ]);
  await incident.resolve('ben');
  await incident.close('ben');
  await incident.handle.result();
});

test.each([true, false])(
  'whoever comes to work on an incident lands in its channel (private: %s)',
  async (hidden) => {
    const incident = await declare({
      private: hidden,
      policy: { steps: [['ana', '5m']] },
      channels: [ownChannel()],
    });
    await incident.ack('ana');
    await incident.join('ben');
    await incident.command('assign', { person: { id: 'cy', name: 'cy' }, role: 'scribe' }, 'dora');
    await incident.command('assign', { person: { id: 'ana', name: 'ana' }, role: 'commander' }, 'dora');
    await incident.settled();
    expect(invited(incident)).toEqual(['dora', 'ana', 'ben', 'cy']);
    await incident.command('leave', {}, 'ben');
    await incident.handle.signal('join');
    await incident.settled();
    expect(invited(incident)).toHaveLength(4);
  },
);

test('who comes back is invited anew, and who declared an incident is invited once', async () => {
  const incident = await declare({ channels: [ownChannel()] });
  await incident.join('dora');
  await incident.join('ben');
  await incident.settled();
  await incident.command('leave', {}, 'ben');
  await incident.command('leave', {}, 'dora');
  await incident.skip('1m');
  await incident.join('cy');
  await incident.settled();
  await incident.join('ben');
  await incident.join('dora');
  await incident.settled();
  expect(invited(incident)).toEqual(['dora', 'ben', 'cy', 'ben']);
  const keys = incident.activities.done({ activity: 'inviteToChannel' }).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});

test('who is invited into a private channel from the beginning is an insider from the beginning', async () => {
  const channels = [ownChannel({ invite: [person('ana')] })];
  const incident = await declare({ private: true, channels });
  expect(insidersOf((await incident.view()).incident)).toEqual(['dora', 'ana']);
  const open = await declare({ channels });
  expect((await open.view()).incident).not.toHaveProperty('invited');
});

test('a pin and a topic that a platform lacks disturb nobody', async () => {
  const activities = new RecordingActivities();
  activities.breaks({ activity: 'pinCard' }, 'operation_not_supported');
  activities.breaks({ activity: 'setChannelTopic' }, 'operation_not_supported');
  const incident = await declare({ activities, channels: [ownChannel()] });
  await incident.ack('ana');
  await incident.settled();
  expect(incident.timeline('notification_failed')).toEqual([]);
  expect(activities.find({ activity: 'pinCard' })).toHaveLength(1);
  expect(activities.find({ activity: 'setChannelTopic' })).toHaveLength(1);
});

test('a card that was posted anew is pinned anew', async () => {
  const activities = new RecordingActivities();
  const incident = await declare({ activities, channels: [ownChannel()] });
  const own = `main/#${incident.id.toLowerCase()}`;
  const mend = activities.breaks({ activity: 'editCard', target: own }, 'message_not_found');
  await incident.setTitle('ana', 'Another title');
  await incident.settled();
  mend();
  const pins = activities.done({ activity: 'pinCard' });
  expect(pins).toHaveLength(2);
  expect(new Set(pins.map(({ key }) => key)).size).toBe(2);
});

test('a private incident is announced nowhere, not even by its fallbacks, and has a private channel', async () => {
  const activities = new RecordingActivities();
  const incident = await declare({
    activities,
    private: true,
    policy: { steps: [['ana', '5m']] },
    channels: [ownChannel()],
    fallback: ['main/#ops'],
  });
  const own = `main/#${incident.id.toLowerCase()}`;
  expect((activities.done({ activity: 'openChannel' })[0]!.input as ChannelOpening).private).toBe(true);
  activities.breaks({ target: own }, 'channel_not_found');
  activities.breaks({ target: 'main/@ana' }, 'user_not_found');
  await incident.setSeverity('ben', 'SEV-2');
  await incident.escalate('ben');
  await incident.skip('1h');
  expect(await incident.pages()).toEqual(['ana at 0m']);
  const places = new Set(activities.calls.map(({ target }) => target));
  expect([...places].sort()).toEqual([own, 'main/@ana', 'store'].sort());
});

test('a graver severity adds its channels, which hear from there on', async () => {
  const incident = await declare({
    severity: 'SEV-3',
    announce: { 'SEV-3': ['main/#minor'], 'SEV-1': ['main/#critical', 'main/#managers'] },
  });
  await incident.note('ana', 'it spreads');
  await incident.setSeverity('ana', 'SEV-1');
  await incident.settled();
  for (const target of ['main/#minor', 'main/#critical', 'main/#managers']) {
    expect(incident.cards(target), target).toHaveLength(1);
    expect(incident.told(target).at(-1), target).toContain('raised the severity from SEV-3 to SEV-1');
  }
  expect(incident.told('main/#managers')).toHaveLength(1);
  await incident.setSeverity('ana', 'SEV-3');
  await incident.settled();
  expect(incident.told('main/#managers')).toHaveLength(2);
});
