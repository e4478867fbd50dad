import { expect, test } from 'vitest';
import { isStory } from '../../src/chat/story.ts';
import { declaring } from '../harness/declare.ts';
import { person } from '../harness/plan.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const declare = declaring(timeSkipping());

const CRITICAL = 'main/#critical';
const OPS = 'main/#ops';

test('what a channel that is gone should hear goes to the fallback, once, and stands in view and timeline', async () => {
  const activities = new RecordingActivities();
  activities.breaks({ target: CRITICAL }, 'channel_not_found', '#critical is archived');
  const incident = await declare({ activities, fallback: [OPS] });
  await incident.ack('ana');
  await incident.note('ana', 'on it');
  await incident.settled();
  expect(incident.cards(OPS)).toHaveLength(1);
  expect(incident.cards(OPS)[0]!.at(-1)).toContain('main/#critical cannot be reached: #critical is archived');
  expect(incident.told(OPS).join()).toMatch(/ana acknowledged.*on it/);
  expect(incident.timeline('notification_failed')).toMatchObject([
    { target: CRITICAL, code: 'channel_not_found', fallback: OPS },
  ]);
  const problems = [{ target: CRITICAL, code: 'channel_not_found', reason: '#critical is archived' }];
  expect((await incident.view()).problems).toEqual(problems);
  expect(activities.records.at(-1)!.view.problems).toEqual(problems);
});

test('a channel that works again gets its card, the problem is over, and the fallback shows that it is', async () => {
  const activities = new RecordingActivities();
  const mend = activities.breaks({ target: CRITICAL }, 'channel_not_found');
  const incident = await declare({ activities, fallback: [OPS] });
  mend();
  await incident.note('ana', 'unarchived the channel');
  await incident.settled();
  expect(incident.cards(CRITICAL)).toHaveLength(1);
  expect(incident.told(CRITICAL).at(-1)).toContain('unarchived the channel');
  expect((await incident.view()).problems).toEqual([]);
  expect(activities.records.at(-1)!.view.problems).toEqual([]);
  expect(incident.cards(OPS)[0]!.at(-1)).not.toContain('cannot be reached');
});

test('a channel that cannot be reached for an hour is told everything once it can, without anybody doing anything', async () => {
  const activities = new RecordingActivities();
  const incident = await declare({ activities, fallback: [OPS] });
  const mend = activities.breaks({ target: CRITICAL }, 'connection_failed');
  await incident.ack('ana');
  await incident.note('ben', 'the database is full');
  await incident.skip('1h');
  expect(incident.timeline('notification_failed')).toHaveLength(1);
  expect(incident.told(OPS).join()).toMatch(/ana acknowledged.*the database is full/);
  mend();
  await incident.skip('45m');
  expect(incident.told(CRITICAL).join()).toMatch(/ana acknowledged.*the database is full/);
  expect(new Set(incident.told(CRITICAL)).size).toBe(incident.told(CRITICAL).length);
  expect(incident.cards(CRITICAL)[0]!.at(-1)).toContain('acknowledged by ana');
  expect((await incident.view()).problems).toEqual([]);
});

test('a channel that missed more than a hundred things is told how many, and the newest hundred', async () => {
  const activities = new RecordingActivities();
  const mend = activities.breaks({ target: CRITICAL }, 'connection_failed');
  const incident = await declare({ activities });
  await Promise.all(Array.from({ length: 130 }, (_, index) => incident.note('ana', `note ${index + 1}`)));
  await incident.skip('1h');
  mend();
  await incident.skip('1h');
  const story = incident.timeline().filter(isStory);
  const [said, ...told] = incident.told(CRITICAL);
  const left = Number(/: (\d+) earlier lines are on the incident page/.exec(said!)?.[1]);
  expect(left).toBe(story.length - told.length);
  expect(told.filter((line) => /note \d+/.test(line)).length).toBeGreaterThan(90);
  expect(told.length).toBeLessThanOrEqual(100);
});

test('a fallback that is gone too hands on to the next, and with none left it is said so', async () => {
  const activities = new RecordingActivities();
  for (const target of [CRITICAL, OPS, 'main/#last']) activities.breaks({ target }, 'channel_not_found');
  const incident = await declare({ activities, fallback: [OPS, 'main/#last'] });
  expect(
    incident
      .timeline('notification_failed')
      .map((e) => e.type === 'notification_failed' && [e.target, e.fallback]),
  ).toEqual([
    [CRITICAL, OPS],
    [OPS, 'main/#last'],
    ['main/#last', undefined],
  ]);
  const calls = activities.calls.length;
  await incident.skip('1d');
  expect(activities.calls).toHaveLength(calls);
  await incident.ack('ana');
});

