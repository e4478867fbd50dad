import { WorkflowFailedError } from '@temporalio/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { note } from '../../src/chat/message.ts';
import { INSPECTION_WORKFLOW } from '../../workflows/inspection/messages.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
let activities: RecordingActivities;
let taskQueue: string;
let stop: () => Promise<void>;
let number = 0;

beforeEach(async () => {
  taskQueue = `inspection-${++number}`;
  activities = new RecordingActivities();
  stop = await temporal.work(taskQueue, activities.implementation);
});
afterEach(() => stop());

const inspects = (): Promise<void> =>
  temporal.env.client.workflow.execute(INSPECTION_WORKFLOW, { workflowId: taskQueue, taskQueue, args: [{}] });
const concluded = () => activities.done({ activity: 'concludeInspection' });

test('every page is looked at, in new runs where there are many, and one conclusion is drawn of all', async () => {
  activities.inspectionPages = 60;
  await inspects();
  const pages = activities.done({ activity: 'inspectRunning' });
  expect(pages).toHaveLength(60);
  expect(new Set(pages.map(({ run }) => run)).size).toBe(2);
  expect(activities.done({ activity: 'inspectRecords' })).toHaveLength(1);
  expect(concluded()).toHaveLength(1);
  const begun = new Set(pages.map(({ input }) => (input as { startedAt: number }).startedAt));
  expect(concluded()[0]?.input).toMatchObject({ startedAt: [...begun][0], found: { running: 60 } });
  expect(begun.size).toBe(1);
});

test.each(['inspectRecords', 'inspectRunning'] as const)(
  'where %s cannot be done, nothing is concluded: silence is the alarm',
  async (activity) => {
    activities.goesDown({ activity });
    await expect(inspects()).rejects.toThrow(WorkflowFailedError);
    expect(activities.find({ activity }).length).toBeGreaterThan(1);
    expect(activities.find({ activity: 'concludeInspection' })).toEqual([]);
  },
);

test('what is found is told in chat; that a platform is away does not fail the inspection', async () => {
  const to = (channel: string) => ({
    key: `default:auditor:1:main/${channel}`,
    tenant: 'default',
    instance: 'main',
    to: { channel },
    message: note(['it is late'], 'it is late'),
  });
  activities.findingNotices = [to('#ops'), to('#away')];
  activities.breaks({ activity: 'deliver', target: 'main/#away' }, 'connection_failed');
  await inspects();
  expect(activities.done({ activity: 'deliver' }).map(({ target }) => target)).toEqual(['main/#ops']);
});
