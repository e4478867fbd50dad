import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { Runtime } from '@temporalio/worker';
import { allTenants, findTenant, tenantOf } from './config/config.ts';
import { ticketRouteFor } from './config/ticket-routes.ts';
import { createIncidentTicketTaking, tellOfTickets } from './wiring/tickets/incident-ticket-taking.ts';
import { createTicketTaker } from './wiring/tickets/ticket-taking.ts';
import { createDevelopments, createTrackers } from './wiring/tickets/trackers.ts';
import { scheduleSweeps } from './wiring/records/sweeping.ts';
import { runQueueOf } from './action/run-queue.ts';
import { listenAt } from './config/settings.ts';
import { incidentAddress, integrationAddress, postmortemAddress, runAddress } from './dashboard/address.ts';
import type { Logger } from 'pino';
import type { Provider } from './chat/provider.ts';
import { isAway } from './http/errors.ts';
import { createSendLater } from './http/replies.ts';
import { createAlerts } from './wiring/alerts/alerts.ts';
import { scheduleIntakeWatch } from './wiring/intake/intake-waking.ts';
import { createIntakes } from './wiring/intake/intakes.ts';
import { eachByItself, oneAfterTheOther } from './inbox/taking.ts';
import { BUILT, type Assembly } from './wiring/assembly.ts';
import { Auditing } from './wiring/inspection/auditing.ts';
import { createCalendarWatch } from './wiring/duty/calendar-watch.ts';
import { createChangeTaker, tellIncidents } from './wiring/changes/change-taking.ts';
import { beginDevelopment, createDevelopmentTaking } from './wiring/changes/development-taking.ts';
import { createDutyWatch, dutyUnwatched } from './wiring/duty/duty-watch.ts';
import { linksTo } from './http/links.ts';
import { cannotBeUsed, changeBetween, type Instance } from './wiring/instances/instances.ts';
import { LookingAfter } from './wiring/instances/looking-after.ts';
import { connectClient, connectWorker, registerSearchAttributes } from './wiring/temporal/temporal.ts';
import { beat } from './outbound/beat.ts';
import { confirmAtAws } from './inbox/sns/confirm.ts';
import { fetchText } from './outbound/fetch-text.ts';
import { endLeftovers } from './runner/process/attempt.ts';
import { personOf } from './wiring/duty/fetched-calendars.ts';
import { loggingTo } from './telemetry/temporal-logger.ts';
import { createOpenIncidents } from './wiring/duty/open-incidents.ts';
import { scheduleQuietWatch } from './wiring/intake/quiet-watch.ts';
import { createRedelivering } from './wiring/intake/redelivering.ts';
import { scheduleRedelivery } from './wiring/intake/redelivery-watch.ts';
import { createRehearsal } from './wiring/intake/rehearsing.ts';
import { tellOperators } from './wiring/configuration/operator-notices.ts';
import { notingPages } from './wiring/alerts/page-noting.ts';
import { keepVersions } from './wiring/configuration/version-keeping.ts';
import { UntilTaken } from './wiring/temporal/until-taken.ts';
import { CommandsWatch } from './wiring/worker/commands-watch.ts';
import { Afterwards } from './http/afterwards.ts';
import { createAuditLater } from './http/audit-later.ts';
import { createSight } from './http/sight.ts';
import { createIncidents } from './http/incidents.ts';
import { createRunOrdering } from './http/run-ordering.ts';
import { createRunWorkflows } from './http/run-workflows.ts';
import { createAutomaticRunbooks } from './wiring/worker/automatic-runbooks.ts';
import { createIncidentSending } from './wiring/worker/incident-sending.ts';
import { scheduleRunWatch } from './wiring/worker/run-watch.ts';
import { startWorker } from './wiring/worker/worker.ts';

export interface Working {
  /** Settles when the worker has ended; rejects when it failed. */
  readonly stopped: Promise<void>;
  /** Rejects when its connection to Temporal does not answer. */
  check(): Promise<unknown>;
  stop(): Promise<void>;
}

/** How long Temporal has to answer a worker's check, in milliseconds. */
const CHECK_MS = 2_000;

/**
 * Runs a Temporal worker of an assembly; one in a process, whose log takes in that of Temporal's core.
 * @throws Error saying which setting to look at, when Temporal does not answer.
 */
