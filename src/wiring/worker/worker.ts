import { Client, WorkflowNotFoundError } from '@temporalio/client';
import { Worker, type NativeConnection, type WorkflowBundleOption } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createAccountOf } from '../../../activities/account.ts';
import { createAlertActivities } from '../../../activities/alert.ts';
import { createActionActivities } from '../../../activities/action.ts';
import { createAuditActivities } from '../../../activities/audit.ts';
import { createCalendarActivities } from '../../../activities/calendar.ts';
import { createCardActivities } from '../../../activities/card.ts';
import { createChannelActivities } from '../../../activities/channel.ts';
import { createContactActivities } from '../../../activities/contact.ts';
import { createDeliverActivities } from '../../../activities/deliver.ts';
import { createDevelopmentActivities } from '../../../activities/development.ts';
import { createEffects } from '../../../activities/effect.ts';
import { createExportActivities } from '../../../activities/export.ts';
import { createHeartbeatActivities } from '../../../activities/heartbeat-watch.ts';
import { createHealthActivities } from '../../../activities/health.ts';
import { createDutyActivities } from '../../../activities/duty.ts';
import type { Activities } from '../../../activities/index.ts';
import { createIntakeActivities, type IntakeDependencies } from '../../../activities/intake.ts';
import { createIncidentTicketActivities } from '../../../activities/incident-ticket.ts';
import { createInspectionActivities, type AuditorSettings } from '../../../activities/inspection.ts';
import { createHoursActivities } from '../../../activities/hours.ts';
import { createLinkActivities } from '../../../activities/link.ts';
import { createUnlessTroubled } from '../../../activities/known-trouble.ts';
import { createLocalise } from '../../../activities/localise.ts';
import { createLoudActivities } from '../../../activities/loud.ts';
import { createOnCallActivities } from '../../../activities/on-call.ts';
import { createPace } from '../../../activities/pace.ts';
import { createQuietActivities, type QuietDependencies } from '../../../activities/quiet.ts';
import { createRecordActivities } from '../../../activities/record.ts';
import { createRedeliveryActivities, type RedeliveryDependencies } from '../../../activities/redelivery.ts';
import { createRetentionActivities } from '../../../activities/retention.ts';
import { createRunWatchActivities } from '../../../activities/run-watch.ts';
import { createRunbookActivities } from '../../../activities/runbook.ts';
import { createSwapActivities } from '../../../activities/swap.ts';
import { createTicketActivities } from '../../../activities/ticket.ts';
import { createTicketStatusActivities } from '../../../activities/ticket-status.ts';
import { createTurnActivities } from '../../../activities/turn.ts';
import { pageWantedQuery } from '../../../workflows/incident/messages.ts';
import type { AlertParts } from '../alerts/alerts.ts';
import { notifying, type Recognition } from '../../access/recognition.ts';
import type { OpenIncidents } from '../../chat/hand-over.ts';
import type { Provider } from '../../chat/provider.ts';
import type { Registry } from '../../chat/registry.ts';
import type { Redact } from '../../access/redact.ts';
import type { Duty } from '../duty/duty.ts';
import { createBrokenRuns } from './broken-runs.ts';
import { createRuns, type RunsDependencies } from './runs.ts';
import type { ChannelTarget } from '../../escalation/policy.ts';
import { createExporting } from '../records/exporting.ts';
import { startIntake } from '../intake/intake-waking.ts';
import { createRetaining } from '../records/retaining.ts';
import type { RetentionRules } from '../../retention/rules.ts';
import { incidentWorkflowId, type IncidentId } from '../../incident/id.ts';
import { providerOf, type Instance } from '../instances/instances.ts';
import { attemptQueueOf, runQueueOf } from '../../action/run-queue.ts';
import type { TenantConfig } from '../../config/config.ts';
import type { Incident } from '../../incident/incident.ts';
import type { TicketRules } from '../../incident/ticket.ts';
import type { TicketRoute } from '../../tracker/route.ts';
import type { Tracker } from '../../tracker/tracker.ts';
import { createRunningIncidents } from '../inspection/running-incidents.ts';
import type { Stores } from '../../mongo/index.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import type { Tracing } from '../../telemetry/tracing.ts';

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

/** Runs of which a worker remembers how they stand: each waits for somebody, or for what is run. */
const RUNS_CACHED = 250;

