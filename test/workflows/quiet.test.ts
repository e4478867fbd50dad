import { afterEach, beforeEach, expect, test } from 'vitest';
import { QUIET_WORKFLOW } from '../../workflows/quiet/messages.ts';
import { REDELIVERY_WORKFLOW } from '../../workflows/redelivery/messages.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
let activities: RecordingActivities;
let stop: () => Promise<void>;
let queue: string;
let number = 0;

beforeEach(async () => {
  queue = `quiet-${++number}`;
  activities = new RecordingActivities();
  stop = await temporal.work(queue, activities.implementation);
});
afterEach(() => stop());

const run = (workflow: string): Promise<unknown> =>
  temporal.env.client.workflow.execute(workflow, { workflowId: queue, taskQueue: queue, args: [] });

function news(key: string, ...instances: string[]) {
  const message = { summary: `${key}: nothing has come for 3 days.`, sections: [] };
  const tenant = 'default';
  const deliveries = instances.map((instance) => ({
    key: `${key}:${instance}`,
    tenant,
    instance,
    to: { channel: '#ops' },
    message,
  }));
  return { tenant, key, what: message.summary, deliveries };
}

test('tells of silence in each channel, and notes what was told', async () => {
  activities.quietNews = [news('one', 'main', 'second'), news('two', 'main')];
  await run(QUIET_WORKFLOW);
  expect(activities.done({ activity: 'deliver' })).toHaveLength(3);
  expect(activities.done({ activity: 'quietTold' }).map(({ input }) => input)).toEqual([
    { tenant: 'default', key: 'one' },
    { tenant: 'default', key: 'two' },
  ]);
});

test('leaves to the next look what a platform does not take, and tells the rest', async () => {
  activities.quietNews = [news('one', 'broken'), news('two', 'broken', 'main')];
  activities.breaks({ activity: 'deliver', key: /broken/ }, 'channel_not_found');
  await run(QUIET_WORKFLOW);
  expect(activities.done({ activity: 'quietTold' }).map(({ input }) => input)).toEqual([
    { tenant: 'default', key: 'two' },
  ]);
});

test('asks each sender, also after one that cannot be asked', async () => {
  activities.missing = ['one', 'two'].map((integration) => ({ tenant: 'default', integration }));
  activities.breaks({ activity: 'redeliverMissed', key: /one/ }, 'outcome_unknown');
  await run(REDELIVERY_WORKFLOW);
  expect(activities.done({ activity: 'redeliverMissed' }).map(({ input }) => input)).toEqual([
    { tenant: 'default', integration: 'two' },
  ]);
});
