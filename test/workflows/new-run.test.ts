import { expect, test } from 'vitest';
import { declaring } from '../harness/declare.ts';
import { eventually } from '../harness/eventually.ts';
import type { IncidentUnderTest } from '../harness/incident-under-test.ts';
import { ownChannel, person } from '../harness/plan.ts';
import { realTime } from '../harness/real-time.ts';
import { RecordingActivities, type Gate } from '../harness/recording-activities.ts';

const declare = declaring(realTime());

const CRITICAL = 'main/#critical';
const ANA_THEN_BEN = {
  steps: [
    ['ana', '1h'],
    ['ben', '1h'],
  ],
} as const;

const reached = (activities: RecordingActivities): string[] =>
  activities
    .done({ activity: 'page' })
    .map(({ target }) => target)
    .sort();

/** Sends as many signals as one run takes, so that it ends as soon as nothing is under way any more. */
async function fillRun(incident: IncidentUnderTest): Promise<void> {
  for (let sent = 0; sent < 500; sent += 50) {
    await Promise.all(Array.from({ length: 50 }, () => incident.handle.signal('noise')));
  }
  await incident.settled();
}

/** Holds what is recorded, so that the run does not end before the gate opens. */
async function holdRun(incident: IncidentUnderTest): Promise<Gate> {
  const gate = incident.activities.gate({ activity: 'recordIncident' });
  await incident.handle.signal('noise');
  await eventually('a record is held', () => gate.waiting() > 0);
  return gate;
}

async function runId(incident: IncidentUnderTest): Promise<string> {
  return (await incident.handle.describe()).runId;
}

test('a new run goes on where the one before ended: timers, story, card, topic, deliveries', async () => {
  const incident = await declare({
    policy: {
      steps: [
        ['ana', '20s'],
        ['ben', '1h'],
      ],
    },
    // Nothing falls due before a busy machine has filled the run.
    sla: { 'SEV-1': { acknowledge: '25s', resolve: '1h' } },
    channels: [ownChannel({ archiveAtClose: true, invite: [person('ana')] })],
  });
  const own = `main/#${incident.id.toLowerCase()}`;
  const reply = await incident.note('ana', 'looking', { deliveryId: 'evt-1' });
  const first = await runId(incident);
  const before = await incident.view();
  await fillRun(incident);
  expect(await runId(incident)).not.toBe(first);
  const after = await incident.view();
  expect(after.deadlines).toEqual(before.deadlines);
  expect(after.places).toEqual(before.places);

  expect(await incident.note('ana', 'looking', { deliveryId: 'evt-1' })).toEqual(reply);
  await incident.signal('note', { text: 'looking' }, 'ana', { deliveryId: 'evt-1' });
  await eventually(
    'the step and the SLA of the run before are due',
    () => {
      return incident.timeline('sla_breached').length > 0 && reached(incident.activities).length > 1;
    },
    50_000,
  );
  expect(reached(incident.activities)).toEqual(['main/@ana', 'main/@ben']);
  expect(incident.timeline('noted')).toHaveLength(1);
  expect(incident.timeline('sla_breached')).toHaveLength(1);

  await incident.setTitle('ana', 'The database is full');
  await incident.settled();
  expect(incident.activities.done({ activity: 'setChannelTopic', target: own })).toHaveLength(1);
  await incident.resolve('ana');
  await incident.close('ana');
  await incident.handle.result();
  for (const target of [CRITICAL, own]) {
    expect(incident.cards(target), target).toHaveLength(1);
    expect(incident.cards(target)[0]!.at(-1), target).toContain('closed by ana');
    const keys = incident.activities.done({ activity: 'deliver', target }).map(({ key }) => key);
    expect(new Set(keys).size, target).toBe(keys.length);
  }
  expect(incident.activities.find({ activity: 'pinCard' })).toHaveLength(1);
  const invited = incident.activities.find({ activity: 'inviteToChannel' }).map(({ key }) => key);
  expect(invited).toEqual([expect.stringMatching(/:dora:/), expect.stringMatching(/:ana:/)]);
  expect(incident.activities.find({ activity: 'archiveChannel' })).toHaveLength(1);
  const written = incident.activities.records.flatMap(({ events }) => events.map(({ sequence }) => sequence));
  expect(written).toEqual(written.map((_, index) => index + 1));
});

test('pages that are being tried, and an escalation asked for while a run ends, are each sent once in the next', async () => {
  const activities = new RecordingActivities();
  const mend = activities.breaks({ activity: 'page' }, 'connection_failed');
  const incident = await declare({ activities, policy: ANA_THEN_BEN });
  const gate = await holdRun(incident);
  await fillRun(incident);
  const first = await runId(incident);
  await incident.escalate('cy');
  gate.open();
  await eventually('a new run', async () => (await runId(incident)) !== first);
  mend();
  await eventually('both are reached', () => reached(activities).length > 1);
  await incident.settled();
  expect(reached(activities)).toEqual(['main/@ana', 'main/@ben']);
});

test('a post that hangs while a run ends keeps neither timers nor pages waiting', async () => {
  const activities = new RecordingActivities();
  const gate = activities.gate({ activity: 'deliver', target: CRITICAL });
  const incident = await declare({
    activities,
    policy: {
      steps: [
        ['ana', '8s'],
        ['ben', '1h'],
      ],
    },
  });
  const first = await runId(incident);
  await fillRun(incident);
  await eventually('the next step is due', () => reached(activities).includes('main/@ben'));
  expect(await runId(incident)).toBe(first);
  gate.open();
  await eventually('a new run', async () => (await runId(incident)) !== first);
  await incident.settled();
  expect(reached(activities)).toEqual(['main/@ana', 'main/@ben']);
});

