import { listenAt } from './config/settings.ts';
import type { SandboxSettings } from './chat/sandbox/settings.ts';
import { VOCABULARY } from './command/vocabulary.ts';
import { apiRouter } from './http/api/router.ts';
import { Afterwards } from './http/afterwards.ts';
import { createAuditLater } from './http/audit-later.ts';
import { createDesk } from './http/desk.ts';
import { createIncidents } from './http/incidents.ts';
import { createLimit } from './http/limits.ts';
import { linksTo } from './http/links.ts';
import { createOperations } from './http/operations.ts';
import { isWanted } from './http/pointing.ts';
import { pagesRouter } from './http/pages.ts';
import { sandboxRouter } from './http/sandbox.ts';
import { sandboxGuard } from './http/sandbox-guard.ts';
import { signInRouter } from './http/sign-in.ts';
import { createSightings } from './http/sightings.ts';
import { BUILT, identifier, type Assembly } from './assembly.ts';
import { notConnected } from './listening.ts';
import { startServer } from './server.ts';
import { connectClient, registerSearchAttributes } from './temporal.ts';

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
  const { settings, addresses, config, stores, redact, log, metrics } = assembly;
  const { namespace, taskQueue } = settings.temporal;
  const client = await connectClient(settings.temporal, addresses.temporalAddress, assembly.tracing);
  await registerSearchAttributes(client);
  const { host, port, baseUrl: configured } = listenAt(settings, config().server);
  let baseUrl = configured;
  const stopping = new AbortController();
  const afterwards = new Afterwards();
  const operations = createOperations({
    config,
    stores,
    redact,
    log,
    metrics,
    afterwards,
    auditLater: createAuditLater(client, taskQueue),
    incidents: createIncidents({ client, taskQueue, ids: stores.declarations }),
    links: linksTo(() => baseUrl, namespace, addresses.temporalUi),
    now: Date.now,
  });
  const desk = createDesk({
    operations,
    config,
    identify: identifier(assembly),
    sighted: createSightings(stores.people, log, Date.now),
    limitPerson: createLimit(() => config().access.limits.person),
    limitInstance: createLimit(() => config().access.limits.instance),
    source: {
      read: (instance, ref) => assembly.instances().get(instance).provider.read(ref),
      nameOf: async (instance, user) =>
        (await assembly.instances().get(instance).provider.findUser(user)).name,
    },
    quotedBy: (delivery, user) => stores.deliveries.quotedBy(delivery, user),
    redact,
  });
  const isSandbox = (instance: string): boolean => config().chat.get(instance)?.platform === 'sandbox';
  const sandboxes = (): string[] => [...config().chat.keys()].filter(isSandbox);
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
      stores,
      config,
      limit: createLimit(() => config().access.limits.person),
      bodyLimit,
      now: Date.now,
    }),
    signInRouter({
      tokens: stores.tokens,
      baseUrl: () => baseUrl,
      limit: createLimit(() => SIGN_INS),
    }),
    sandboxRouter({
      instances: () =>
        sandboxes().map((instance) => ({
          instance,
          settings: config().chat.get(instance)?.settings as SandboxSettings,
          store: assembly.sandboxStore(instance),
          adapter: assembly.instances().get(instance).inbound,
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
      tokens: stores.tokens,
      anonymousReading: () => config().access.anonymousReading,
      assets: BUILT.assets,
      sandbox: () => (sandboxes().length > 0 ? '/sandbox' : undefined),
      stop: stopping.signal,
      now: Date.now,
    }),
  ];
  const server = await startServer(
    {
      ...assembly,
      client,
      taskQueue,
      desk,
      afterwards,
      routers,
      bodyLimit,
      wanted: (inbound) => isWanted(inbound, config()),
    },
    host,
    port,
  );
  if (port === 0 && config().server.baseUrl === undefined) baseUrl = `http://localhost:${server.port}`;
  log.info({ host, port: server.port, baseUrl }, 'the server is ready');
  return {
    baseUrl,
    sandboxes: sandboxes(),
    notConnected: notConnected(server.listeners()),
    async stop() {
      stopping.abort();
      await server.stop();
      await client.connection.close();
    },
  };
}
