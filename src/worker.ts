import { Client } from '@temporalio/client';
import { Worker, type NativeConnection, type WorkflowBundleOption } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createAccountOf } from '../activities/account.ts';
import { createAuditActivities } from '../activities/audit.ts';
import { createCardActivities } from '../activities/card.ts';
import { createChannelActivities } from '../activities/channel.ts';
import { createDeliverActivities } from '../activities/deliver.ts';
import { createEffects } from '../activities/effect.ts';
import { createHealthActivities } from '../activities/health.ts';
import type { Activities } from '../activities/index.ts';
import { createLinkActivities } from '../activities/link.ts';
import { createUnlessTroubled } from '../activities/known-trouble.ts';
import { createLocalise } from '../activities/localise.ts';
import { createLoudActivities } from '../activities/loud.ts';
import { createOnCallActivities } from '../activities/on-call.ts';
import { createPace } from '../activities/pace.ts';
import { createRecordActivities } from '../activities/record.ts';
import { createTurnActivities } from '../activities/turn.ts';
import { pageWantedQuery } from '../workflows/incident/messages.ts';
import { notifying, type Recognition } from './access/recognition.ts';
import type { Provider } from './chat/provider.ts';
import type { Registry } from './chat/registry.ts';
import type { Duty } from './duty.ts';
import { providerOf, type Instance } from './instances.ts';
import type { Stores } from './mongo/index.ts';
import type { Metrics } from './telemetry/metrics.ts';
import type { Tracing } from './telemetry/tracing.ts';

/** How long a page under way may not know that it is cancelled, in milliseconds. */
const HEARTBEAT_THROTTLE_MS = 300;

/** How every worker of ours works, whatever it works on. */
export const WORKER_OPTIONS = {
  maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE_MS,
  defaultHeartbeatThrottleInterval: HEARTBEAT_THROTTLE_MS,
  // A worker that died keeps its incidents' commands to itself for so long, and chat waits 3 s.
  stickyQueueScheduleToStartTimeout: '1s',
  shutdownGraceTime: '8s',
  shutdownForceTime: '15s',
} as const;

export interface WorkerDependencies {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly workflowBundle: WorkflowBundleOption;
  readonly stores: Stores;
  readonly instances: () => Registry<Instance>;
  readonly recognition: Recognition;
  readonly duty: Duty;
  /** E-mail address of a person. */
  readonly emailOf: (person: string, instance: string) => string | undefined;
  /** Writes what this process has seen of the instances and not reported yet. */
  readonly flushObservations: () => Promise<void>;
  /** How often each instance is checked, in milliseconds. */
  readonly checkEveryMs: () => number;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracing?: Tracing | undefined;
}

/** What the workflows ask for, done with these dependencies. */
export function createActivities(
  deps: Omit<WorkerDependencies, 'connection' | 'workflowBundle'>,
  client: Client,
): Activities {
  const { stores } = deps;
  const provider = (tenant: string, instance: string): Provider =>
    providerOf(deps.instances(), tenant, instance);
  const pace = createPace(stores.lanes, deps.log, Date.now, (instance, urgency, ms) => {
    deps.metrics.paced.observe({ instance, urgency }, ms / 1_000);
  });
  const effects = createEffects(stores.ledger, deps.log, Date.now, {
    pace,
    count: (instance, outcome) => deps.metrics.sends.inc({ instance, outcome }),
  });
  const { recognition } = deps;
  const localise = createLocalise(notifying(recognition));
  const unlessTroubled = createUnlessTroubled((tenant) => stores.instances.all(tenant), Date.now, deps.log);
  return {
    ...createRecordActivities({
      appendTimeline: (record) => stores.timeline.appendTimeline(record),
      saveView: (record) => stores.incidents.saveView(record),
    }),
    ...createAuditActivities(stores.audit),
    ...createLoudActivities(recognition),
    ...createOnCallActivities({ ...deps.duty, now: Date.now }),
    ...createLinkActivities({ ...stores.links, partyOf: recognition.partyOf }),
    ...createTurnActivities(pace),
    ...createHealthActivities({
      provider: (tenant, instance) =>
        deps
          .instances()
          .all()
          .find((one) => one.tenant === tenant && one.provider.instance === instance)?.provider,
      store: stores.instances,
      flush: deps.flushObservations,
      everyMs: deps.checkEveryMs,
      now: Date.now,
      log: deps.log,
    }),
    ...createDeliverActivities({
      provider,
      effects,
      localise,
      unlessTroubled,
      accountsOf: recognition.accountsOf,
      pageWanted: (workflowId, key) => client.workflow.getHandle(workflowId).query(pageWantedQuery, key),
    }),
    ...createCardActivities({ provider, effects, localise, unlessTroubled }),
    ...createChannelActivities({
      provider,
      effects,
      accountOf: createAccountOf(recognition.userOf, deps.emailOf),
    }),
  };
}

/**
 * Starts a Temporal worker. Any number may run; each can take over what another leaves.
 * @returns `stopped` settles when it has ended, by `stop` or by a failure.
 */
export async function startWorker(
  deps: WorkerDependencies,
): Promise<{ client: Client; stop: () => Promise<void>; stopped: Promise<void> }> {
  const { connection, namespace, taskQueue, workflowBundle } = deps;
  const client = new Client({ connection, namespace });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowBundle,
    activities: createActivities(deps, client),
    ...WORKER_OPTIONS,
    ...deps.tracing?.worker,
  });
  const stopped = worker.run();
  return {
    client,
    stopped,
    async stop() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await stopped.catch(() => undefined);
    },
  };
}
