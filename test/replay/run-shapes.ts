import type { WorkflowHandle } from '@temporalio/client';
import type { Chain, ChainTask } from '../../src/action/chain.ts';
import type { BrokenRun } from '../../src/action/broken-off.ts';
import { begun, orderedRun, type RunOrder, type RunPlan } from '../../src/action/run.ts';
import { runId, runWorkflowId } from '../../src/action/run-id.ts';
import type { IncidentId } from '../../src/incident/id.ts';
import { approveUpdate, cancelUpdate, RUN_WORKFLOW } from '../../workflows/run/messages.ts';
import { RUN_END_WORKFLOW } from '../../workflows/run-end/messages.ts';
import { RUN_WATCH_WORKFLOW } from '../../workflows/run-watch/messages.ts';
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

/** @returns what Ana orders of an incident. @param at epoch milliseconds. */
const ordered = (incident: IncidentId, at: number) => ({
  tenant: 'default',
  id: runId(Number(incident.replace(/\D/g, ''))),
  action: 'db.restart',
  asked: { by: ANA, at },
  origin: { instance: 'main', channel: 'C1' },
  incident,
});

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
  const common = ordered(incident.id, at);
  const handle = await client.workflow.start(RUN_WORKFLOW, {
    workflowId: runWorkflowId('default', common.id),
    taskQueue: incident.id,
    args: [
      {
        ...common,
        parameters: { host: 'db1' },
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
    // Of one that was under way, shown where it stood, told by a route and on the timeline of an incident.
    histories: ['run-end', 'run-watch'],
    async play(stage) {
      const activities = new RecordingActivities();
      activities.runCard = { channel: 'C1', id: 'm1' };
      activities.runRoutes = [{ part: 'on_failure', route: 'ops', instance: 'main' }];
      activities.brokenRuns = ['RUN-7 of default'];
      const incident = await stage.declare({ activities });
      const { id } = incident;
      const at = (await incident.handle.describe()).startTime.getTime();
      const order = { ...ordered(id, at), plan: PLAN };
      const broken: BrokenRun = {
        order,
        run: begun(orderedRun({ ...order, parameters: { host: 'db1' } }), at),
        isNewest: true,
        end: { code: 'terminated', at, reason: 'by mistake' },
      };
      const workflowId = runWorkflowId('default', order.id);
      const { client } = stage;
      await client.workflow.execute(RUN_END_WORKFLOW, { workflowId, taskQueue: id, args: [broken] });
      const watchId = `${id}-runs`;
      await client.workflow.execute(RUN_WATCH_WORKFLOW, { workflowId: watchId, taskQueue: id, args: [] });
      return [{ workflowId }, { workflowId: watchId }];
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
