import { once } from 'node:events';
import type { CalendarCondition } from '../../src/config/calendar-conditions.ts';
import type { InstanceStatus } from '../../src/chat/instance-status.ts';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { hashSecret, newSecret } from '../../src/http/cookies.ts';
import type { SignedInAs } from '../../src/access/session.ts';
import { createRecognition } from '../../src/access/recognition.ts';
import { redactText } from '../../src/access/redact.ts';
import type { AccessRole } from '../../src/access/role.ts';
import type { Delivery } from '../../src/chat/delivery.ts';
import type { Modal } from '../../src/chat/element.ts';
import type { InboundAdapter } from '../../src/chat/inbound.ts';
import { ChatError } from '../../src/chat/error.ts';
import type { Look } from '../../src/chat/looks.ts';
import type { MessageRef } from '../../src/chat/message.ts';
import type { Quoted } from '../../src/chat/quoted.ts';
import { runAddress, searchAddress, simulationAddress } from '../../src/dashboard/address.ts';
import { isWanted } from '../../src/http/pointing.ts';
import type { Listener } from '../../src/chat/listener.ts';
import type { ChatChannel, ChatUser } from '../../src/chat/provider.ts';
import { Registry } from '../../src/chat/registry.ts';
import { pageToken } from '../../src/chat/sandbox/authenticity.ts';
import { SandboxInbound } from '../../src/chat/sandbox/inbound.ts';
import { sandboxSettings } from '../../src/chat/sandbox/settings.ts';
import { SlackInbound } from '../../src/chat/slack/inbound.ts';
import { slackSettings } from '../../src/chat/slack/settings.ts';
import { allTenants, findTenant, tenantOf, type Config, type TenantConfig } from '../../src/config/config.ts';
import type { Problem } from '../../src/config/problem.ts';
import type { RefusedConfiguration, Standing } from '../../src/config/standing.ts';
import { personTarget } from '../../src/config/resolve.ts';
import { checkTexts, checkWritten, loadConfig } from '../../src/config/load.ts';
import type { IncidentExport } from '../../src/archive/incident-export.ts';
import type { IncidentView } from '../../src/incident/view.ts';
import { createLinkActivities } from '../../activities/link.ts';
import { createAccounts } from '../../src/http/accounts.ts';
import { createLinkRequests } from '../../src/http/link-requests.ts';
import { apiRouter } from '../../src/http/api/router.ts';
import { hashToken, newToken } from '../../src/http/api/token.ts';
import { Afterwards } from '../../src/http/afterwards.ts';
import { createApp } from '../../src/http/app.ts';
import { createAuditor } from '../../src/http/auditor.ts';
import type { Report } from '../../src/inspection/report.ts';
import { createAuditLater } from '../../src/http/audit-later.ts';
import { createCalling } from '../../src/http/calling.ts';
import { chatRouter } from '../../src/http/chat.ts';
import { ANSWER_MS } from '../../src/http/patience.ts';
import { createDesk, type DeskDependencies } from '../../src/http/desk.ts';
import { createLine } from '../../src/http/line.ts';
import { createChangesOf } from '../../src/http/changes.ts';
import { createFindCode } from '../../src/http/find.ts';
import { createKnownLinks } from '../../src/http/known-links.ts';
import { trackerSites } from '../../src/wiring/tickets/trackers.ts';
import { createConfigurations } from '../../src/http/configurations.ts';
import { MemoryConfigurations } from './memory-configurations.ts';
import { createExports } from '../../src/http/exports.ts';
import { healthRouter, type Check } from '../../src/http/health.ts';
import { feedRouter } from '../../src/http/feed-router.ts';
import { createFeeds } from '../../src/http/feeds.ts';
import { createHomePage } from '../../src/http/home-page.ts';
import { Homes } from '../../src/http/homes.ts';
import { createIncidents } from '../../src/http/incidents.ts';
import { createLimit, createLimits } from '../../src/http/limits.ts';
import { linksTo, runWorkflowsIn } from '../../src/http/links.ts';
import { createMaintenanceAnswers } from '../../src/http/maintenance-answers.ts';
import { createMaintenances } from '../../src/http/maintenances.ts';
import { createOnCallAnswers } from '../../src/http/on-call.ts';
import { createOperations } from '../../src/http/operations.ts';
import { exposeFigures } from '../../src/http/figure-metrics.ts';
import { createOpenFacts } from '../../src/http/open-figures.ts';
import { pagesRouter } from '../../src/http/pages.ts';
import { publicFiguresRouter } from '../../src/http/public-figures.ts';
import { createRunbooks } from '../../src/http/runbooks.ts';
import { createRuns } from '../../src/http/runs.ts';
import { createRunAnswers } from '../../src/http/run-answers.ts';
import { createRunOrdering } from '../../src/http/run-ordering.ts';
import { createRunWorkflows } from '../../src/http/run-workflows.ts';
import { createRosters } from '../../src/http/rosters.ts';
import { createElsewhere, openIdWay } from '../../src/http/openid/ways.ts';
import { createOpenIdProviders } from '../../src/http/openid/provider.ts';
import { openIdRouter } from '../../src/http/openid/routes.ts';
import { createSessions } from '../../src/http/sessions.ts';
import { createReaders } from '../../src/http/reader.ts';
import { createSimulations } from '../../src/http/simulations.ts';
import type { Outcome } from '../../src/simulation/outcome.ts';
import type { Scenario } from '../../src/simulation/scenario.ts';
import type { IntegrationRef } from '../../src/inbox/batch.ts';
import type { Revised } from '../../src/mongo/revised-store.ts';
import type { RedeliveryState } from '../../src/redelivery/missed.ts';
import { createHolds } from '../../src/http/holds.ts';
import { createRenamed } from '../../src/http/renamed.ts';
import { createIntegrations } from '../../src/http/integrations.ts';
import { createConfiguredIntegrations } from '../../src/wiring/intake/configured-integrations.ts';
import { createPostmortems } from '../../src/http/postmortems.ts';
import { createActionAnswers } from '../../src/http/action-answers.ts';
import { createActionReminders } from '../../src/http/action-reminders.ts';
import { createActions } from '../../src/http/actions.ts';
import { createPushing } from '../../src/http/pushing.ts';
import { createIncidentTicketWorkflows } from '../../src/http/incident-ticket-workflows.ts';
import { createTicketAnswers } from '../../src/http/ticket-answers.ts';
import { createTicketing } from '../../src/http/ticketing.ts';
import { createTickets } from '../../src/http/tickets.ts';
import { TrackerError } from '../../src/tracker/error.ts';
import type { Tracker } from '../../src/tracker/tracker.ts';
import { createReception, type Entrance, type Receive } from '../../src/http/reception.ts';
import { createHeldWords, createSendLater } from '../../src/http/replies.ts';
import { createSightings } from '../../src/http/sightings.ts';
import { createSwapping } from '../../src/http/swapping.ts';
import type { Swap } from '../../src/chat/swap.ts';
import type { SwapAnswer, SwapInput } from '../../workflows/swap/messages.ts';
import { signInRouter } from '../../src/http/sign-in.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { slack } from '../../src/chat/slack/platform.ts';
import { FakeSandboxStore } from '../fakes/sandbox/store.ts';
import { signSlackRequest } from '../fakes/slack/signing.ts';
import { FakeTemporal } from './fake-temporal.ts';
import { MemoryStores } from './memory-stores.ts';