export async function work(assembly: Assembly): Promise<Working> {
  const { settings, addresses, stores, recognition, emailOf, log, metrics, observations, tracing } = assembly;
  const { namespace, taskQueue } = settings.temporal;
  // The core can be told where to log only once and before its first use. Signals are for the process to answer.
  Runtime.install({ ...loggingTo(log), shutdownSignals: [] });
  const client = await connectClient(settings.temporal, addresses.temporalAddress);
  await registerSearchAttributes(client);
  await client.connection.close();
  const connection = await connectWorker(settings.temporal, addresses.temporalAddress);
  await Promise.all(
    assembly
      .instances()
      .all()
      .map(({ provider }) => connect(provider, log)),
  );
  const links = linksTo(
    () => listenAt(settings, assembly.config().server).baseUrl,
    namespace,
    addresses.temporalUi,
  );
  const intakes = createIntakes(assembly.config);
  const alertsOf = (client: Client) =>
    createAlerts({
      client,
      taskQueue,
      config: assembly.config,
      stores,
      linksOf: recognition.linksOf,
      links,
      redact: assembly.redact,
      maintenances: (tenant) => stores.maintenances.of(tenant),
      log,
      metrics,
      now: Date.now,
    });
  const sightOf = (client: Client) =>
    createSight({
      policy: (tenant) => tenantOf(assembly.config(), tenant).access.policy,
      records: stores.incidents,
      incidents: createIncidents({ client, taskQueue, ids: stores.declarations }),
      exports: stores.exports,
      facts: stores.facts,
    });
  const tracker = createTrackers(assembly.config, Date.now);
  const records = join(settings.dataDir, 'runs');
  // Not waited for: what is left may take minutes to end, and a run that goes on looks for itself.
  void endLeftovers(records, (line) => log.warn(line)).catch((err: unknown) => {
    log.error({ err, records }, 'it cannot be looked what killed workers have left running');
  });
  const worker = await startWorker({
    connection,
    namespace,
    taskQueue,
    workflowBundle: { codePath: BUILT.workflows },
    stores,
    instances: assembly.instances,
    recognition,
    duty: assembly.duty,
    operators: (tenant) => findTenant(assembly.config(), tenant)?.notifications.operators ?? [],
    openIncidents: createOpenIncidents(stores.incidents, links),
    calendars: {
      fetch: ({ url, privately }, validators) => fetchText(url, { validators, privately }),
      personOf: (tenant) => personOf(tenantOf(assembly.config(), tenant)),
      took: assembly.calendars.look,
    },
    emailOf,
    flushObservations: () => observations.flush(),
    checkEveryMs: () => assembly.config().health.everyMs,
    auditor: () => {
      const { auditor, notifications, tenant } = assembly.config();
      return { ...auditor, channels: notifications.operators, tenant };
    },
    beat: (address) => beat(address, assembly.config().auditor),
    intakes: {
      intake: (ref) => intakes.find(ref)?.intake,
      rehearsal: (client) =>
        createRehearsal({
          config: (tenant) => tenantOf(assembly.config(), tenant),
          suppression: async (terms) => (await alertsOf(client).incidents.suppressing(terms.tenant))(terms),
          redact: assembly.redact,
        }),
      takers: (client) => ({
        alerts: notingPages(alertsOf(client).taking.take, stores.pages, assembly.redact),
        tickets: createTicketTaker({
          actions: stores.actions,
          addresses: stores.ticketAddresses,
          incidents: createIncidentTicketTaking({
            tickets: stores.incidentTickets,
            incidents: stores.incidents,
            tell: tellOfTickets(client),
            rules: (tenant) => tenantOf(assembly.config(), tenant).tickets,
            redact: assembly.redact,
          }),
          tracker,
          redact: assembly.redact,
        }),
        changes: oneAfterTheOther(
          createChangeTaker({ stores, tell: tellIncidents(client), redact: assembly.redact }),
          eachByItself(
            createDevelopmentTaking({
              begin: beginDevelopment(client, taskQueue),
              developments: createDevelopments(assembly.config, tracker),
              redact: assembly.redact,
            }),
          ),
        ),
      }),
      confirm: confirmAtAws,
      isAway,
    },
    quiet: {
      integrations: (tenant) => [...(findTenant(assembly.config(), tenant)?.integrations.values() ?? [])],
      pageOf: ({ integration }) =>
        `${listenAt(settings, assembly.config().server).baseUrl}${integrationAddress(integration)}`,
    },
    redelivering: createRedelivering(assembly.config, Date.now),
    redact: assembly.redact,
    tenants: () => allTenants(assembly.config()).map(({ tenant }) => tenant),
    retention: (tenant) => tenantOf(assembly.config(), tenant).retention,
    tracker,
    actionItems: (tenant) => tenantOf(assembly.config(), tenant).actionItems,
    ticketRoute: (tenant, incident) => ticketRouteFor(tenantOf(assembly.config(), tenant), incident),
    homeZone: (tenant, person) => {
      const { people, defaults } = tenantOf(assembly.config(), tenant);
      return people.get(person)?.timeZone ?? defaults.timeZone;
    },
    incidentPage: (tenant, id) => links(tenant, id).page,
    ticketRules: (tenant) => tenantOf(assembly.config(), tenant).tickets,
    postmortemPage: (tenant, id) => {
      const { baseUrl } = listenAt(settings, assembly.config().server);
      return `${baseUrl}${postmortemAddress(incidentAddress({ tenant, id }))}`;
    },
    runs: {
      config: assembly.config,
      records,
      output: assembly.runOutput,
      pageOf(tenant, run) {
        const { baseUrl } = listenAt(settings, assembly.config().server);
        return `${baseUrl}${runAddress(tenant, run)}`;
      },
      incidents: (client) =>
        createIncidentSending({
          client,
          taskQueue,
          config: (tenant) => tenantOf(assembly.config(), tenant),
          stores,
          linksOf: recognition.linksOf,
          links,
          redact: assembly.redact,
          log,
          metrics,
          now: Date.now,
        }),
    },
    orderRunbook: (client) =>
      createAutomaticRunbooks({
        config: assembly.config,
        order: createRunOrdering({
          config: (tenant) => tenantOf(assembly.config(), tenant),
          privateOf: (caller, ids) => sightOf(client).privateOf(caller, ids),
          audit: stores.audit,
          auditLater: createAuditLater(client, taskQueue),
          afterwards: new Afterwards(),
          workflows: createRunWorkflows({ client, taskQueue: runQueueOf(taskQueue), ids: stores.runs }),
          redact: assembly.redact,
          log,
          metrics,
          now: Date.now,
        }),
        rates: stores.runbookRates,
        redact: assembly.redact,
        now: Date.now,
      }),
    alerts: alertsOf,
    log,
    metrics,
    tracing,
  });
  const asking = new UntilTaken(log);
  await asking.ask('nothing is deleted by the rules of retention', () =>
    scheduleSweeps(worker.client, taskQueue),
  );
  await asking.ask('nobody looks for what came in and was forgotten', () =>
    scheduleIntakeWatch(worker.client, taskQueue),
  );
  await asking.ask('nobody asks for deliveries that failed', () =>
    scheduleRedelivery(worker.client, taskQueue),
  );
  await asking.ask('runs that are ended in Temporal stand as running', () =>
    scheduleRunWatch(worker.client, taskQueue),
  );
  await asking.ask('nobody looks from which integrations nothing comes', () =>
    scheduleQuietWatch(worker.client, taskQueue),
  );
  const lookingAfter = new LookingAfter(worker.client, taskQueue, log, Date.now);
  const auditing = new Auditing(worker.client, taskQueue, assembly.config);
  const audit = (): Promise<void> =>
    asking.ask('nobody looks whether anything is late', () => auditing.begin());
  const lookAfter = async (instances: readonly Instance[]): Promise<void> => {
    await Promise.all(
      instances.map(({ tenant, provider: { instance } }) =>
        asking.ask(`chat.${instance} of ${tenant} is not under health checks`, () =>
          lookingAfter.begin(tenant, instance),
        ),
      ),
    );
  };
  observations.onTurn((instance) => {
    const { tenant } = assembly.instances().get(instance);
    lookingAfter.turned(tenant, instance);
  });
  const unfollow = assembly.followInstances(async (instances, before) => {
    await audit();
    const { built } = changeBetween(before, instances);
    await Promise.all(built.map(({ provider }) => connect(provider, log)));
    await lookAfter(built);
  });
  await lookAfter(assembly.instances().all());
  await audit();
  const dutyWatch = createDutyWatch(worker.client, taskQueue);
  const calendarWatch = createCalendarWatch(worker.client, taskQueue);
  const watchSchedules = async (): Promise<void> => {
    await Promise.all(
      allTenants(assembly.config()).flatMap(({ tenant, schedules }) =>
        [...schedules.values()].map(async ({ id, fetched }) => {
          await asking.ask(dutyUnwatched(tenant, id), () => dutyWatch(tenant, id));
          if (fetched)
            await asking.ask(`nobody fetches the calendars of schedules.${id} of ${tenant}`, () =>
              calendarWatch(tenant, id),
            );
        }),
      ),
    );
  };
  const unfollowSchedules = assembly.followInstances(watchSchedules);
  await watchSchedules();
  const { watchHeartbeats } = alertsOf(worker.client);
  const unfollowHeartbeats = assembly.followInstances(() => watchHeartbeats(asking));
  await watchHeartbeats(asking);
  const commands = new CommandsWatch(assembly);
  const unfollowCommands = assembly.followInstances(() => commands.look());
  await commands.look();
  const unkept = keepVersions({
    ...assembly,
    follow: assembly.followInstances,
    store: stores.configurations,
    now: Date.now,
  });
  const quiet = tellOperators({ ...assembly, sendLater: createSendLater(worker.client, taskQueue) });
  log.info({ taskQueue }, 'the worker is ready');
  return {
    stopped: worker.stopped,
    check: () =>
      connection.withDeadline(Date.now() + CHECK_MS, () => connection.workflowService.getSystemInfo({})),
    async stop() {
      asking.stop();
      unfollow();
      unfollowCommands();
      commands.close();
      unfollowSchedules();
      unfollowHeartbeats();
      quiet();
      unkept();
      await worker.stop();
      await connection.close();
    },
  };
}

/** A platform that refuses its token is an operator's matter: loud, but no reason to leave the other instances alone. */
async function connect(provider: Provider, log: Logger): Promise<void> {
  const { instance, platform } = provider;
  try {
    const bot = await provider.connect();
    log.info({ instance, platform, bot: bot.name }, 'connected');
  } catch (error) {
    log.error({ instance, platform, err: error }, cannotBeUsed(instance, error));
  }
}