test('a card that somebody deleted is posted anew, every time, and the story goes on below the new one', async () => {
  const activities = new RecordingActivities();
  const incident = await declare({ activities });
  for (const round of [1, 2, 3]) {
    const mend = activities.breaks({ activity: 'editCard' }, 'message_not_found');
    await incident.setTitle('ana', `Title ${round}`);
    await incident.settled();
    mend();
  }
  expect(incident.cards(CRITICAL)).toHaveLength(4);
  const keys = activities.done({ key: /:new card/ }).map(({ key }) => key);
  expect(new Set(keys).size).toBe(4);
  expect((await incident.view()).problems).toEqual([]);
  expect(incident.told(CRITICAL).filter((line) => line.includes('changed the title'))).toHaveLength(3);
});

test('a page that cannot be delivered goes the next way, is told of, and the person is well again when reached', async () => {
  const activities = new RecordingActivities();
  const mend = activities.breaks({ target: 'main/@ana' }, 'user_not_found', 'ana left the workspace');
  const incident = await declare({
    activities,
    policy: { steps: [[person('ana', 'main', 'second'), '5m']], repeat: 1 },
    fallback: [OPS],
  });
  expect(activities.done({ activity: 'page' }).map(({ target }) => target)).toEqual(['second/@ana']);
  expect(incident.timeline('notification_failed')).toMatchObject([
    { target: 'person/ana', code: 'user_not_found', fallback: 'second/@ana' },
  ]);
  mend();
  await incident.skip('6m');
  expect((await incident.view()).problems).toEqual([]);
});

test('a page that no way takes is tried until one does', async () => {
  const activities = new RecordingActivities();
  const mend = activities.breaks({ activity: 'page' }, 'connection_failed');
  const incident = await declare({ activities, policy: { steps: [['ana', '1d']] }, fallback: [OPS] });
  await incident.skip('2h');
  expect(await incident.pages()).toEqual([]);
  expect(incident.timeline('notification_failed')).toHaveLength(1);
  mend();
  await incident.skip('10m');
  expect(activities.done({ activity: 'page' })).toHaveLength(1);
});

test('a page that can reach nobody at all is loud and does not keep trying', async () => {
  const incident = await declare({
    policy: { steps: [[{ kind: 'person', person: { id: 'ana', name: 'ana' }, contacts: [] }, '5m']] },
  });
  expect(incident.timeline('notification_failed')).toMatchObject([
    { target: 'person/ana', code: 'no_contact' },
  ]);
  expect(incident.told(CRITICAL).join()).toContain('It went nowhere else');
});

test('two contacts on one instance are both tried', async () => {
  const activities = new RecordingActivities();
  activities.breaks({ target: 'main/@old' }, 'user_not_found');
  await declare({
    activities,
    policy: {
      steps: [
        [
          {
            kind: 'person',
            person: { id: 'ana', name: 'ana' },
            contacts: [
              { instance: 'main', user: 'old' },
              { instance: 'main', user: 'new' },
            ],
          },
          '5m',
        ],
      ],
    },
  });
  const pages = activities.find({ activity: 'page' });
  expect(pages.map(({ target, outcome }) => [target, outcome])).toEqual([
    ['main/@old', 'failed'],
    ['main/@new', 'done'],
  ]);
  expect(new Set(pages.map(({ key }) => key)).size).toBe(2);
});

test.each(['authentication_failed', 'provider_not_found'] as const)(
  'a page that %s keeps from the only way there is goes out once somebody has mended that',
  async (code) => {
    const activities = new RecordingActivities();
    const mend = activities.breaks({ activity: 'page' }, code);
    const incident = await declare({ activities, policy: { steps: [['ben', '2h']] } });
    await incident.skip('20m');
    expect(incident.timeline('notification_failed')).toMatchObject([{ target: 'person/ben', code }]);
    expect(await incident.pages()).toEqual([]);
    mend();
    await incident.skip('6m');
    expect(await incident.pages()).toEqual([expect.stringMatching(/^ben at 2\dm$/)]);
    expect((await incident.view()).problems).toEqual([]);
  },
);
