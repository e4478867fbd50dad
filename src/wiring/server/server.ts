import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Client } from '@temporalio/client';
import type { Router } from 'express';
import type { Logger } from 'pino';
import type { Redact } from '../../access/redact.ts';
import type { Standing } from '../../config/standing.ts';
import { createApp } from '../../http/app.ts';
import { chatRouter } from '../../http/chat.ts';
import type { CalendarCondition } from '../../config/calendar-conditions.ts';
import type { Desk } from '../../http/desk.ts';
import { healthRouter } from '../../http/health.ts';
import type { Afterwards } from '../../http/afterwards.ts';
import { createLimit } from '../../http/limits.ts';
import { createReception, type Entrance, type ReceptionDependencies } from '../../http/reception.ts';
import { createHeldWords, createSendLater } from '../../http/replies.ts';
import { show } from '../../chat/looks.ts';
import { Registry } from '../../chat/registry.ts';
import type { InstanceStatus } from '../../chat/instance-status.ts';
import type { Listener } from '../../chat/listener.ts';
import { Listening, type ListenerWatch } from '../instances/listening.ts';
import { tell } from '../../chat/tell.ts';
import type { Follower } from '../configuration/in-force.ts';
import type { Instance } from '../instances/instances.ts';
import type { Stores } from '../../mongo/index.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import type { Tracing } from '../../telemetry/tracing.ts';

export interface ServerDependencies {
  readonly client: Client;
  readonly taskQueue: string;
  readonly stores: Stores;
  readonly instances: () => Registry<Instance>;
  /** Tells of the instances of each new configuration, until the returned function is called. */
  readonly followInstances: (follower: Follower<Registry<Instance>>) => () => void;
  readonly desk: Desk;
  readonly homes: ReceptionDependencies['homes'];
  readonly wanted: ReceptionDependencies['wanted'];
  readonly afterwards: Afterwards;
  /** Pages and APIs beside the chat surfaces. */
  readonly routers: readonly Router[];
  readonly pingStore: () => Promise<unknown>;
  readonly bodyLimit: number;
  readonly redact: Redact;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly observations: ListenerWatch;
  /** How all provider instances are. */
  readonly statuses: () => Promise<readonly InstanceStatus[]>;
  readonly tracing: Tracing | undefined;
  /** Which configuration is in force here. */
  readonly standing: () => Standing;
  /** How calendars are that are fetched from elsewhere. */
  readonly calendarConditions?: () => readonly CalendarCondition[];
}

/** How often pages such as the one that installs an app may be asked for from one address. */
const PAGES = { count: 30, perMs: 60_000 };
/** How long requests under way have to finish when the server stops, in milliseconds. */
const DRAIN_MS = 5_000;
/** How often connections that have become idle are closed then, in milliseconds. */
const SWEEP_MS = 50;

/**
 * Starts the HTTP server and the connections that bring events without HTTP. Any number of replicas may run.
 * @param host address to listen on. @param port 0 takes any free one.
 * @throws Error that names the setting when the port is taken.
 */
export async function startServer(
  deps: ServerDependencies,
  host: string,
  port: number,
): Promise<{ port: number; listeners: () => readonly Listener[]; stop: () => Promise<void> }> {
  const entrances = (): Registry<Entrance> => {
    const registry = new Registry<Entrance>();
    const instances = deps.instances();
    for (const name of instances.names()) {
      const { tenant, inbound } = instances.get(name);
      registry.add(name, { tenant, adapter: inbound });
    }
    return registry;
  };
  const receive = createReception({
    deliveries: deps.stores.deliveries,
    desk: deps.desk,
    sendLater: createSendLater(deps.client, deps.taskQueue),
    held: createHeldWords(deps.client, deps.taskQueue),
    openModal: (instance, trigger, modal) =>
      deps.instances().get(instance).provider.openModal(trigger, modal),
    tell: (delivery) => tell(deps.instances().get(delivery.instance).provider, delivery),
    wanted: deps.wanted,
    show: (instance, at, look) => show(deps.instances().get(instance).provider, at, look),
    homes: deps.homes,
    afterwards: deps.afterwards,
    now: Date.now,
    redact: deps.redact,
    log: deps.log,
  });
  const checks = [
    {
      name: 'temporal',
      run: () =>
        deps.client.connection.ensureConnected().then(() => deps.client.workflowService.getSystemInfo({})),
    },
    { name: 'document store', run: deps.pingStore },
  ];
  const { bodyLimit } = deps;
  const limitPages = createLimit(() => PAGES);
  const chat = chatRouter({ entrances, receive, limitPages, bodyLimit, now: Date.now });
  const listening = new Listening(receive, deps.log, deps.observations);
  const listeners = () => listening.listeners();
  // The chat surfaces come last: among the others is what guards those that need no sign-in.
  const routers = [
    healthRouter(checks, deps.metrics, listeners, deps.statuses, deps.standing, deps.calendarConditions),
    ...deps.routers,
    chat,
  ];
  const app = createApp({ ...deps, routers });
  const server = await listen(app, host, port);
  const unfollow = deps.followInstances((instances) => listening.follow(instances.all()));
  await listening.follow(deps.instances().all());
  return {
    port: (server.address() as AddressInfo).port,
    listeners,
    async stop() {
      unfollow();
      await listening.stop();
      await close(server);
      await deps.afterwards.ended(DRAIN_MS);
    },
  };
}

/**
 * How long an idle connection is kept, in milliseconds: longer than proxies and load balancers keep theirs (nginx and AWS
 * 60 s). Who closes first may do so as a request is on its way, which is then lost: a webhook is not sent again.
 */
const IDLE_MS = 75_000;

/** @throws Error that names the setting when the port is taken. */
export function listen(app: ReturnType<typeof createApp>, host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, host, (error?: Error) => {
      if (!error) resolve(server);
      else if ('code' in error && error.code === 'EADDRINUSE') {
        reject(
          new Error(
            `Port ${port} is in use. Stop what uses it, or set PORT to another (PORT=0 takes any free one).`,
          ),
        );
      } else reject(error);
    });
    server.keepAliveTimeout = IDLE_MS;
  });
}

/** Ends a server: what is under way may finish, but nobody may hold it open. */
export async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that was busy a moment ago is idle once it has been answered.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const drain = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearInterval(sweep);
  clearTimeout(drain);
}
