import { expect, test } from 'vitest';
import type { Delivery } from '../../src/chat/delivery.ts';
import type { Lane } from '../../src/chat/lane.ts';
import { incidentWorkflowId, type IncidentId } from '../../src/incident/id.ts';
import { INCIDENT_WORKFLOW } from '../../workflows/incident/messages.ts';
import { firstSearchAttributes } from '../../workflows/incident/search-attributes.ts';
import { declaring, inputOf } from '../harness/declare.ts';
import { eventually } from '../harness/eventually.ts';
import { limiting } from '../harness/limiting.ts';
import { ownChannel, person } from '../harness/plan.ts';
import { RecordingActivities, textOf } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const declare = declaring(temporal);

const CRITICAL = 'main/#critical';
const MINUTE_MS = 60_000;
const ANA = { steps: [['ana', '1h']] } as const;

test('a card that had to wait shows the newest state when there is room, by one edit', async () => {
  const activities = new RecordingActivities();
  const incident = await declare({ activities, policy: ANA });
  const makeRoom = activities.hasNoRoom({ activity: 'editCard' }, 5 * MINUTE_MS);
  await incident.ack('ana');
  await incident.settled();
  await incident.setTitle('ana', 'The database is full');
  await incident.setSeverity('ana', 'SEV-2');
  await incident.settled();
  makeRoom();
  await incident.skip('6m');
  expect(activities.done({ activity: 'editCard' })).toHaveLength(1);
  expect(incident.cards(CRITICAL)[0]!.at(-1)).toMatch(
    /SEV-2.*The database is full|The database is full.*SEV-2/,
  );
  expect((await incident.view()).problems).toEqual([]);
});

test('quiet lines that had to wait are told together, in order and once', async () => {
  const activities = new RecordingActivities();
  const incident = await declare({ activities, policy: ANA });
  const makeRoom = activities.hasNoRoom({ activity: 'deliver', key: /^(?!.*new card)/ }, MINUTE_MS);
  await incident.note('ana', 'the first');
  await incident.settled();
  await incident.note('ben', 'the second');
  await incident.note('ana', 'the third');
  await incident.settled();
  const before = incident.told(CRITICAL).length;
  makeRoom();
  await incident.skip('2m');
  const told = incident.told(CRITICAL).slice(before);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/the first.*the second.*the third/);
});

test('a loud line waits for no quiet one: it takes along those before it', async () => {
  const activities = new RecordingActivities();
  const incident = await declare({ activities, policy: ANA });
  activities.hasNoRoom({ activity: 'editCard' }, 30 * MINUTE_MS);
  const quiet = activities.hasNoRoom({ activity: 'deliver', key: /:\d+:main/ }, 30 * MINUTE_MS);
  await incident.note('ana', 'seen in the logs');
  await incident.settled();
  quiet();
  await incident.resolve('ana');
  await incident.settled();
  const last = incident.activities.done({ activity: 'deliver', target: CRITICAL }).at(-1)!.input as Delivery;
  expect(incident.told(CRITICAL).at(-1)).toMatch(/seen in the logs.*resolved/);
  expect(last.alsoInChannel).toBe(true);
  expect(last.quiet).toBeUndefined();
});

test('lines that may have been told together are tried again as they were', async () => {
  const activities = new RecordingActivities();
  const incident = await declare({ activities, policy: ANA });
  const makeRoom = activities.hasNoRoom({ activity: 'deliver', key: /:\d+:main/ }, MINUTE_MS);
  await incident.note('ana', 'the first');
  await incident.note('ana', 'the second');
  await incident.settled();
  makeRoom();
  const mend = activities.breaks({ activity: 'deliver', target: CRITICAL }, 'outcome_unknown');
  await incident.skip('12m');
  const tried = activities.find({ activity: 'deliver', key: /:\d+-\d+:main/ }).map(({ key }) => key);
  expect(new Set(tried).size).toBe(1);
  mend();
  await incident.note('ana', 'the third');
  await incident.skip('1m');
  expect(activities.done({ activity: 'deliver', key: /:\d+-\d+:main/ }).map(({ key }) => key)).toEqual([
    tried[0],
  ]);
});

test('a page waits for its turn without using up its time, and is sent once, with the newest state', async () => {
  const activities = new RecordingActivities();
  const makeRoom = activities.hasNoRoom({ activity: 'page' }, 4 * MINUTE_MS);
  const incident = await declare({ activities, policy: ANA });
  await incident.skip('10m');
  await incident.setTitle('cy', 'The database is full');
  makeRoom();
  await incident.skip('5m');
  const [sent] = activities.done({ activity: 'page' });
  expect(textOf((sent!.input as Delivery).message)).toContain('The database is full');
  expect((await incident.pages()).map((page) => page.replace(/ at .*/, ''))).toEqual(['ana']);
  expect(incident.timeline('notification_failed')).toEqual([]);
  const turns = activities.find({ activity: 'page' }).map(({ input }) => (input as Delivery).turn);
  expect(turns[0]).toBeUndefined();
  expect(turns.slice(1).every((turn) => turn !== undefined)).toBe(true);
});

