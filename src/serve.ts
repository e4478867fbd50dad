import { allTenants, findTenant, tenantOf, type TenantConfig } from './config/config.ts';
import { listenAt } from './config/settings.ts';
import { show } from './chat/looks.ts';
import type { InstanceContext } from './chat/platform.ts';
import type { SandboxSettings } from './chat/sandbox/settings.ts';
import { VOCABULARY } from './command/vocabulary.ts';
import { createAccounts } from './http/accounts.ts';
import { apiRouter } from './http/api/router.ts';
import { Afterwards } from './http/afterwards.ts';
import { createAuditLater } from './http/audit-later.ts';
import { createCalling } from './http/calling.ts';
import { createDesk } from './http/desk.ts';
import { createHomePage } from './http/home-page.ts';
import { Homes } from './http/homes.ts';
import { createIncidents } from './http/incidents.ts';
import { createLimit, createLimits } from './http/limits.ts';
import { createLinkRequests } from './http/link-requests.ts';
import { linksTo } from './http/links.ts';
import { createOperations } from './http/operations.ts';
import { isWanted } from './http/pointing.ts';
import { createSendLater } from './http/replies.ts';
import { pagesRouter } from './http/pages.ts';
import { createProviders } from './http/providers.ts';
import { sandboxRouter } from './http/sandbox.ts';
import { sandboxGuard } from './http/sandbox-guard.ts';
import { signInRouter } from './http/sign-in.ts';
import { createSightings } from './http/sightings.ts';
import { BUILT, type Assembly } from './assembly.ts';
import { configuredIn } from './instances.ts';
import type { TokenStore } from './mongo/token-store.ts';
import { notConnected } from './listening.ts';
import { startServer } from './server.ts';
import { connectClient, registerSearchAttributes } from './temporal.ts';

/** How often an account may make a code that links another, and how often it may type one. */
const LINKS = { count: 5, perMs: 10 * 60_000 };
/** How often somebody may try to sign in from one address. */
const SIGN_INS = { count: 20, perMs: 60_000 };

export interface Serving {
  /** Address for people, without a slash at its end. */
  readonly baseUrl: string;
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
  const accounts = createAccounts({
    recognition,
    requests: createLinkRequests({ client, taskQueue }),
    links: stores.links,
    loudness: stores.loudness,
    limit: createLimit(() => LINKS),
    audit: stores.audit,
    auditLater,
    redact,
    log,
    metrics,
    afterwards,
    now: Date.now,
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
  const everybody = async () =>
    (await Promise.all(allTenants(config()).map(({ tenant }) => providers(tenant)))).flat();
  const desk = createDesk({
    providers,
    overrides: assembly.duty.overrides,
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
    calling: createCalling({
      operations,
      config: configOf,
      accountsOf: recognition.accountsOf,
      sendLater: createSendLater(client, taskQueue),
    }),
    now: Date.now,
  });
  const sandboxes = (): InstanceContext[] =>
    allTenants(config()).flatMap(({ tenant, chat }) =>
      [...chat].flatMap(([instance, { platform }]) => (platform === 'sandbox' ? [{ tenant, instance }] : [])),
    );
  const isSandbox = (name: string): boolean => sandboxes().some(({ instance }) => instance === name);
  const bodyLimit = config().server.bodyLimitBytes;
  const routers = [
    sandboxGuard({
      isSandbox,
      anonymousReading: () => config().access.anonymousReading,
      baseUrl: () => baseUrl,
      listensOn: host,
    }),
    apiRouter({
      operations,
      stores: { ...stores, tokens },
      endLink: accounts.end,
      config: configOf,
      limit: createLimits((tenant) => configOf(tenant).access.limits.person),
      bodyLimit,
      now: Date.now,
    }),
    signInRouter({
      tokens,
      baseUrl: () => baseUrl,
      limit: createLimit(() => SIGN_INS),
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
    pagesRouter({
      operations,
      incidents: stores.incidents,
      providers,
      tokens,
      anonymousReading: () => config().access.anonymousReading,
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
  log.info({ host, port: server.port, baseUrl }, 'the server is ready');
  return {
    baseUrl,
    sandboxes: sandboxes().map(({ instance }) => instance),
    notConnected: notConnected(server.listeners()),
    async stop() {
      stopping.abort();
      await server.stop();
      await client.connection.close();
    },
  };
}