export const SECRET = 'the signing secret';
/** That of the other tenant's Slack app. */
export const ACME_SECRET = 'the signing secret of acme';
/** Those of the integrations: of the address of `alerts`, and of what it sends in a header. */
export const ALERTS_SECRET = 'an-address-that-nobody-guesses';
export const ALERTS_CREDENTIALS = 'credentials-in-a-header';
/** A secret that Muster redacts wherever it appears. */
export const LEAK = 'AKIAIOSFODNN7EXAMPLE';

/** Always the same list: the schema is made once for one list. */
const PLATFORMS = [slack];

/** One line of the log. */
export type LogLine = Record<string, unknown> & { level: number; msg: string };

/** The HTTP side of a server, in this process, with Temporal, stores and platform in memory. */
export class Office {
  readonly memory = new MemoryStores();
  now = Date.now();
  readonly temporal = new FakeTemporal(this.memory, () => this.now);
  readonly log: LogLine[] = [];
  readonly modals: { trigger: string; modal: Modal }[] = [];
  openModal: () => Promise<void> = () => Promise.resolve();
  /** What was told people at once, without Temporal. */
  readonly told: Delivery[] = [];
  tell: () => Promise<void> = () => Promise.resolve();
  /** What the platform was asked to show of its own accord. */
  readonly shown: { instance: string; user: string; message?: MessageRef; look: Look }[] = [];
  show: () => Promise<void> = () => Promise.resolve();
  /** What the platform says when it is asked for a message, or for somebody's name. */
  read: (ref: MessageRef) => Promise<Quoted> = () =>
    Promise.reject(new ChatError('message_not_found', 'There is no such message.'));
  nameOf: (user: string) => Promise<string> = (user) => Promise.resolve(`Name of ${user}`);
  /** What the platform says of a channel. */
  channel: (named: string) => Promise<ChatChannel> = (named) => Promise.resolve({ id: named, name: named });
  /** What the platform says of a user. */
  profile: (instance: string, user: string) => Promise<ChatUser> = (_instance, id) =>
    Promise.resolve({ id, name: id.toLowerCase() });
  /** How often changes are looked for that pages of Muster should show, in milliseconds. */
  homesEveryMs = 60_000;
  calendarLimit = { count: 1_000, perMs: 60_000 };
  linkLimit = { count: 1_000, perMs: 600_000 };
  /** Who a user is, on a platform that is asked; at once when not given. */
  identifying: Promise<void> = Promise.resolve();
  readonly afterwards = new Afterwards();
  /** How long answers may take, in milliseconds. It may be changed at any time. */
  readonly patience = { answerMs: ANSWER_MS };
  checks: Check[] = [];
  /** How calendars are that are fetched from elsewhere. */
  calendarConditions: readonly CalendarCondition[] = [];
  listeners: Pick<Listener, 'platform' | 'instance' | 'status'>[] = [];
  /** What was read again, and the integrations that a test event went to. */
  /** What senders could not deliver, by integration. */
  readonly missed = new Map<string, Revised<RedeliveryState>>();
  /** What waits in the journal. */
  journal: { batches: number; since?: number } = { batches: 0 };
  readonly redelivered: (IntegrationRef & { readonly keys: readonly string[] })[] = [];
  readonly tested: string[] = [];
  /** How the provider instances are. */
  providers: InstanceStatus[] = [];
  /** What was simulated, what each comes to, and how often somebody may. */
  readonly scenarios: Scenario[] = [];
  /** Bug trackers, by name. */
  tracker: (tenant: string, id: string) => Tracker = (_tenant, id) => {
    throw new TrackerError('tracker_not_found', `there is no tracker ${id}`);
  };
  outcome: (scenario: Scenario) => Promise<Outcome> = () => Promise.reject(new Error('nothing is simulated'));
  simulationLimit = { count: 1_000, perMs: 60_000 };
  /** Offers of shifts by id, and what was answered. */
  readonly swaps = new Map<string, SwapInput>();
  /** What became of offers that are over. */
  readonly swapsOver = new Map<string, Swap>();
  readonly swapAnswers: SwapAnswer[] = [];
  /** Schedules whose watchers were told that overrides have changed. */
  readonly changedSchedules: string[] = [];
  /** What the auditor found last, when a worker last asked for work, and whether the auditor is paused. */
  report: Report | undefined;
  polledAt: number | undefined;
  paused: boolean | undefined;
  signInAt = 'https://muster.example';
  config: Config;
  /** Set when a newer configuration was refused. */
  refusedConfiguration: RefusedConfiguration | undefined;
  /** What the configuration in force is warned of. */
  configurationWarnings: readonly Problem[] = [];
  receive!: Receive;
  readonly #env: Record<string, string>;
  readonly #sandbox = new FakeSandboxStore();
  readonly #stop = new AbortController();
  readonly #adapters = new Map<string, InboundAdapter>();
  #server: Server | undefined;