test('an acknowledgement while a run ends calls off what was being paged', async () => {
  const activities = new RecordingActivities();
  const mend = activities.breaks({ activity: 'page' }, 'connection_failed');
  const incident = await declare({ activities, policy: ANA_THEN_BEN });
  const gate = await holdRun(incident);
  await fillRun(incident);
  await incident.escalate('cy');
  await incident.ack('ana');
  const attempts = activities.find({ activity: 'page' }).length;
  mend();
  gate.open();
  await incident.settled();
  expect(activities.find({ activity: 'page' })).toHaveLength(attempts);
  expect((await incident.view()).incident.status).toBe('acknowledged');
});

test('an acknowledgement that waits for a page when its run ends calls that page off for the next run too', async () => {
  const activities = new RecordingActivities();
  const gate = activities.gate({ activity: 'page' });
  const incident = await declare({ activities, policy: ANA_THEN_BEN });
  const first = await runId(incident);
  const ack = incident.ack('cy');
  await fillRun(incident);
  gate.open();
  await ack;
  await eventually('a new run', async () => (await runId(incident)) !== first);
  await incident.settled();
  expect(activities.find({ activity: 'page' })).toHaveLength(1);
});

test('of the targets of one step only those are tried on whom nobody reached before the run ended', async () => {
  const activities = new RecordingActivities();
  const gate = activities.gate({ activity: 'page', target: 'main/@ana' });
  const mend = activities.breaks({ activity: 'page', target: 'main/@ben' }, 'connection_failed');
  const incident = await declare({ activities, policy: { steps: [[['ana', 'ben'], '1d']] } });
  await fillRun(incident);
  gate.open();
  await incident.settled();
  mend();
  await eventually('ben is reached', () => reached(activities).includes('main/@ben'));
  await incident.settled();
  expect(activities.find({ activity: 'page', target: 'main/@ana' })).toHaveLength(1);
  expect(activities.done({ activity: 'page', target: 'main/@ben' })).toHaveLength(1);
});

test('what a channel, a sender of a signal and a room have still to get reaches them in the next run', async () => {
  const activities = new RecordingActivities();
  const mend = [
    activities.breaks({ key: /:confirm:/ }, 'connection_failed'),
    activities.breaks({ activity: 'openChannel' }, 'connection_failed'),
    activities.breaks({ activity: 'deliver', target: CRITICAL }, 'connection_failed'),
  ];
  const incident = await declare({ activities, channels: [ownChannel()] });
  const first = await runId(incident);
  const confirmTo = { instance: 'main', channel: '#other', user: 'U1' };
  await incident.signal('note', { text: 'restarted' }, 'ana', { deliveryId: 'evt-1', confirmTo });
  await incident.settled();
  await fillRun(incident);
  expect(await runId(incident)).not.toBe(first);
  for (const one of mend) one();
  await eventually('the channel is open', () => incident.timeline('channel_opened').length > 0);
  await eventually('the sender is told', () => incident.confirmations().length > 0);
  const own = `main/#${incident.id.toLowerCase()}`;
  const restarted = (target: string): string[] =>
    incident.told(target).filter((line) => line.includes('restarted'));
  for (const target of [CRITICAL, own])
    await eventually(`${target} hears`, () => restarted(target).length > 0);
  await incident.settled();
  expect(incident.confirmations()).toHaveLength(1);
  expect(incident.timeline('channel_opened')).toHaveLength(1);
  for (const target of [CRITICAL, own]) {
    expect(incident.cards(target), target).toHaveLength(1);
    expect(restarted(target), target).toHaveLength(1);
  }
});

test('a new run orders what the one before was still to have run by itself, and knows how often that was', async () => {
  const activities = new RecordingActivities();
  const gate = activities.gate({ activity: 'orderRunbook', key: /^second/ });
  const bound = { statuses: ['open'], button: true } as const;
  const rule = { private: false, mostPerIncident: 1 };
  const incident = await declare({
    activities,
    policy: ANA_THEN_BEN,
    runbooks: [
      { ...bound, name: 'first', title: 'First', automatic: { ...rule, on: ['declare', 'escalate'] } },
      { ...bound, name: 'second', title: 'Second', automatic: { ...rule, on: ['declare'] } },
    ],
  });
  const ordered = (): string[] => activities.done({ activity: 'orderRunbook' }).map(({ key }) => key);
  expect(ordered()).toEqual(['first declare 1']);
  const run = await runId(incident);
  await fillRun(incident);
  expect(await runId(incident)).not.toBe(run);
  gate.open();
  await eventually('the new run has ordered it', () =>
    activities.done({ activity: 'orderRunbook', key: /^second declare 1$/ }).some((call) => call.run !== run),
  );
  await incident.escalate('ana');
  await eventually('the limit is told', () => incident.timeline('runbook_not_run').length > 0);
  expect(incident.timeline('runbook_not_run')).toMatchObject([
    { runbook: { name: 'first', on: 'escalate' }, code: 'incident_limit' },
  ]);
  expect(ordered().filter((key) => key.startsWith('first'))).toEqual(['first declare 1']);
});