test('a page that would wait for long goes by the next way at once, and gives its turn up', async () => {
  const activities = new RecordingActivities();
  activities.hasNoRoom({ activity: 'page', target: 'main/@ana' }, 4 * MINUTE_MS);
  const incident = await declare({
    activities,
    policy: { steps: [[person('ana', 'main', 'second'), '1h']] },
  });
  expect(activities.done({ activity: 'page', target: 'second/@ana' })).toHaveLength(1);
  expect(activities.done({ activity: 'leaveTurn' })).toHaveLength(1);
  expect(incident.timeline('notification_failed')).toMatchObject([{ code: 'rate_limited' }]);
});

test('an acknowledgement calls off pages that wait, at once, and those behind move up', async () => {
  const activities = new RecordingActivities();
  const makeRoom = activities.hasNoRoom({ activity: 'page' }, 30 * MINUTE_MS);
  const incident = await declare({ activities, policy: ANA });
  await incident.ack('ana');
  makeRoom();
  await incident.skip('1h');
  expect(await incident.pages()).toEqual([]);
  expect(activities.done({ activity: 'leaveTurn' })).toHaveLength(1);
});

test('a topic that had to wait is the newest, set once; a channel and its people wait as long as it takes', async () => {
  const activities = new RecordingActivities();
  const later = ['setChannelTopic', 'openChannel', 'inviteToChannel', 'pinCard'] as const;
  const makeRoom = later.map((activity) => activities.hasNoRoom({ activity }, 5 * MINUTE_MS));
  const incident = await declare({
    activities,
    channels: [ownChannel({ invite: [person('ana')] })],
  });
  makeRoom[1]!();
  await incident.skip('6m');
  await incident.setTitle('ana', 'Older');
  await incident.settled();
  await incident.setTitle('ana', 'Newest');
  await incident.settled();
  for (const room of makeRoom) room();
  await incident.skip('20m');
  expect(activities.done({ activity: 'openChannel' })).toHaveLength(1);
  expect(activities.done({ activity: 'pinCard' })).toHaveLength(1);
  expect(activities.done({ activity: 'inviteToChannel' })).toHaveLength(2);
  expect(incident.timeline('channel_failed')).toEqual([]);
  expect(incident.timeline('invitation_failed')).toEqual([]);
  const topics = activities
    .done({ activity: 'setChannelTopic' })
    .map(({ input }) => (input as { topic: string }).topic);
  expect(topics.filter((topic) => topic.includes('Older'))).toEqual([]);
  expect(topics.at(-1)).toContain('Newest');
});

test('among the cards of many incidents in one channel a page is no later than the limit and a few seconds', async () => {
  const lane: Lane = { name: 'post:#critical', everyMs: 1_000, burst: 5 };
  const recording = new RecordingActivities();
  const { activities, uses } = limiting(lane, recording.implementation);
  const queue = 'many';
  const stop = await temporal.work(queue, { ...recording.implementation, ...activities });
  const start = async (id: IncidentId, words: Parameters<typeof inputOf>[1]) => {
    const input = inputOf(id, words);
    return temporal.env.client.workflow.start(INCIDENT_WORKFLOW, {
      workflowId: incidentWorkflowId(input.tenant, id),
      taskQueue: queue,
      args: [input],
      typedSearchAttributes: firstSearchAttributes(input, Date.now()),
    });
  };
  const many = 100;
  const handles = [];
  try {
    for (let other = 1; other <= many; other++) handles.push(await start(`INC-${1_000 + other}`, {}));
    const paged = await start('INC-2000', {
      policy: {
        steps: [
          ['main/#critical', '30s'],
          ['main/#critical', '10m'],
        ],
      },
    });
    handles.push(paged);
    const came = (part: string) =>
      [...uses].filter(([key, { at }]) => key.includes(part) && at !== undefined);
    await eventually(
      'all cards and two pages are out',
      async () => {
        await temporal.env.sleep('20s');
        return came(':new card:').length === many + 1 && came(':page:').length === 2;
      },
      80_000,
    );
    const instants = [...uses.values()].flatMap(({ at }) => at ?? []);
    const busiest = Math.max(
      ...instants.map((from) => instants.filter((at) => at >= from && at < from + 10_000).length),
    );
    expect(busiest).toBeLessThanOrEqual(lane.burst - 1 + 10);
    for (const [, { asked, at = Infinity }] of came(':page:')) expect(at - asked).toBeLessThanOrEqual(5_000);
  } finally {
    for (const handle of handles) await handle.terminate('the test is over').catch(() => undefined);
    await stop();
  }
}, 180_000);
