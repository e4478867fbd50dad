import { WithStartWorkflowOperation, WorkflowIdConflictPolicy, type Client } from '@temporalio/client';
import type { Statement } from '../../src/alert/statement.ts';
import type { GroupTerms, Lead } from '../../src/alert/terms.ts';
import {
  ALERT_GROUP_WORKFLOW,
  alertGroupWorkflowId,
  alertsSignal,
  alertsUpdate,
  groupQuery,
  incidentStandsSignal,
  type BatchAnswer,
} from '../../workflows/alert-group/messages.ts';
import {
  HEARTBEAT_WORKFLOW,
  heartbeatChangedSignal,
  heartbeatSignal,
  heartbeatWorkflowId,
} from '../../workflows/heartbeat/messages.ts';
import type { AlertTelling } from '../../activities/alert.ts';
import { eventually } from '../harness/eventually.ts';
import { person } from '../harness/plan.ts';
import type { Execution, Shape, Stage } from './shape.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const TERMS: GroupTerms = {
  tenant: 'default',
  integration: 'prom',
  rule: 'disks',
  about: 'DiskFull of db-1',
  said: { labels: { alertname: 'DiskFull', instance: 'db-1' }, title: 'DiskFull' },
  declaration: { title: 'DiskFull', severity: 'SEV-2', service: 'checkout', private: false },
  waitMs: 0,
  settleMs: 5 * MINUTE,
  flapping: { times: 3, withinMs: HOUR, holdMs: 2 * HOUR },
  resolve: 'auto',
  acknowledge: true,
};

/** The alerts of one group, as deliveries bring them. */
class GroupUnderTest {
  readonly workflowId: string;
  readonly #client: Client;
  readonly #taskQueue: string;
  readonly #terms: GroupTerms;
  /** The source's own clock: how often it told that something fires. */
  #firings = 0;
  #deliveries = 0;

  constructor(client: Client, taskQueue: string, name: string, terms: Partial<GroupTerms> = {}) {
    this.#client = client;
    this.#taskQueue = taskQueue;
    this.#terms = { ...TERMS, ...terms };
    this.workflowId = alertGroupWorkflowId('default', name);
  }

  get handle() {
    return this.#client.workflow.getHandle(this.workflowId);
  }

  group = () => this.handle.query(groupQuery);

