import { show } from './chat/looks.ts';
import { calendarConditions } from './config/calendar-conditions.ts';
import { listenAt } from './config/settings.ts';
import { createDesk } from './http/desk.ts';
import { createHomePage } from './http/home-page.ts';
import { Homes } from './http/homes.ts';
import { isWanted } from './http/pointing.ts';
import type { Assembly } from './wiring/assembly.ts';
import { tellOperators } from './wiring/configuration/operator-notices.ts';
import { keepVersions } from './wiring/configuration/version-keeping.ts';
import { notConnected } from './wiring/instances/listening.ts';
import { startCapturing } from './wiring/intake/capturing.ts';
import { createAnswering } from './wiring/server/answering.ts';
import { createGround } from './wiring/server/ground.ts';
import { createSandboxes } from './wiring/server/sandboxes.ts';
import { startServer } from './wiring/server/server.ts';
import { createServices } from './wiring/server/services.ts';
import { createSurfaces } from './wiring/server/surfaces.ts';
import { connectClient, registerSearchAttributes } from './wiring/temporal/temporal.ts';

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
  const { settings, addresses, config, stores, recognition, log } = assembly;
  const client = await connectClient(settings.temporal, addresses.temporalAddress, assembly.tracing);
  await registerSearchAttributes(client);
  const { host, port, baseUrl: configured } = listenAt(settings, config().server);
  let baseUrl = configured;
  const stopping = new AbortController();
  const ground = createGround(assembly, client, () => baseUrl);
  const { operations, afterwards, taskQueue } = ground;
  const bodyLimit = config().server.bodyLimitBytes;
  const capturing = await startCapturing(assembly, client);
  const services = createServices(ground, capturing);
  const answering = createAnswering(ground, services);
  const sandboxes = createSandboxes(ground, host, stopping.signal);
  const surfaces = createSurfaces(ground, services, answering, sandboxes, bodyLimit, stopping.signal);
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
      statuses: ground.everyProvider,
      calendarConditions: () => calendarConditions(config(), Date.now()),
      client,
      taskQueue,
      desk: createDesk(answering),
      homes,
      afterwards,
      routers: [capturing.router, ...surfaces],
      bodyLimit,
      wanted: (inbound, tenant) => isWanted(inbound, ground.configOf(tenant)),
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
  const quiet = tellOperators({ ...assembly, sendLater: ground.sendLater });
  log.info({ host, port: server.port, baseUrl }, 'the server is ready');
  return {
    baseUrl,
    localUrl: `http://${localName(host)}:${server.port}`,
    sandboxes: sandboxes.all().map(({ instance }) => instance),
    notConnected: notConnected(server.listeners()),
    async stop() {
      stopping.abort();
      services.stop();
      quiet();
      unkept();
      await server.stop();
      await capturing.stop();
      await client.connection.close();
    },
  };
}

/** @param host what the server listens on. @returns the name by which this machine reaches it. */
function localName(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
