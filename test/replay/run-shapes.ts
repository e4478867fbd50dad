import type { WorkflowHandle } from '@temporalio/client';
import type { Chain, ChainTask } from '../../src/action/chain.ts';
import type { RunOrder, RunPlan } from '../../src/action/run.ts';
import { runWorkflowId, type RunId } from '../../src/action/run-id.ts';
import { approveUpdate, cancelUpdate, RUN_WORKFLOW } from '../../workflows/run/messages.ts';
import { eventually } from '../harness/eventually.ts';
import type { IncidentUnderTest } from '../harness/incident-under-test.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import type { Shape, Stage } from './shape.ts';

const PLAN: RunPlan = { timeoutMs: 60_000, attempts: 1, retryMs: 1_000 };
const APPROVAL = { people: [], withinMs: 3_600_000 };
const ANA = { id: 'ana', name: 'Ana' };
const BEN = { id: 'ben', name: 'Ben' };

const task = (name: string, onSuccess?: string): ChainTask => ({
  name,
  ref: `ops.${name}`,
  parameters: {},
  publish: name === 'build' ? { version: '{{ build.stdout }}' } : {},
  ...(onSuccess !== undefined && { onSuccess }),
});
const DEPLOY: Chain = {
  tasks: [task('build', 'announce'), task('announce', 'verify'), task('verify')],
  first: 'build',
  vars: {},
};

interface Ordered {
  readonly handle: WorkflowHandle;
  readonly incident: IncidentUnderTest;
}

async function order(
  { declare, client }: Stage,
  activities: RecordingActivities,
  plan: Partial<RunPlan> = {},
  more: Partial<RunOrder> = {},
): Promise<Ordered> {
  const incident = await declare({ activities });
  // Of the clock of the server, which jumps.
  const at = (await incident.handle.describe()).startTime.getTime();
  const id: RunId = `RUN-${Number(incident.id.replace(/\D/g, ''))}`;
  const handle = await client.workflow.start(RUN_WORKFLOW, {
    workflowId: runWorkflowId('default', id),
    taskQueue: incident.id,
    args: [
      {
        tenant: 'default',
        id,
        action: 'db.restart',
        parameters: { host: 'db1' },
        asked: { by: ANA, at },
        origin: { instance: 'main', channel: 'C1' },
        incident: incident.id,
        plan: { ...PLAN, ...plan },
        ...more,
      },
    ],
  });
  return { handle, incident };
}

/** Ways of what is run from chat. */
export const RUN_SHAPES: readonly Shape[] = [
  {
    // Approved, cut off, refused, done; shown with what it prints, told by two routes of which one has to wait, and on the
    // timeline of an incident.
    histories: ['run', 'run-on-timeline'],
    async play(stage) {
      const activities = new RecordingActivities();
      activities.runCard = { channel: 'C1', id: 'm1' };
      activities.runRoutes = [
        { part: 'on_complete', route: 'ops', instance: 'main' },
        { part: 'on_success', route: 'tickets' },
      ];
      const failed = { status: 'failed', code: 'busy', message: 'It is busy.', mayRepeat: true } as const;
      activities.runAction = (_order, attempt) =>
        Promise.resolve(
          attempt === 1
            ? { outcome: { ...failed, code: 'abandoned' }, cutOff: true }
            : { outcome: attempt === 2 ? failed : { status: 'succeeded', result: { stdout: 'up' } } },
        );
      const makeRoom = activities.hasNoRoom({ activity: 'tellRun', target: 'ops' }, 1_000);
      const { handle, incident } = await order(stage, activities, { attempts: 2, approval: APPROVAL });
      await handle.executeUpdate(approveUpdate, { args: [{ by: BEN, at: Date.now() }] });
      await eventually('it has to wait', () =>
        activities.calls.some(({ activity }) => activity === 'tellRun'),
      );
      makeRoom();
      // Waiting for its result would let the clock jump to the end of the incident's time.
      await eventually('it is over', async () => (await handle.describe()).status.name === 'COMPLETED');
      await incident.settled();
      return [handle, incident.handle];
    },
  },

  {
    // Three tasks: an action, an activity and a workflow of somebody's own.
    histories: ['run-chain'],
    async play(stage) {
      const activities = new RecordingActivities();
      const retry = {
        maximumAttempts: 1,
        initialInterval: 1_000,
        backoffCoefficient: 2,
        maximumInterval: 60_000,
        nonRetryableErrorTypes: [],
      };
      activities.runAction = ({ action, ...rest }) => {
        const taskQueue = rest.incident ?? '';
        const theirs = { taskQueue, retry, cancellation: 'wait' } as const;
        const turn = { lane: 'chat', urgency: 'news', everyMs: 1_000, at: 0, shift: 0 };
        switch (action) {
          case 'ops.deploy':
            return Promise.resolve({ call: { kind: 'chain', chain: DEPLOY } });
          case 'ops.announce': {
            const args = [{ tenant: 'default', instance: 'main', turn }];
            const limits = { scheduleToStartTimeout: 60_000, startToCloseTimeout: 60_000 };
            return Promise.resolve({
              call: { kind: 'activity', type: 'leaveTurn', args, ...limits, ...theirs },
            });
          }
          case 'ops.verify': {
            const { incident: _, origin: __, step: ___, ...alone } = rest;
            const args = [{ ...alone, action: 'ops.check' }];
            const workflowId = 'verification-of-the-deployment';
            const limits = { workflowId, executionTimeout: 3_600_000 };
            return Promise.resolve({
              call: { kind: 'workflow', type: RUN_WORKFLOW, args, ...limits, ...theirs },
            });
          }
          default:
            return Promise.resolve({ outcome: { status: 'succeeded', result: { stdout: '1.2.3' } } });
        }
      };
      const { handle } = await order(stage, activities, {}, { action: 'ops.deploy' });
      await handle.result();
      return [handle];
    },
  },

  {
    histories: ['run-cancelled'],
    async play(stage) {
      const activities = new RecordingActivities();
      activities.runAction = () =>
        Promise.resolve({
          outcome: { status: 'failed', code: 'busy', message: 'It is busy.', mayRepeat: true },
        });
      const { handle } = await order(stage, activities, { attempts: 2, retryMs: 3_600_000 });
      await eventually('it was tried', () =>
        activities.calls.some(({ activity }) => activity === 'runAction'),
      );
      await handle.executeUpdate(cancelUpdate, { args: [{ by: BEN, at: Date.now() }] });
      await handle.result();
      return [handle];
    },
  },

  {
    // Two are asked directly, of whom one has to wait for room; both hear what was decided.
    histories: ['run-approvers-asked'],
    async play(stage) {
      const activities = new RecordingActivities();
      activities.approvers = ['ben', 'cy'].map((user) => ({ instance: 'main', user }));
      const makeRoom = activities.hasNoRoom({ activity: 'askApprover', target: 'cy' }, 1_000);
      const { handle } = await order(stage, activities, { approval: APPROVAL });
      const asked = (): number =>
        activities.calls.filter(({ activity }) => activity === 'askApprover').length;
      await eventually('both are asked', () => asked() >= 2);
      makeRoom();
      await eventually('the other has room', () => asked() >= 3);
      await handle.executeUpdate(approveUpdate, { args: [{ by: BEN, at: Date.now() }] });
      await eventually('it is over', async () => (await handle.describe()).status.name === 'COMPLETED');
      return [handle];
    },
  },

  {
    histories: ['run-not-approved'],
    async play(stage) {
      const { handle } = await order(stage, new RecordingActivities(), { approval: APPROVAL });
      await handle.result();
      return [handle];
    },
  },
];