  fire = (...keys: string[]): Promise<BatchAnswer> =>
    this.hears(keys.map((key) => this.#said(key, 'firing', ++this.#firings)));

  clear = (...keys: string[]): Promise<BatchAnswer> =>
    this.hears(keys.map((key) => this.#said(key, 'resolved', this.#firings)));

  acknowledge = (...keys: string[]): Promise<BatchAnswer> =>
    this.hears(keys.map((key) => this.#said(key, 'acknowledged', this.#firings)));

  /** Has an alert fire that a maintenance held back when it came. */
  fireHeldBack = (key: string): Promise<BatchAnswer> =>
    this.hears([this.#said(key, 'firing', ++this.#firings)], undefined, { key, held: true, heldBy: '5f1e' });

  /** Has an alert fire that none holds back. */
  fireFree = (key: string): Promise<BatchAnswer> =>
    this.hears([this.#said(key, 'firing', ++this.#firings)], undefined, { key });

  /** Brings a delivery as the inbox does. */
  hears(
    statements: readonly Statement[],
    delivery = `d-${++this.#deliveries}`,
    lead: Pick<Lead, 'key' | 'held' | 'heldBy'> = {},
  ): Promise<BatchAnswer> {
    const batch = { delivery, statements, terms: { ...this.#terms, ...lead } };
    return this.#client.workflow.executeUpdateWithStart(alertsUpdate, {
      args: [batch],
      startWorkflowOperation: new WithStartWorkflowOperation(ALERT_GROUP_WORKFLOW, {
        workflowId: this.workflowId,
        taskQueue: this.#taskQueue,
        args: [{ terms: this.#terms }],
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
      }),
    });
  }

  /** Brings it as it is brought while no worker answers. */
  async later(key: string, delivery = `d-${++this.#deliveries}`): Promise<void> {
    const statements = [this.#said(key, 'firing', ++this.#firings)];
    await this.handle.signal(alertsSignal, { delivery, statements, terms: this.#terms });
  }

  #said(key: string, status: Statement['status'], startedAt: number): Statement {
    return { key, status, startedAt, title: `${key} is full`, severity: 'SEV-2' };
  }
}

async function onStage({ declare, client }: Stage, name: string, terms?: Partial<GroupTerms>) {
  const incident = await declare();
  const { activities, id: taskQueue } = incident;
  const group = new GroupUnderTest(client, taskQueue, name, terms);
  const asked = (ask: string) => (): boolean =>
    activities
      .done({ activity: 'tellIncident' })
      .some(({ input }) => (input as { news: { ask?: string } }).news.ask === ask);
  const opened = (times: number) => (): boolean =>
    activities.done({ activity: 'openByAlerts' }).length === times;
  return { incident, activities, taskQueue, group, asked, opened };
}

/** Ways of alerts and of heartbeats that take hours, played on a Temporal that skips time. */
export const ALERT_SHAPES: readonly Shape[] = [
  {
    histories: ['alerts-resolved'],
    async play(stage) {
      const { incident, group, asked, opened } = await onStage(stage, 'resolved', { waitMs: MINUTE });
      await group.fire('disk', 'memory');
      await group.later('network');
      await incident.skip('2m');
      await eventually('it is opened', opened(1));
      await group.acknowledge('disk');
      await eventually('it is acknowledged', asked('acknowledge'));
      await group.clear('disk', 'memory', 'network');
      await incident.skip('3m');
      // Within the settle time.
      await group.fire('disk');
      await incident.skip('3m');
      await group.clear('disk');
      await incident.skip('6m');
      await eventually('it is resolved', asked('resolve'));
      await incident.skip('25h');
      await group.handle.result();
      return [{ workflowId: group.workflowId }];
    },
  },

  {
    histories: ['alerts-after-people'],
    async play(stage) {
      const { incident, group, opened } = await onStage(stage, 'after-people');
      await group.fire('disk');
      await group.handle.signal(incidentStandsSignal, {
        incident: 'INC-1',
        status: 'resolved',
        by: person('ana').person,
      });
      await group.fire('memory');
      await eventually('another is opened', opened(2));
      await eventually('it is told what it follows', async () => (await group.group()).pending === undefined);
      await incident.skip('1m');
      return [{ workflowId: group.workflowId }];
    },
  },

  {
    histories: ['alerts-flapping'],
    async play(stage) {
      const { incident, group, asked } = await onStage(stage, 'flapping');
      for (let n = 0; n < 4; n++) {
        await group.fire('disk');
        await incident.skip('3m');
        await group.clear('disk');
        await incident.skip('3m');
      }
      await incident.skip('1h');
      await incident.skip('2h');
      await eventually('it is resolved', asked('resolve'));
      await incident.skip('1m');
      return [{ workflowId: group.workflowId }];
    },
  },

  {
    histories: ['alerts-in-maintenance'],
    async play(stage) {
      const { incident, activities, group } = await onStage(stage, 'in-maintenance');
      const open = activities.openByAlerts;
      let holds = true;
      const { startTime } = await incident.handle.describe();
      const until = startTime.getTime() + HOUR;
      activities.openByAlerts = (order) =>
        holds ? Promise.resolve({ suppressed: { by: 'the maintenance of checkout', until } }) : open(order);
      await group.fire('disk');
      await incident.skip('5m');
      await group.fire('memory');
      holds = false;
      await incident.skip('3m');
      await eventually('it is opened', async () => (await group.group()).incident?.phase === 'open');
      await incident.skip('1m');
      return [{ workflowId: group.workflowId }];
    },
  },

  heldApart('alerts-held-apart'),
  { ...heldApart('alerts-held-together'), without: ['alerts-not-held-open-at-once'] },

  {
    histories: ['alerts-unheard-told', 'alerts-unheard-resolved'],
    async play(stage) {
      const groups: GroupUnderTest[] = [];
      for (const then of ['tell', 'resolve'] as const) {
        const expiry = { afterMs: 6 * HOUR, then };
        const { incident, activities, group } = await onStage(stage, `unheard-${then}`, { expiry });
        const told = (): readonly AlertTelling['news'][] =>
          activities.done({ activity: 'tellIncident' }).map(({ input }) => (input as AlertTelling).news);
        await group.fire('disk', 'memory');
        await incident.skip('3h');
        await group.hears([]);
        await incident.skip('4h');
        await eventually('it is told', () => told().some(({ unheard }) => unheard?.count === 2));
        await incident.skip('6m');
        const isResolved = (): boolean => told().some(({ ask }) => ask === 'resolve');
        await eventually('the rule decides', () => isResolved() === (then === 'resolve'));
        await incident.skip('1m');
        groups.push(group);
      }
      return groups.map(({ workflowId }) => ({ workflowId }));
    },
  },

  goneWhileSilent('heartbeat-gone'),
  { ...goneWhileSilent('heartbeat-gone-unsaid'), without: ['heartbeat-gone'] },

  {
    histories: ['heartbeat-missed'],
    async play({ declare, client }) {
      const incident = await declare();
      const { activities } = incident;
      const configured = activities.lookAtHeartbeat;
      activities.lookAtHeartbeat = () => Promise.resolve({ everyMs: 5 * MINUTE, graceMs: MINUTE });
      const awaited = { tenant: 'default', rule: 'watchdog' };
      const { workflowId } = await beginHeartbeat(client, incident.id, awaited.rule);
      const handle = client.workflow.getHandle(workflowId);
      const said = (times: number) => (): boolean =>
        activities.done({ activity: 'sayOfHeartbeat' }).length === times;
      await incident.skip('4m');
      await handle.signal(heartbeatSignal);
      await incident.skip('5m');
      await incident.skip('2m');
      await eventually('its silence is told', said(1));
      await handle.signal(heartbeatSignal);
      await eventually('its return is told', said(2));
      activities.lookAtHeartbeat = () => Promise.resolve({ everyMs: HOUR, graceMs: MINUTE });
      await handle.signal(heartbeatChangedSignal);
      await incident.skip('10m');
      activities.lookAtHeartbeat = configured;
      await handle.signal(heartbeatChangedSignal);
      await handle.result();
      return [{ workflowId }];
    },
  },
];

/** An alert joins others of its group that a maintenance holds back, and is held back by none. */
function heldApart(name: string): Shape {
  return {
    histories: [name],
    async play(stage) {
      const { incident, activities, group } = await onStage(stage, name);
      const open = activities.openByAlerts;
      const { startTime } = await incident.handle.describe();
      const until = startTime.getTime() + HOUR;
      activities.openByAlerts = (order) =>
        order.terms.held
          ? Promise.resolve({ suppressed: { by: 'the maintenance of checkout', until } })
          : open(order);
      await group.fireHeldBack('disk');
      await incident.skip('30s');
      await group.fireFree('memory');
      await incident.skip('3m');
      await eventually('it is opened', async () => (await group.group()).incident?.phase === 'open');
      await incident.skip('1m');
      return [{ workflowId: group.workflowId }];
    },
  };
}

/** The rule of a heartbeat is taken out while it is silent. */
function goneWhileSilent(name: string): Shape {
  return {
    histories: [name],
    async play({ declare, client }) {
      const incident = await declare();
      const { activities } = incident;
      const gone = activities.lookAtHeartbeat;
      activities.lookAtHeartbeat = () => Promise.resolve({ everyMs: 5 * MINUTE, graceMs: MINUTE });
      const { workflowId } = await beginHeartbeat(client, incident.id, name);
      const handle = client.workflow.getHandle(workflowId);
      await incident.skip('7m');
      const said = (): number => activities.done({ activity: 'sayOfHeartbeat' }).length;
      await eventually('its silence is told', () => said() === 1);
      activities.lookAtHeartbeat = gone;
      await handle.signal(heartbeatChangedSignal);
      await handle.result();
      return [{ workflowId }];
    },
  };
}

/** Those that go on in a new run, played on Temporal itself. */
export const ALERT_SHAPES_OF_NEW_RUNS: readonly Shape[] = [
  {
    histories: ['alert-storm-first', 'alert-storm-second'],
    async play(stage) {
      const { group, asked } = await onStage(stage, 'storm', { settleMs: 500 });
      await group.fire('disk-0');
      const { runId: first } = await group.handle.describe();
      const keys = ['disk-0'];
      await eventually('a new run begins', async () => {
        const more = Array.from({ length: 20 }, (_, n) => `disk-${keys.length + n}`);
        keys.push(...more);
        await group.fire(...more);
        return (await group.handle.describe()).runId !== first;
      });
      const { runId: second } = await group.handle.describe();
      // What the first run has heard is not heard again.
      await group.hears([], 'd-1');
      await group.clear(...keys);
      await eventually('it is resolved', asked('resolve'));
      await eventually('it only waits', async () => (await group.group()).incident?.phase === 'over');
      return [
        { workflowId: group.workflowId, runId: first },
        { workflowId: group.workflowId, runId: second },
      ];
    },
  },

  {
    histories: ['heartbeat-first', 'heartbeat-second'],
    async play({ declare, client }) {
      const { activities, id: taskQueue } = await declare();
      activities.lookAtHeartbeat = () => Promise.resolve({ everyMs: HOUR, graceMs: MINUTE });
      const { workflowId, runId: first } = await beginHeartbeat(client, taskQueue, 'backups');
      const handle = client.workflow.getHandle(workflowId);
      await eventually('a new run begins', async () => {
        await handle.signal(heartbeatSignal);
        return (await handle.describe()).runId !== first;
      });
      const { runId: second } = await handle.describe();
      const looks = (): number => activities.done({ activity: 'lookAtHeartbeat' }).length;
      const before = looks();
      await handle.signal(heartbeatChangedSignal);
      await eventually('the new run has looked', () => looks() > before);
      await handle.signal(heartbeatSignal);
      await eventually('it only waits', async () => {
        const { raw } = await handle.describe();
        return (raw.pendingActivities ?? []).length === 0 && !raw.pendingWorkflowTask;
      });
      return [
        { workflowId, runId: first },
        { workflowId, runId: second },
      ];
    },
  },
];

async function beginHeartbeat(client: Client, taskQueue: string, rule: string): Promise<Required<Execution>> {
  const awaited = { tenant: 'default', rule };
  const workflowId = heartbeatWorkflowId(awaited);
  const { signaledRunId: runId } = await client.workflow.signalWithStart(HEARTBEAT_WORKFLOW, {
    workflowId,
    taskQueue,
    args: [awaited],
    signal: heartbeatChangedSignal,
  });
  return { workflowId, runId };
}
