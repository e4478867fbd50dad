import { ApplicationFailure } from '@temporalio/common';
import { NOT_CONFIGURED } from '../../src/chat/instance-status.ts';
import type { IntegrationRef } from '../../src/inbox/batch.ts';
import {
  deliveredSignal,
  INTAKE_WATCH_WORKFLOW,
  INTAKE_WORKFLOW,
  intakeWorkflowId,
  redeliverSignal,
  type IntakeInput,
} from '../../workflows/intake/messages.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import type { Shape, Stage } from './shape.ts';

/** Has an inbox worked off that nobody has in the configuration. @param lasts whether that goes on. */
async function withoutIntegration(
  { declare, client }: Stage,
  integration: string,
  { lasts, ...more }: Partial<IntakeInput> & { readonly lasts: boolean },
): Promise<{ readonly workflowId: string }> {
  const ref: IntegrationRef = { tenant: 'default', integration };
  const activities = new RecordingActivities();
  let absent = true;
  activities.takeIn = () =>
    absent
      ? Promise.reject(ApplicationFailure.create({ message: 'no such integration', type: NOT_CONFIGURED }))
      : Promise.resolve({ taken: 1, more: false, text: '1 processed' });
  const incident = await declare({ activities });
  const workflowId = intakeWorkflowId(ref);
  await client.workflow.signalWithStart(INTAKE_WORKFLOW, {
    workflowId,
    taskQueue: incident.id,
    args: [{ ...ref, ...more }],
    signal: redeliverSignal,
    signalArgs: [{ list: '7e5a', parts: 2 }],
  });
  await incident.skip('3h');
  absent = lasts;
  await client.workflow.getHandle(workflowId).result();
  return { workflowId };
}

/** Ways of the inboxes of integrations. */
export const INTAKE_SHAPES: readonly Shape[] = [
  {
    histories: ['intake-first', 'intake-second', 'intake-watch'],
    async play({ declare, client }) {
      const ref = { tenant: 'default', integration: 'hooks' };
      const { activities, id: taskQueue } = await declare();
      let left = 55;
      activities.takeIn = () => Promise.resolve({ taken: 1, more: --left > 0, text: '1 processed' });
      const workflowId = intakeWorkflowId(ref);
      const { signaledRunId: first } = await client.workflow.signalWithStart(INTAKE_WORKFLOW, {
        workflowId,
        taskQueue,
        args: [ref],
        signal: deliveredSignal,
      });
      const handle = client.workflow.getHandle(workflowId);
      await handle.signal(redeliverSignal, { list: '7e5a', parts: 2 });
      await handle.result();
      const { runId: second } = await handle.describe();
      const watchId = `${taskQueue}-inbox-watch`;
      await client.workflow.execute(INTAKE_WATCH_WORKFLOW, { workflowId: watchId, taskQueue, args: [] });
      return [{ workflowId, runId: first }, { workflowId, runId: second }, { workflowId: watchId }];
    },
  },

  {
    histories: ['intake-list-waits'],
    play: async (stage) => [await withoutIntegration(stage, 'waits', { lasts: false })],
  },
  {
    histories: ['intake-list-lost'],
    without: ['intake-list-waits'],
    play: async (stage) => [await withoutIntegration(stage, 'lost', { lasts: true })],
  },
  {
    histories: ['intake-list-forgotten'],
    play: async (stage) => [await withoutIntegration(stage, 'forgotten', { lasts: true, absent: 167 })],
  },
  {
    histories: ['intake-list-left'],
    without: ['intake-list-forgotten'],
    play: async (stage) => [await withoutIntegration(stage, 'left', { lasts: true, absent: 167 })],
  },
];
