import { allTenants, findTenant, tenantOf, type TenantConfig } from './config/config.ts';
import { listenAt } from './config/settings.ts';
import { show } from './chat/looks.ts';
import type { InstanceContext } from './chat/platform.ts';
import type { SandboxSettings } from './chat/sandbox/settings.ts';
import { VOCABULARY } from './command/vocabulary.ts';
import { createAccounts } from './http/accounts.ts';
import { apiRouter } from './http/api/router.ts';
import { createActionAnswers } from './http/action-answers.ts';
import { createActionReminders } from './http/action-reminders.ts';
import { createActions } from './http/actions.ts';
import { createPushing } from './http/pushing.ts';
import { createIncidentTicketWorkflows } from './http/incident-ticket-workflows.ts';
import { createTicketAnswers } from './http/ticket-answers.ts';
import { createTicketing } from './http/ticketing.ts';
import { createTickets } from './http/tickets.ts';
import { createTrackers } from './wiring/tickets/trackers.ts';
import { Afterwards } from './http/afterwards.ts';
import { auditorInTemporal, createAuditor } from './http/auditor.ts';
import { createAuditLater } from './http/audit-later.ts';
import { createCalling } from './http/calling.ts';
import { createExports } from './http/exports.ts';
import { createDesk, type DeskDependencies } from './http/desk.ts';
import { feedRouter } from './http/feed-router.ts';
import { createFeeds } from './http/feeds.ts';
import { createChangesOf } from './http/changes.ts';
import { createFindCode } from './http/find.ts';
import { createKnownLinks } from './http/known-links.ts';
import { createConfigurations } from './http/configurations.ts';
import { createLine } from './http/line.ts';
import { calendarConditions } from './config/calendar-conditions.ts';
import { checkTexts, checkWritten, type Checked } from './config/load.ts';
import { PLATFORMS } from './chat/platforms.ts';
import { createHomePage } from './http/home-page.ts';
import { Homes } from './http/homes.ts';
import { createIncidents } from './http/incidents.ts';
import { createIntegrations } from './http/integrations.ts';
import { createLimit, createLimits } from './http/limits.ts';
import { createLinkRequests } from './http/link-requests.ts';
import { linksTo } from './http/links.ts';
import { createMaintenanceAnswers } from './http/maintenance-answers.ts';
import { createMaintenances } from './http/maintenances.ts';
import { createOnCallAnswers } from './http/on-call.ts';
import { createOperations } from './http/operations.ts';
import { isWanted } from './http/pointing.ts';
import { createSendLater } from './http/replies.ts';
import { exposeFigures } from './http/figure-metrics.ts';
import { createOpenFacts } from './http/open-figures.ts';
import { pagesRouter } from './http/pages.ts';
import { publicFiguresRouter } from './http/public-figures.ts';
import { createRosters } from './http/rosters.ts';
import { createElsewhere, openIdWay } from './http/openid/ways.ts';
import { createOpenIdProviders } from './http/openid/provider.ts';
import { openIdRouter } from './http/openid/routes.ts';
import { createSessions } from './http/sessions.ts';
import { createSimulations } from './http/simulations.ts';
import { createRenamed } from './http/renamed.ts';
import { createReaders } from './http/reader.ts';
import { createHolds } from './http/holds.ts';
import { createPostmortems } from './http/postmortems.ts';
import { createProviders } from './http/providers.ts';
import { sandboxRouter } from './http/sandbox.ts';
import { sandboxGuard } from './http/sandbox-guard.ts';
import { createSwapping } from './http/swapping.ts';
import { createSwaps } from './http/swaps.ts';
import { signInRouter } from './http/sign-in.ts';
import { createSightings } from './http/sightings.ts';
import { planWithLinks } from './http/linked-contacts.ts';
import { Patience } from './http/patience.ts';
import { searchAddress, simulationAddress } from './dashboard/address.ts';
import { createSimulator } from './simulation/machine/simulator.ts';
import { BUILT, type Assembly } from './wiring/assembly.ts';
import { auditorScheduleId } from './wiring/inspection/auditing.ts';
import { createDutyWatch, dutyUnwatched } from './wiring/duty/duty-watch.ts';
import { createExporting } from './wiring/records/exporting.ts';
import { startCapturing } from './wiring/intake/capturing.ts';
import { redeliver } from './wiring/intake/intake-waking.ts';
import { createConfiguredIntegrations } from './wiring/intake/configured-integrations.ts';
import { configuredIn } from './wiring/instances/instances.ts';
import type { TokenStore } from './mongo/token-store.ts';
import { notConnected } from './wiring/instances/listening.ts';
import { startServer } from './wiring/server/server.ts';
import { trackerSites } from './wiring/tickets/trackers.ts';
import { UntilTaken } from './wiring/temporal/until-taken.ts';
import { tellOperators } from './wiring/configuration/operator-notices.ts';
import { keepVersions } from './wiring/configuration/version-keeping.ts';
import { connectClient, registerSearchAttributes } from './wiring/temporal/temporal.ts';