export interface WorkerDependencies {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly workflowBundle: WorkflowBundleOption;
  readonly stores: Stores;
  readonly instances: () => Registry<Instance>;
  readonly recognition: Recognition;
  readonly duty: Duty;
  /** Channels that hear of what is wrong with the configuration and its schedules. */
  readonly operators: (tenant: string) => readonly ChannelTarget[];
  /** Incidents that are open and not private, for who comes on call. */
  readonly openIncidents: (tenant: string) => Promise<OpenIncidents>;
  /** How calendars are fetched, and who the names in them are. */
  readonly calendars: Pick<Parameters<typeof createCalendarActivities>[0], 'fetch' | 'personOf' | 'took'>;
  /** E-mail address of a person. */
  readonly emailOf: (person: string, instance: string) => string | undefined;
  /** Writes what this process has seen of the instances and not reported yet. */
  readonly flushObservations: () => Promise<void>;
  /** How often each instance is checked, in milliseconds. */
  readonly checkEveryMs: () => number;
  /** The ways in of senders outside, and where that goes which they deliver. */
  readonly intakes: Pick<IntakeDependencies, 'intake' | 'confirm' | 'isAway'> & {
    readonly takers: (client: Client) => IntakeDependencies['takers'];
    readonly rehearsal: (client: Client) => IntakeDependencies['rehearsal'];
  };
  /** From which integrations nothing may come for how long. */
  readonly quiet: Pick<QuietDependencies, 'integrations' | 'pageOf'>;
  /** How senders are asked for what they could not deliver. */
  readonly redelivering: Pick<RedeliveryDependencies, 'configured' | 'attempts'>;
  readonly redact: Redact;
  readonly auditor: () => AuditorSettings;
  /** Tells one address outside that all is well. */
  readonly beat: (address: string) => Promise<void>;
  readonly tenants: () => readonly string[];
  /** For how long a tenant's store keeps what it keeps. */
  readonly retention: (tenant: string) => RetentionRules;
  /** IANA zone in which somebody lives. */
  readonly homeZone: (tenant: string, person: string) => string;
  /** Address of an incident's post-mortem. */
  readonly postmortemPage: (tenant: string, id: IncidentId) => string;
  /** Address of an incident's page. */
  readonly incidentPage: (tenant: string, id: IncidentId) => string;
  /** What tickets of whole incidents may tell. */
  readonly ticketRules: (tenant: string) => TicketRules;
  /** @throws TrackerError `tracker_not_found`. */
  readonly tracker: (tenant: string, id: string) => Tracker;
  /** When action items of a tenant become tickets, and what those tell. */
  readonly actionItems: (tenant: string) => TenantConfig['actionItems'];
  /** Where action items of an incident become tickets. */
  readonly ticketRoute: (tenant: string, incident: Incident) => TicketRoute | undefined;
  /** How actions are run, shown and told of. */
  readonly runs: Omit<RunsDependencies, 'incidents'> & {
    readonly incidents: (client: Client) => RunsDependencies['incidents'];
  };
  /** Orders runbooks that are run by themselves. */
  readonly orderRunbook: (client: Client) => Parameters<typeof createRunbookActivities>[0]['order'];
  /** How alerts are brought together, open incidents and tell them of themselves. */
  readonly alerts: (client: Client) => AlertParts;
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
  const alerts = deps.alerts(client);
  const exporting = createExporting({ client, stores, redact: deps.redact, now: Date.now });
  const retaining = createRetaining({
    stores,
    exporting,
    rules: deps.retention,
    isConfigured: (ref) => deps.intakes.intake(ref) !== undefined,
    now: Date.now,
  });
  const localise = createLocalise(notifying(recognition));
  const unlessTroubled = createUnlessTroubled((tenant) => stores.instances.all(tenant), Date.now, deps.log);
  const delivering = createDeliverActivities({
    provider,
    effects,
    localise,
    unlessTroubled,
    accountsOf: recognition.accountsOf,
    pageWanted: (workflowId, key) => client.workflow.getHandle(workflowId).query(pageWantedQuery, key),
  });
  return {
    ...createRecordActivities(
      {
        appendTimeline: (record) => stores.timeline.appendTimeline(record),
        saveView: (record) => stores.incidents.saveView(record),
        saveFact: (record) => stores.facts.saveFact(record),
      },
      Date.now,
    ),
    ...createAuditActivities(stores.audit),
    ...createLoudActivities(recognition),
    ...createDutyActivities({
      ...deps.duty,
      overrides: (tenant, schedule) => stores.overrides.of(tenant, schedule),
      operators: deps.operators,
      open: deps.openIncidents,
      now: Date.now,
    }),
    ...createCalendarActivities({
      ...deps.calendars,
      schedule: deps.duty.schedule,
      store: stores.calendars,
      operators: deps.operators,
      now: Date.now,
    }),
    ...createSwapActivities({ schedule: deps.duty.schedule, overrides: stores.overrides }),
    ...createOnCallActivities({ ...deps.duty, now: Date.now }),
    ...createContactActivities(deps.duty),
    ...createHoursActivities({ ...deps.duty, now: Date.now }),
    ...createLinkActivities({ ...stores.links, partyOf: recognition.partyOf }),
    ...createTurnActivities(pace),
    ...createActionActivities({
      find: (tenant, id, number) => stores.actions.find(tenant, id, number),
      zoneOf: deps.homeZone,
      accountsOf: recognition.accountsOf,
      pageOf: deps.postmortemPage,
      now: Date.now,
    }),
    ...createTicketActivities({
      effects,
      tracker: deps.tracker,
      actions: stores.actions,
      view: (tenant, id) => stores.incidents.find(tenant, id),
      settings: deps.actionItems,
      routeFor: deps.ticketRoute,
      pageOf: deps.postmortemPage,
      zoneOf: deps.homeZone,
      accountsOf: recognition.accountsOf,
      redact: deps.redact,
      now: Date.now,
    }),
    ...createIncidentTicketActivities({
      effects,
      ledger: stores.ledger,
      tracker: deps.tracker,
      view: (tenant, id) => stores.incidents.find(tenant, id),
      events: (tenant, id, last, limit) => stores.timeline.read(tenant, id, last, limit),
      keep: (tenant, url, id, tracker) => stores.incidentTickets.keep(tenant, url, id, tracker),
      forget: (tenant, id, urls) => stores.incidentTickets.forget(tenant, id, urls),
      rules: deps.ticketRules,
      pageOf: deps.incidentPage,
      operators: deps.operators,
      accountsOf: recognition.accountsOf,
      redact: deps.redact,
      now: Date.now,
    }),
    ...createAlertActivities(alerts.incidents),
    ...createHeartbeatActivities({ heartbeat: alerts.heartbeat, say: alerts.taking.heartbeat }),
    ...createTicketStatusActivities({ tracker: deps.tracker, actions: stores.actions }),
    ...createDevelopmentActivities({
      development: (tenant, id) => deps.tracker(tenant, id).development,
      aftermath: stores.aftermath,
      redact: deps.redact,
      now: Date.now,
      log: deps.log,
    }),
    ...createIntakeActivities({
      ...deps.intakes,
      takers: deps.intakes.takers(client),
      rehearsal: deps.intakes.rehearsal(client),
      batches: stores.inboxBatches,
      again: stores.inboxAgain,
      inbox: stores.inbox,
      wake: (ref) => startIntake(client, deps.taskQueue, ref),
      now: Date.now,
    }),
    ...createQuietActivities({
      ...deps.quiet,
      tenants: deps.tenants,
      operators: deps.operators,
      inbox: stores.inbox,
      store: stores.quiet,
      now: Date.now,
    }),
    ...createRedeliveryActivities({
      ...deps.redelivering,
      store: stores.redeliveries,
      inbox: stores.inbox,
      now: Date.now,
      log: deps.log,
    }),
    ...createRetentionActivities({ ...retaining, tenants: deps.tenants }),
    ...createRunWatchActivities({
      runs: createBrokenRuns(client, runQueueOf(deps.taskQueue), deps.taskQueue),
      recorded: (tenant, id) => stores.runs.find(tenant, id),
      redact: deps.redact,
      log: deps.log,
    }),
    ...createRunbookActivities({ order: deps.orderRunbook(client) }),
    ...createRuns({
      ...deps.runs,
      incidents: deps.runs.incidents(client),
      provider,
      effects,
      localise,
      deliver: (delivery) => delivering.deliver(delivery),
      tracker: deps.tracker,
      save: (run) => stores.runs.save(run),
      incident: (tenant, id) => stores.incidents.find(tenant, id),
      accountsOf: recognition.accountsOf,
      loudnessOf: recognition.loudnessOf,
      redact: deps.redact,
      now: Date.now,
    }),
    ...createExportActivities({
      keep: exporting.keep,
      isRunning: async ({ tenant, id }) => isRunning(client, incidentWorkflowId(tenant, id)),
    }),
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
    ...createInspectionActivities({
      records: stores.incidents,
      incidents: createRunningIncidents(client),
      reports: stores.auditor,
      settings: deps.auditor,
      beat: deps.beat,
      now: Date.now,
      log: deps.log,
    }),
    ...delivering,
    ...createCardActivities({ provider, effects, localise, unlessTroubled }),
    ...createChannelActivities({
      provider,
      effects,
      accountOf: createAccountOf(recognition.userOf, deps.emailOf),
    }),
  };
}

async function isRunning(client: Client, workflowId: string): Promise<boolean> {
  try {
    return (await client.workflow.getHandle(workflowId).describe()).status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
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
  const activities = createActivities(deps, client);
  const common = { connection, namespace, activities, ...WORKER_OPTIONS, ...deps.tracing?.worker };
  const workers = await Promise.all([
    Worker.create({ ...common, taskQueue, workflowBundle }),
    // What is run takes no room from what pages people: runs of versions before are alone on the queue of incidents.
    Worker.create({
      ...common,
      taskQueue: runQueueOf(taskQueue),
      workflowBundle,
      maxCachedWorkflows: RUNS_CACHED,
    }),
    Worker.create({ ...common, taskQueue: attemptQueueOf(taskQueue) }),
  ]);
  const shutDown = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const stopped = allEnded(
    // One that fails takes along the others: whoever started them starts all again.
    workers.map((worker) => worker.run().finally(shutDown)),
  );
  return {
    client,
    stopped,
    async stop() {
      shutDown();
      await stopped.catch(() => undefined);
    },
  };
}

/** @returns when all have settled. @throws what one of them failed with. */
async function allEnded(running: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(running);
  await Promise.all(running);
}
