import { expect, test } from 'vitest';
import type { Delivery } from '../../src/chat/delivery.ts';
import { declaring } from '../harness/declare.ts';
import { person } from '../harness/plan.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const declare = declaring(timeSkipping());

const WHY = 'main takes nothing at present: token_revoked';
const OPS = 'ops/#fallback';
const ana = person('ana', 'main', 'other');
const ANA = { steps: [[ana, '10m']] } as const;

/** @returns where pages were tried and what became of it, in order. */
const tried = (activities: RecordingActivities): string[] =>
  activities.find({ activity: 'page' }).map(({ target, outcome }) => `${target} ${outcome}`);

/** @returns after how many seconds somebody was reached. */
async function reachedAfter(incident: Awaited<ReturnType<typeof declare>>): Promise<number> {
  const [page] = incident.activities.done({ activity: 'page' });
  return Math.round(((page?.at ?? NaN) - (await incident.declaredAt())) / 1_000);
}

test('a person is reached at once by the next way whose instance is well, and timeline and ledger say why', async () => {
  const activities = new RecordingActivities();
  activities.troubled('main', WHY);
  const incident = await declare({ activities, policy: ANA, fallback: [OPS], announce: {} });
  await incident.settled();
  expect(tried(activities)).toEqual(['main/@ana failed', 'other/@ana done']);
  expect(await reachedAfter(incident)).toBeLessThanOrEqual(5);
  expect(incident.timeline('notification_failed')).toMatchObject([
    { target: 'person/ana', code: 'instance_in_trouble', reason: WHY, fallback: 'other/@ana' },
  ]);
  const [page] = activities.done({ activity: 'page' });
  expect((page?.input as Delivery).instead).toBe(`main/@ana: ${WHY} (instance_in_trouble)`);
});

test('an instance that only seems to be in trouble is tried before anybody else is told', async () => {
  const activities = new RecordingActivities();
  activities.troubled('main', WHY);
  activities.breaks({ activity: 'page', target: 'other/@ana' }, 'user_not_found');
  const incident = await declare({ activities, policy: ANA, fallback: [OPS], announce: {} });
  await incident.settled();
  expect(tried(activities)).toEqual(['main/@ana failed', 'other/@ana failed', 'main/@ana done']);
  // The preferred way has worked.
  expect((await incident.view()).problems).toEqual([]);
});

test('an instance in trouble that hangs costs seconds, not its time-out, before another channel is told', async () => {
  const activities = new RecordingActivities();
  activities.troubled('main', WHY);
  activities.breaks({ activity: 'page', target: 'main/@ben' }, 'connection_failed', 'no connection');
  const incident = await declare({
    activities,
    policy: { steps: [['ben', '10m']] },
    fallback: [OPS],
    announce: {},
  });
  await incident.skip('30s');
  expect(tried(activities).at(-1)).toBe(`${OPS} done`);
  expect(await reachedAfter(incident)).toBeLessThanOrEqual(12);
  expect(incident.timeline('notification_failed').at(-1)).toMatchObject({
    target: 'person/ben',
    fallback: OPS,
  });
});

test('when every instance is said to be in trouble, all are tried all the same', async () => {
  const activities = new RecordingActivities();
  for (const instance of ['main', 'other', 'ops']) activities.troubled(instance, WHY);
  activities.breaks({ activity: 'page', target: 'main/@ana' }, 'connection_failed');
  activities.breaks({ activity: 'page', target: 'other/@ana' }, 'connection_failed');
  const incident = await declare({ activities, policy: ANA, fallback: [OPS], announce: {} });
  await incident.skip('2m');
  expect(activities.done({ activity: 'page', target: OPS })).toHaveLength(1);
});

test('with a single way there is nothing to choose, and it is tried at once', async () => {
  const activities = new RecordingActivities();
  activities.troubled('main', WHY);
  const incident = await declare({ activities, policy: { steps: [['ben', '10m']] }, announce: {} });
  await incident.settled();
  expect(tried(activities)).toEqual(['main/@ben done']);
});

test('a channel by an instance in trouble has its fallback told at once, and is tried itself soon after', async () => {
  const activities = new RecordingActivities();
  activities.troubled('main', WHY);
  const incident = await declare({ activities, fallback: [OPS] });
  await incident.settled();
  expect(incident.cards(OPS)).toHaveLength(1);
  expect(incident.timeline('notification_failed')).toMatchObject([
    { target: 'main/#critical', code: 'instance_in_trouble', fallback: OPS },
  ]);
  await incident.skip('10s');
  expect(incident.cards('main/#critical')).toHaveLength(1);
  expect((await incident.view()).problems).toEqual([]);
});