/** How often an account may make a code that links another, and how often it may type one. */
const LINKS = { count: 5, perMs: 10 * 60_000 };
/** How often calendars may be asked for from one address; many people sit behind one. */
const CALENDARS = { count: 300, perMs: 60_000 };
/** How often browsers may be sent to an OpenID provider from one address: a company's proxy is one for all. */
const SIGN_INS_ELSEWHERE = { count: 300, perMs: 60_000 };
/** How often somebody may have an incident simulated. */
const SIMULATIONS = { count: 30, perMs: 60_000 };
/** How often somebody may try to sign in from one address. */
const SIGN_INS = { count: 20, perMs: 60_000 };

export interface Serving {
  /** Address for people, without a slash at its end. */
  readonly baseUrl: string;
  /** Address for programs on this machine, without a slash at its end. */
  readonly localUrl: string;
  readonly sandboxes: readonly string[];
  /** Connections to chat platforms that are not there yet, a line for an operator each. */
  readonly notConnected: readonly string[];
  stop(): Promise<void>;
}

/**
 * Runs the HTTP server of an assembly.
 * @throws Error saying which setting to look at, when a port is taken or Temporal does not answer.
 */
export async function serve(assembly: Assembly): Promise<Serving> {
  const { settings, addresses, config, stores, recognition, redact, log, metrics } = assembly;
  const { namespace, taskQueue } = settings.temporal;
  const client = await connectClient(settings.temporal, addresses.temporalAddress, assembly.tracing);
  await registerSearchAttributes(client);
  const configOf = (tenant: string): TenantConfig => tenantOf(config(), tenant);
  const { host, port, baseUrl: configured } = listenAt(settings, config().server);
  let baseUrl = configured;
  const stopping = new AbortController();
  const afterwards = new Afterwards();
  const auditLater = createAuditLater(client, taskQueue);
  const trail = {
    audit: stores.audit,
    auditLater,
    redact,
    log,
    metrics,
    afterwards,
    now: Date.now,
  };
  const accounts = createAccounts({
    recognition,
    requests: createLinkRequests({ client, taskQueue }),
    links: stores.links,
    loudness: stores.loudness,
    limit: createLimit(() => LINKS),
    ...trail,
  });
  // A token outlives the tenant that it was made for; it is then worth nothing.
  const tokens: TokenStore = {
    ...stores.tokens,
    async find(hash) {
      const token = await stores.tokens.find(hash);
      return token && findTenant(config(), token.tenant) ? token : undefined;
    },
  };
  const operations = createOperations({
    config: configOf,
    stores,
    redact,
    log,
    metrics,
    afterwards,
    auditLater,
    incidents: createIncidents({ client, taskQueue, ids: stores.declarations }),
    links: linksTo(() => baseUrl, namespace, addresses.temporalUi),
    linksOf: recognition.linksOf,
    now: Date.now,
  });
  const providers = createProviders({
    configured: configuredIn(assembly.instances),
    store: stores.instances,
    now: Date.now,
  });
  const auditor = createAuditor({
    ...auditorInTemporal(client, taskQueue, auditorScheduleId(taskQueue)),
    reports: stores.auditor,
    now: Date.now,
  });
  const everybody = async () =>
    (await Promise.all(allTenants(config()).map(({ tenant }) => providers(tenant)))).flat();
  const sendLater = createSendLater(client, taskQueue);
  const calling = createCalling({
    operations,
    config: configOf,
    accountsOf: recognition.accountsOf,
    sendLater,
  });
  const asking = new UntilTaken(log);
  const dutyWatch = createDutyWatch(client, taskQueue);
  const rosters = createRosters({
    ...trail,
    operations,
    config: configOf,
    store: stores.overrides,
    overrides: assembly.duty.overrides,
    person: assembly.duty.person,
    reach: (tenant, whom) => calling.reach(tenant, whom),
    sendLater,
    changed: (tenant, schedule) =>
      asking.ask(dutyUnwatched(tenant, schedule), () => dutyWatch(tenant, schedule)),
  });
  const feeds = createFeeds({
    ...trail,
    operations,
    rosters,
    config: configOf,
    store: stores.feeds,
    baseUrl: () => baseUrl,
  });
  const postmortems = createPostmortems({
    operations,
    documents: stores.postmortems,
    actions: stores.actions,
    config: configOf,
    redact,
    now: Date.now,
  });
  const pushing = createPushing({
    operations,
    actions: stores.actions,
    tickets: createTickets(client, taskQueue),
    config: configOf,
    now: Date.now,
  });
  const ticketing = createTicketing({
    operations,
    workflows: createIncidentTicketWorkflows(client, taskQueue),
    config: configOf,
    tracker: createTrackers(config, Date.now),
    now: Date.now,
  });
  const actions = createActions({
    operations,
    actions: stores.actions,
    lookAfter: createActionReminders(client, taskQueue),
    pushing,
    redact,
    now: Date.now,
  });
  const simulations = createSimulations({
    operations,
    config: configOf,
    simulate: createSimulator({
      ...assembly.duty,
      bundle: BUILT.workflows,
      planFor: (tenant, request, at) =>
        planWithLinks(
          configOf(tenant),
          request,
          (person) => recognition.linksOf(tenant, person),
          new Patience(),
          at,
        ),
    }),
    limit: createLimit(() => SIMULATIONS),
    now: Date.now,
  });
  const maintenances = createMaintenances({
    ...trail,
    operations,
    config: configOf,
    store: stores.maintenances,
  });
  const swapping = createSwapping({
    ...trail,
    operations,
    rosters,
    config: configOf,
    swaps: createSwaps({ client, taskQueue }),
    accountsOf: recognition.accountsOf,
  });
  const changes = createChangesOf({ operations, store: stores.changes, config: configOf });
  const find = createFindCode({ operations, store: stores.code });
  const knownLinks = createKnownLinks({
    operations,
    stores,
    config: configOf,
    trackerSites: (tenant) => trackerSites(configOf(tenant).trackers),
  });
  const answering: DeskDependencies = {
    changes,
    find,
    knownLinks,
    findPage: (by, text) => `${baseUrl}${searchAddress(by, text)}`,
    simulations,
    simulationPage: ({ zone }, wish) => `${baseUrl}${simulationAddress(wish, zone)}`,
    providers,
    auditor,
    postmortems,
    actions: createActionAnswers({
      actions,
      pushing,
      config: configOf,
      known: recognition.known,
      now: Date.now,
    }),
    maintenances: createMaintenanceAnswers({ maintenances, config: configOf, now: Date.now }),
    tickets: createTicketAnswers(ticketing),
    actionsOf: (tenant, id) => stores.actions.of(tenant, id),
    onCall: createOnCallAnswers({
      rosters,
      feeds,
      swapping,
      config: configOf,
      known: recognition.known,
      now: Date.now,
    }),
    zoneSoon: recognition.zoneSoon,
    operations,
    config: configOf,
    identify: recognition.identify,
    zoneOf: recognition.zoneOf,
    known: recognition.known,
    accounts: accounts.answer,
    sighted: createSightings(stores.people, log, Date.now),
    limitPerson: createLimits((tenant) => configOf(tenant).access.limits.person),
    limitInstance: createLimits((tenant) => configOf(tenant).access.limits.instance),
    source: {
      read: (instance, ref) => assembly.instances().get(instance).provider.read(ref),
      nameOf: async (instance, user) =>
        (await assembly.instances().get(instance).provider.findUser(user)).name,
    },
    channel: (instance, named) => assembly.instances().get(instance).provider.findChannel(named),
    quotedBy: (delivery, user) => stores.deliveries.quotedBy(delivery, user),
    redact,
    confirmations: stores.confirmations,
    calling,
    now: Date.now,
  };
  const desk = createDesk(answering);
  const openid = (next: string) => openIdWay((tenant) => findTenant(config(), tenant), next);
  const limitPerson = createLimits((tenant) => configOf(tenant).access.limits.person);
  const openIdProviders = createOpenIdProviders(Date.now);
  const sessions = createSessions({
    sessions: stores.sessions,
    lastsMs: (tenant) => configOf(tenant).signIn.lastsMs,
    baseUrl: () => baseUrl,
    now: Date.now,
  });
  const limitSignIns = createLimit(() => SIGN_INS);
  const readers = createReaders({
    sessions: stores.sessions,
    tokens,
    config: (tenant) => findTenant(config(), tenant),
    anonymousReading: () => config().access.anonymousReading,
    baseUrl: () => baseUrl,
    now: Date.now,
  });
  const sandboxes = (): InstanceContext[] =>
    allTenants(config()).flatMap(({ tenant, chat }) =>
      [...chat].flatMap(([instance, { platform }]) => (platform === 'sandbox' ? [{ tenant, instance }] : [])),
    );
  const isSandbox = (name: string): boolean => sandboxes().some(({ instance }) => instance === name);
  const bodyLimit = config().server.bodyLimitBytes;
  const openFacts = createOpenFacts(stores.facts, Date.now);
  exposeFigures(metrics.registry, {
    tenants: () => allTenants(config()).map(({ tenant }) => tenant),
    facts: openFacts,
    now: Date.now,
  });
  const capturing = await startCapturing(assembly, client);
  const integrations = createIntegrations({
    ...trail,
    operations,
    configured: createConfiguredIntegrations(config, () => baseUrl),
    inbox: stores.inbox,
    batches: stores.inboxBatches,
    keptMs: (tenant) => configOf(tenant).retention.inbox,
    aftermath: stores.aftermath,
    redeliveries: stores.redeliveries,
    renamed: createRenamed({ store: stores.changes, config: configOf }),
    redeliver: async (ref, keys) =>
      redeliver(client, taskQueue, ref, await stores.inboxAgain.keep(ref, keys, Date.now())),
    test: capturing.test,
    journal: capturing.journal,
    patterns: (tenant) => [...configOf(tenant).redaction, config().secrets],
  });
  const routers = [
    capturing.router,
    sandboxGuard({
      isSandbox,
      anonymousReading: () => config().access.anonymousReading,
      baseUrl: () => baseUrl,
      listensOn: host,
    }),
    apiRouter({
      operations,
      changes,
      find,
      rosters,
      swapping,
      feeds,
      line: createLine(answering),
      simulations,
      auditor,
      configurations: createConfigurations({
        ...trail,
        operations,
        config,
        standing: assembly.standing,
        written: assembly.written,
        look: assembly.lookForVersions,
        store: stores.configurations,
        made: stores,
        overrides: assembly.duty.overrides,
        openIncidents: async () => {
          const tenants = allTenants(config());
          const counts = tenants.map(({ tenant }) => stores.incidents.count(tenant, { active: true }));
          return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
        },
        checkFiles: (files, source) =>
          withCalendars(assembly, checkTexts(files, source, process.env, PLATFORMS)),
        checkWritten: (written, source) =>
          withCalendars(assembly, checkWritten(written, source, process.env, PLATFORMS)),
      }),
      redaction: () => allTenants(config()).flatMap(({ redaction }) => redaction),
      stores: { ...stores, tokens },
      endLink: accounts.end,
      postmortems,
      actions,
      pushing,
      ticketing,
      maintenances,
      integrations,
      holds: createHolds({ operations, holds: stores.holds, redact, now: Date.now }),
      exportOf: createExports({
        operations,
        exporting: createExporting({ client, stores, redact, now: Date.now }),
      }),
      config: configOf,
      standing: assembly.standing,
      limit: createLimits((tenant) => configOf(tenant).access.limits.person),
      bodyLimit,
      now: Date.now,
    }),
    feedRouter({
      store: stores.feeds,
      config,
      overrides: assembly.duty.overrides,
      baseUrl: () => baseUrl,
      limit: createLimit(() => CALENDARS),
      now: Date.now,
    }),
    openIdRouter({
      providers: openIdProviders,
      config: (tenant) => findTenant(config(), tenant),
      sessions,
      store: stores.sessions,
      operations,
      baseUrl: () => baseUrl,
      limit: createLimit(() => SIGN_INS_ELSEWHERE),
      log,
      now: Date.now,
    }),
    signInRouter({
      tokens,
      sessions,
      readers,
      operations,
      openid,
      elsewhere: createElsewhere(
        openIdProviders,
        (tenant) => findTenant(config(), tenant),
        () => baseUrl,
      ),
      baseUrl: () => baseUrl,
      limit: limitSignIns,
    }),
    sandboxRouter({
      instances: () =>
        sandboxes().map((context) => ({
          ...context,
          settings: configOf(context.tenant).chat.get(context.instance)?.settings as SandboxSettings,
          store: assembly.sandboxStore(context),
          adapter: assembly.instances().get(context.instance).inbound,
        })),
      commands: VOCABULARY.map(({ name, usage, help }) => ({ name, usage, summary: help })),
      assets: BUILT.assets,
      now: Date.now,
      redact,
      log,
      stop: stopping.signal,
    }),
    publicFiguresRouter({ config, facts: openFacts }),
    pagesRouter({
      simulations,
      operations,
      changes,
      find,
      rosters,
      isReachable: async (tenant, person) => (await recognition.accountsOf(tenant, person)).length > 0,
      postmortems,
      actions,
      pushing,
      ticketing,
      stores,
      config: configOf,
      providers,
      auditor,
      integrations,
      readers,
      openid,
      standing: assembly.standing,
      limit: limitPerson,
      baseUrl: () => baseUrl,
      assets: BUILT.assets,
      sandbox: () => (sandboxes().length > 0 ? '/sandbox' : undefined),
      stop: stopping.signal,
      now: Date.now,
    }),
  ];
  const homes = new Homes({
    page: createHomePage(operations),
    identify: recognition.identify,
    version: (tenant) => stores.incidents.listRevision(tenant),
    show: (instance, at, look) => show(assembly.instances().get(instance).provider, at, look),
    now: Date.now,
    log,
    stop: stopping.signal,
  });
  const server = await startServer(
    {
      ...assembly,
      statuses: everybody,
      calendarConditions: () => calendarConditions(config(), Date.now()),
      client,
      taskQueue,
      desk,
      homes,
      afterwards,
      routers,
      bodyLimit,
      wanted: (inbound, tenant) => isWanted(inbound, configOf(tenant)),
    },
    host,
    port,
  );
  if (port === 0 && config().server.baseUrl === undefined) baseUrl = `http://localhost:${server.port}`;
  const unkept = keepVersions({
    ...assembly,
    follow: assembly.followInstances,
    store: stores.configurations,
    now: Date.now,
  });
  const quiet = tellOperators({ ...assembly, sendLater: createSendLater(client, taskQueue) });
  log.info({ host, port: server.port, baseUrl }, 'the server is ready');
  return {
    baseUrl,
    localUrl: `http://${localName(host)}:${server.port}`,
    sandboxes: sandboxes().map(({ instance }) => instance),
    notConnected: notConnected(server.listeners()),
    async stop() {
      stopping.abort();
      asking.stop();
      quiet();
      unkept();
      await server.stop();
      await capturing.stop();
      await client.connection.close();
    },
  };
}

/** What was fetched for the layers of the configuration in force counts for those of another as well. */
function withCalendars({ calendars }: Assembly, checked: Checked): Checked {
  return checked.config ? { ...checked, config: calendars.into(checked.config) } : checked;
}

/** @param host what the server listens on. @returns the name by which this machine reaches it. */
function localName(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