  /** Exports that are kept, by incident. */
  readonly kept = new Map<string, IncidentExport>();

  /** @returns an export without a history. */
  exportOf(view: IncidentView): IncidentExport {
    const { tenant, id } = view.incident;
    return {
      format: 'muster-incident',
      version: 1,
      exportedAt: this.now,
      tenant,
      id,
      view,
      timeline: [],
      notifications: [],
      audit: [],
      actions: [],
      workflowId: `${tenant}:incident:${id}`,
      history: [],
    };
  }

  constructor() {
    const path = fileURLToPath(new URL('muster.yaml', import.meta.url));
    const env = {
      SLACK_SIGNING_SECRET: SECRET,
      ACME_SIGNING_SECRET: ACME_SECRET,
      SLACK_BOT_TOKEN: 'xoxb-test',
      ACME_BOT_TOKEN: 'xoxb-of-acme',
      ALERTS_SECRET,
      ALERTS_CREDENTIALS,
      CODE_SECRET: 'another-address-that-nobody-guesses',
      CODE_SIGNING_SECRET: 'the secret by which code is signed',
    };
    this.#env = env;
    const { config, written } = loadConfig({ path, env, platforms: PLATFORMS });
    this.config = config;
    const { version, source } = config;
    void this.configurations.add(0, { version, source, written, how: 'start', at: this.now });
    const settings = slackSettings.parse({ botToken: 'xoxb-test', signingSecret: SECRET });
    this.#adapters.set(
      'main-slack',
      new SlackInbound(settings, { tenant: 'default', instance: 'main-slack' }),
    );
    const page = { tenant: 'default', instance: 'sandbox' };
    this.#adapters.set('sandbox', new SandboxInbound(sandboxSettings.parse({}), page, this.#sandbox));
    const unguarded = { ...settings, signingSecret: undefined };
    const instance = 'unguarded';
    this.#adapters.set(instance, new SlackInbound(unguarded, { tenant: 'default', instance }));
    const acme = { tenant: 'acme', instance: 'acme-slack' };
    this.#adapters.set(acme.instance, new SlackInbound({ ...settings, signingSecret: ACME_SECRET }, acme));
  }

  static async open(prepare: (office: Office) => void = () => undefined): Promise<Office> {
    const office = new Office();
    prepare(office);
    await office.#listen();
    return office;
  }

  /** Puts an adapter of one's own at `/chat/<instance>`. */
  adapt(instance: string, adapter: InboundAdapter): void {
    this.#adapters.set(instance, adapter);
  }

  /** What `muster apply` is for; else the file holds. */
  managed = false;
  /** The versions that there were; the first is that of the file. */
  readonly configurations = new MemoryConfigurations();
  readonly #standing = (): Standing => ({
    warnings: this.configurationWarnings,
    version: this.config.version,
    source: 'muster.yaml',
    managed: this.managed,
    ...(this.configurations.all.length > 0 && { number: this.configurations.all.length }),
    since: Date.parse('2026-03-01T00:00Z'),
    ...(this.refusedConfiguration && { refused: this.refusedConfiguration }),
  });

  async #listen(): Promise<void> {
    const config = (tenant: string): TenantConfig => tenantOf(this.config, tenant);
    const now = (): number => this.now;
    const stream = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.log.push(JSON.parse(chunk.toString()) as LogLine);
        done();
      },
    });
    const log = pino({ level: 'debug' }, stream);
    const stores = this.memory.stores();
    const metrics = createMetrics(() => Promise.resolve(this.report));
    const redact = (text: string, tenant = 'default'): string => redactText(text, config(tenant).redaction);
    const client = this.temporal.client();
    const recognition = createRecognition({
      directory: (tenant) => {
        const { people, access } = config(tenant);
        return { people, unmapped: access.policy.unmapped };
      },
      links: stores.links,
      loudness: stores.loudness,
      now,
      soon: (work) => work,
      profile: (instance, user) => this.profile(instance, user),
      warn: (instance, err, message) => log.warn({ instance, err }, message),
    });
    const auditLater = createAuditLater(client, 'muster');
    const trail = {
      audit: stores.audit,
      auditLater,
      redact,
      log,
      metrics,
      afterwards: this.afterwards,
      now,
    };
    const linking = createLinkActivities({ ...stores.links, partyOf: recognition.partyOf });
    this.temporal.links.join = (request) => linking.joinAccounts(request);
    const accounts = createAccounts({
      recognition,
      requests: createLinkRequests({ client, taskQueue: 'muster' }),
      links: stores.links,
      loudness: stores.loudness,
      limit: createLimit(() => this.linkLimit),
      ...trail,
    });
    const operations = createOperations({
      config,
      stores,
      redact,
      log,
      metrics,
      now,
      afterwards: this.afterwards,
      auditLater,
      incidents: createIncidents({ client, taskQueue: 'muster', ids: stores.declarations }),
      links: linksTo(() => 'https://muster.example', 'default', 'https://temporal.example'),
      linksOf: recognition.linksOf,
    });
    const providers = () => Promise.resolve(this.providers);
    const auditor = createAuditor({
      reports: { newest: () => Promise.resolve(this.report) },
      polledAt: () => Promise.resolve(this.polledAt),
      paused: () => Promise.resolve(this.paused),
      now: () => this.now,
    });
    const sendLater = createSendLater(client, 'muster');
    const calling = createCalling({
      operations,
      config,
      accountsOf: recognition.accountsOf,
      sendLater,
    });
    const rosters = createRosters({
      ...trail,
      operations,
      config,
      store: stores.overrides,
      overrides: (tenant, schedule) => stores.overrides.of(tenant, schedule),
      person: (tenant, id) => {
        const known = config(tenant).people.get(id);
        return Promise.resolve(known && personTarget(known));
      },
      reach: (tenant, whom) => calling.reach(tenant, whom),
      sendLater,
      changed: (tenant, schedule) => {
        this.changedSchedules.push(`${tenant}:${schedule}`);
        return Promise.resolve();
      },
    });
    const maintenances = createMaintenances({ ...trail, operations, config, store: stores.maintenances });
    const swapping = createSwapping({
      ...trail,
      operations,
      rosters,
      config,
      swaps: {
        begin: (input) => {
          this.swaps.set(input.offer.id, input);
          return Promise.resolve();
        },
        answer: (tenant, id, answer) => {
          const input = this.swaps.get(id);
          if (input?.tenant !== tenant || this.swapsOver.has(id)) return Promise.resolve(undefined);
          this.swapAnswers.push(answer);
          const { offer, expiresAt } = input;
          const allowed =
            answer.by.id === offer.other.id ||
            answer.decides ||
            (!answer.yes && answer.by.id === offer.asker.id);
          return Promise.resolve(
            allowed
              ? { offer, expiresAt, state: answer.yes ? ('accepted' as const) : ('declined' as const) }
              : { refused: `Only ${offer.other.name} can answer that.` },
          );
        },
        one: (tenant, id) => {
          const input = this.swaps.get(id);
          return Promise.resolve(
            input?.tenant === tenant
              ? (this.swapsOver.get(id) ?? { offer: input.offer, expiresAt: input.expiresAt, state: 'asked' })
              : undefined,
          );
        },
        open: (tenant) =>
          Promise.resolve(
            [...this.swaps.values()]
              .filter((input) => input.tenant === tenant)
              .map(({ offer, expiresAt }) => ({ offer, expiresAt, state: 'asked' })),
          ),
      },
      accountsOf: recognition.accountsOf,
    });
    const feeds = createFeeds({
      ...trail,
      operations,
      rosters,
      config,
      store: stores.feeds,
      baseUrl: () => this.base,
    });
    const postmortems = createPostmortems({
      operations,
      documents: stores.postmortems,
      actions: stores.actions,
      config,
      redact,
      now,
    });
    const pushing = createPushing({
      operations,
      actions: stores.actions,
      tickets: createTickets(client, 'muster'),
      config,
      now,
    });
    const ticketing = createTicketing({
      operations,
      workflows: createIncidentTicketWorkflows(client, 'muster'),
      config,
      tracker: (tenant, id) => this.tracker(tenant, id),
      now,
    });
    const actions = createActions({
      operations,
      actions: stores.actions,
      lookAfter: createActionReminders(client, 'muster'),
      pushing,
      redact,
      now,
    });
    const integrations = createIntegrations({
      aftermath: this.memory.inbox.aftermath,
      ...trail,
      operations,
      configured: createConfiguredIntegrations(
        () => this.config,
        () => this.signInAt,
      ),
      inbox: stores.inbox,
      batches: this.memory.inbox.batches,
      keptMs: (tenant) => config(tenant).retention.inbox,
      renamed: createRenamed({ store: stores.changes, config }),
      redeliveries: { find: (id) => Promise.resolve(this.missed.get(id)) },
      journal: () => this.journal,
      redeliver: async (ref, keys) => {
        if (this.temporal.outage) throw new Error(this.temporal.outage);
        this.redelivered.push({ ...ref, keys });
        await Promise.resolve();
      },
      test: ({ integration }) => {
        this.tested.push(integration);
        return Promise.resolve('test-1');
      },
      patterns: (tenant) => config(tenant).redaction,
    });
    const simulations = createSimulations({
      operations,
      config,
      simulate: (_tenant, scenario) => {
        this.scenarios.push(scenario);
        return this.outcome(scenario);
      },
      limit: createLimit(() => this.simulationLimit),
      now: () => this.now,
    });
    const workflows = createRunWorkflows({ client, taskQueue: 'muster', ids: stores.runs });
    const order = createRunOrdering({ ...trail, workflows, config, privateOf: operations.privateOf });
    const runs = createRuns({
      ...trail,
      operations,
      config,
      workflows,
      order,
      store: stores.runs,
      output: this.memory.runs.output,
    });
    const runbooks = createRunbooks({ operations, config, runs, order, redact });
    const changes = createChangesOf({ operations, store: stores.changes, config });
    const find = createFindCode({ operations, store: stores.code });
    const answering: DeskDependencies = {
      changes,
      find,
      knownLinks: createKnownLinks({
        operations,
        stores,
        config,
        trackerSites: (tenant) => trackerSites(config(tenant).trackers),
      }),
      findPage: (by, text) => `https://muster.example${searchAddress(by, text)}`,
      maintenances: createMaintenanceAnswers({ maintenances, config, now }),
      tickets: createTicketAnswers(ticketing),
      runs,
      runAnswers: createRunAnswers({
        runbooks,
        runs,
        confirmations: stores.confirmations,
        config,
        pageOf: (tenant, run) => `https://muster.example${runAddress(tenant, run)}`,
        platformOf: () => 'slack',
        redact,
        now,
      }),
      simulations,
      simulationPage: ({ zone }, wish) => `https://muster.example${simulationAddress(wish, zone)}`,
      operations,
      postmortems,
      actions: createActionAnswers({ actions, pushing, config, known: recognition.known, now }),
      actionsOf: (tenant, id) => stores.actions.of(tenant, id),
      providers,
      auditor,
      onCall: createOnCallAnswers({ rosters, feeds, swapping, config, known: recognition.known, now }),
      zoneSoon: recognition.zoneSoon,
      config,
      known: recognition.known,
      zoneOf: recognition.zoneOf,
      accounts: accounts.answer,
      identify: async (tenant, instance, user) => {
        await this.identifying;
        return recognition.identify(tenant, instance, user);
      },
      sighted: createSightings(stores.people, log, now),
      limitPerson: createLimits((tenant) => config(tenant).access.limits.person),
      limitInstance: createLimits((tenant) => config(tenant).access.limits.instance),
      source: {
        read: (_instance, ref) => this.read(ref),
        nameOf: (_instance, user) => this.nameOf(user),
      },
      channel: (_instance, named) => this.channel(named),
      quotedBy: (delivery, user) => stores.deliveries.quotedBy(delivery, user),
      redact,
      confirmations: stores.confirmations,
      calling,
      now,
    };
    const desk = createDesk(answering);
    this.receive = createReception({
      deliveries: stores.deliveries,
      desk,
      sendLater: createSendLater(client, 'muster'),
      held: createHeldWords(client, 'muster'),
      openModal: (_instance, trigger, modal) => {
        this.modals.push({ trigger, modal });
        return this.openModal();
      },
      tell: (delivery) => {
        this.told.push(delivery);
        return this.tell();
      },
      wanted: (inbound, tenant) => isWanted(inbound, config(tenant)),
      show: (instance, at, look) => {
        this.shown.push({ instance, ...at, look });
        return this.show();
      },
      homes: new Homes({
        page: createHomePage(operations),
        identify: recognition.identify,
        version: (tenant) => stores.incidents.listRevision(tenant),
        show: (instance, at, look) => {
          this.shown.push({ instance, ...at, look });
          return this.show();
        },
        now,
        log,
        stop: this.#stop.signal,
        everyMs: this.homesEveryMs,
        apartMs: 1,
      }),
      afterwards: this.afterwards,
      now,
      redact,
      log,
    });
    const entrances = (): Registry<Entrance> => {
      const registry = new Registry<Entrance>();
      for (const [name, adapter] of this.#adapters) {
        const tenant = this.config.tenants.get('acme')?.chat.has(name) ? 'acme' : 'default';
        registry.add(name, { tenant, adapter });
      }
      return registry;
    };
    const openid = (next: string) => openIdWay((tenant) => findTenant(this.config, tenant), next);
    const openIdProviders = createOpenIdProviders(now);
    const sessions = createSessions({
      sessions: stores.sessions,
      lastsMs: (tenant) => config(tenant).signIn.lastsMs,
      baseUrl: () => this.signInAt,
      now,
    });
    const readers = createReaders({
      sessions: stores.sessions,
      tokens: stores.tokens,
      config: (tenant) => findTenant(this.config, tenant),
      anonymousReading: () => this.config.access.anonymousReading,
      baseUrl: () => this.signInAt,
      now,
    });
    const bodyLimit = this.config.server.bodyLimitBytes;
    const openFacts = createOpenFacts(stores.facts, now);
    const tenants = () => allTenants(this.config).map(({ tenant }) => tenant);
    exposeFigures(metrics.registry, { tenants, facts: openFacts, now });
    const app = createApp({
      log,
      metrics,
      routers: [
        healthRouter(
          this.checks,
          metrics,
          () => this.listeners,
          providers,
          this.#standing,
          () => this.calendarConditions,
        ),
        chatRouter(
          Object.assign(this.patience, {
            entrances,
            receive: this.receive,
            limitPages: createLimit(() => ({ count: 20, perMs: 60_000 })),
            bodyLimit,
            now,
          }),
        ),
        feedRouter({
          store: stores.feeds,
          config: () => this.config,
          overrides: (tenant, schedule) => stores.overrides.of(tenant, schedule),
          baseUrl: () => this.base,
          limit: createLimit(() => this.calendarLimit),
          now,
        }),
        apiRouter({
          operations,
          changes,
          find,
          rosters,
          swapping,
          feeds,
          auditor,
          endLink: accounts.end,
          postmortems,
          actions,
          pushing,
          ticketing,
          runs,
          maintenances,
          integrations,
          holds: createHolds({ operations, holds: stores.holds, redact, now }),
          exportOf: createExports({
            operations,
            exporting: {
              gather: (view) => Promise.resolve(this.exportOf(view)),
              kept: (_tenant, id) => Promise.resolve(this.kept.get(id)),
            },
          }),
          stores,
          config,
          standing: this.#standing,
          line: createLine(answering),
          configurations: createConfigurations({
            audit: stores.audit,
            auditLater,
            redact,
            log,
            metrics,
            afterwards: this.afterwards,
            now,
            operations,
            config: () => this.config,
            standing: this.#standing,
            written: () => this.configurations.all.at(-1)?.written ?? '{}',
            look: () => {
              const newest = this.configurations.all.at(-1);
              const checked = checkWritten(JSON.parse(newest?.written ?? '{}'), 'x', this.#env, PLATFORMS);
              if (checked.config) this.config = checked.config;
              return Promise.resolve();
            },
            store: this.configurations,
            made: { links: stores.links, loudness: stores.loudness, overrides: stores.overrides },
            overrides: (tenant, schedule) => stores.overrides.of(tenant, schedule),
            openIncidents: () => stores.incidents.count('default', { active: true }),
            checkFiles: (files, source) => checkTexts(files, source, this.#env, PLATFORMS),
            checkWritten: (written, source) => checkWritten(written, source, this.#env, PLATFORMS),
          }),
          redaction: () => this.config.redaction,
          simulations,
          limit: createLimits((tenant) => config(tenant).access.limits.person),
          bodyLimit,
          now,
        }),
        openIdRouter({
          providers: openIdProviders,
          config: (tenant) => findTenant(this.config, tenant),
          sessions,
          store: stores.sessions,
          operations,
          baseUrl: () => this.signInAt,
          limit: createLimit(() => ({ count: 200, perMs: 60_000 })),
          log,
          now,
        }),
        signInRouter({
          tokens: stores.tokens,
          sessions,
          readers,
          operations,
          openid,
          elsewhere: createElsewhere(
            openIdProviders,
            (tenant) => findTenant(this.config, tenant),
            () => this.signInAt,
          ),
          baseUrl: () => this.signInAt,
          limit: createLimit(() => ({ count: 20, perMs: 60_000 })),
        }),
        publicFiguresRouter({ config: () => this.config, facts: openFacts }),
        pagesRouter({
          runs,
          runWorkflow: runWorkflowsIn('https://temporal.example', 'default'),
          runbooks,
          simulations,
          providers,
          auditor,
          integrations,
          rosters,
          isReachable: async (tenant, person) => (await recognition.accountsOf(tenant, person)).length > 0,
          postmortems,
          actions,
          pushing,
          ticketing,
          operations,
          changes,
          find,
          stores,
          config,
          readers,
          openid,
          standing: this.#standing,
          limit: createLimits((tenant) => config(tenant).access.limits.person),
          baseUrl: () => this.signInAt,
          assets: fileURLToPath(new URL('.', import.meta.url)),
          sandbox: () => undefined,
          stop: this.#stop.signal,
          now,
        }),
      ],
    });
    this.#server = app.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get server(): Server {
    if (!this.#server) throw new Error('the office is closed');
    return this.#server;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get base(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Changes the access section of the configuration, as a reload does. */
  access(change: Partial<Config['access']>): void {
    this.config = { ...this.config, access: { ...this.config.access, ...change } };
  }

  /** Ends the event streams, as a server does that stops. */
  stopStreams(): void {
    this.#stop.abort();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    const { server } = this;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  /** @returns an API token of this role. */
  token(role: AccessRole, name: string = role, tenant = 'default'): string {
    const token = newToken();
    this.memory.tokensByHash.set(hashToken(token), { tenant, name, role, createdAt: this.now });
    return token;
  }

  /** Signs somebody in to the pages. @returns their cookie, as `name=value`. */
  session(as: SignedInAs, tenant = 'default'): string {
    const secret = newSecret();
    const times = { createdAt: this.now, expiresAt: this.now + 43_200_000 };
    this.memory.sessions.set(hashSecret(secret), { tenant, as, ...times });
    return `${this.signInAt.startsWith('https:') ? '__Host-' : ''}muster_session=${secret}`;
  }

  /** Signs in by an API token of this role. @returns the cookie, as `name=value`. */
  cookie(role: AccessRole, name: string = role, tenant = 'default'): string {
    return this.session({ kind: 'token', hash: hashToken(this.token(role, name, tenant)) }, tenant);
  }

  /** Sends what Slack would send, signed. */
  slack(
    surface: 'commands' | 'interactions' | 'events',
    body: string | Uint8Array,
    more: { instance?: string; headers?: Record<string, string>; at?: number; secret?: string } = {},
  ): Promise<Response> {
    const { instance = 'main-slack', headers = {}, at = this.now, secret = SECRET } = more;
    const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.from(body);
    const type = surface === 'events' ? 'application/json' : 'application/x-www-form-urlencoded';
    return fetch(`${this.base}/chat/${instance}/${surface}`, {
      method: 'POST',
      headers: { 'content-type': type, ...signSlackRequest(secret, bytes, at), ...headers },
      body: bytes,
    });
  }

  /** Sends what the sandbox's page would send. */
  page(surface: string, body: string): Promise<Response> {
    const token = pageToken(this.#sandbox.pageSecret, 'sandbox', this.now);
    return fetch(`${this.base}/chat/sandbox/${surface}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-muster-page-token': token },
      body,
    });
  }

  /** Types `/im …` in Slack. */
  command(
    text: string,
    more: {
      user?: string;
      delivery?: string;
      channel?: string;
      headers?: Record<string, string>;
      instance?: string;
      secret?: string;
    } = {},
  ): Promise<Response> {
    const { user = 'U0ANA', delivery = `trigger-${Math.random()}`, channel = 'C1', headers = {} } = more;
    const form = new URLSearchParams({
      command: '/im',
      text,
      trigger_id: delivery,
      user_id: user,
      user_name: user.toLowerCase(),
      channel_id: channel,
    });
    const { instance = 'main-slack', secret = SECRET } = more;
    return this.slack('commands', form.toString(), { headers, instance, secret });
  }

  /** @returns the answers that were left with Temporal to be sent. */
  get laterReplies(): Delivery[] {
    return [...this.temporal.laterReplies.values()] as Delivery[];
  }
}
