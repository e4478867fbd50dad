import { Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Provider } from './chat/provider.ts';
import { BUILT, type Assembly } from './assembly.ts';
import { changeBetween, type Instance } from './instances.ts';
import { LookingAfter } from './looking-after.ts';
import { connectClient, connectWorker, registerSearchAttributes } from './temporal.ts';
import { loggingTo } from './telemetry/temporal-logger.ts';
import { startWorker } from './worker.ts';

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
  const worker = await startWorker({
    connection,
    namespace,
    taskQueue,
    workflowBundle: { codePath: BUILT.workflows },
    stores,
    instances: assembly.instances,
    recognition,
    duty: assembly.duty,
    emailOf,
    flushObservations: () => observations.flush(),
    checkEveryMs: () => assembly.config().health.everyMs,
    log,
    metrics,
    tracing,
  });
  const lookingAfter = new LookingAfter(worker.client, taskQueue, log, Date.now);
  const lookAfter = async (instances: readonly Instance[]): Promise<void> => {
    await Promise.all(
      instances.map(({ tenant, provider: { instance } }) => lookingAfter.begin(tenant, instance)),
    );
  };
  observations.onTurn((instance) => {
    const { tenant } = assembly.instances().get(instance);
    lookingAfter.turned(tenant, instance);
  });
  const unfollow = assembly.followInstances(async (instances, before) => {
    const { built } = changeBetween(before, instances);
    await Promise.all(built.map(({ provider }) => connect(provider, log)));
    await lookAfter(built);
  });
  await lookAfter(assembly.instances().all());
  log.info({ taskQueue }, 'the worker is ready');
  return {
    stopped: worker.stopped,
    check: () =>
      connection.withDeadline(Date.now() + CHECK_MS, () => connection.workflowService.getSystemInfo({})),
    async stop() {
      unfollow();
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
    const message = error instanceof Error ? error.message : String(error);
    log.error({ instance, platform, err: error }, `chat.${instance} cannot be used: ${message}`);
  }
}
