import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import type { DataDirectory } from './data-directory.ts';
import { startPart, waitUntilReady, type RunningPart } from './part.ts';
import { ensureSearchAttributes, type SearchAttributeType } from './search-attributes.ts';

/** A slow disk or a long log to recover from may take this long; a healthy start takes less than a second. */
const READY_MS = 60_000;
/** How long one attempt to reach it may take, in milliseconds. */
const PROBE_MS = 2_000;
/** How long a closed incident can be looked at in the Temporal UI and rebuilt from. */
const RETENTION_MS = 30 * 24 * 3600 * 1_000;

/**
 * What differs from the development server's defaults. Names and defaults: common/dynamicconfig/constants.go of
 * Temporal server 1.29.1, where updates, update-with-start and worker deployment versions are on by default.
 */
const DYNAMIC_CONFIG = {
  // The queues are polled so seldom by default that two tasks in a row wait 100 ms for each other.
  'history.transferProcessorMaxPollRPS': 2000,
  'history.timerProcessorMaxPollRPS': 2000,
  'history.visibilityProcessorMaxPollRPS': 100,
  // A worker that asks for an activity gets it with the answer, as in Temporal Cloud, instead of polling for it.
  'system.enableActivityEagerExecution': true,
  // Thousands of open incidents come back at once after a restart, and a rebuild lists them all.
  'frontend.rps': 20_000,
  'frontend.namespaceRPS': 20_000,
  'frontend.namespaceRPS.visibility': 1_000,
  'frontend.namespaceCount': 10_000,
  'frontend.persistenceMaxQPS': 30_000,
  'history.rps': 30_000,
  'history.persistenceMaxQPS': 90_000,
  'matching.rps': 20_000,
  'matching.persistenceMaxQPS': 30_000,
};

export interface TemporalOptions {
  readonly path: string;
  readonly ports: { readonly temporal: number; readonly temporalUi: number };
  readonly namespace: string;
  readonly searchAttributes: Record<string, SearchAttributeType>;
}

/**
 * Starts Temporal with its Web UI on the data directory's SQLite file and waits until it serves the namespace.
 * @throws EmbeddedError `part-failed` or `search-attribute-conflict`
 */
export async function startTemporal(
  directory: DataDirectory,
  options: TemporalOptions,
): Promise<RunningPart> {
  const { ports, namespace, searchAttributes } = options;
  const logFile = directory.log('temporal');
  const part = await startPart({
    title: 'Temporal server',
    path: options.path,
    arguments: [
      'server',
      'start-dev',
      '--ip',
      '127.0.0.1',
      '--port',
      String(ports.temporal),
      '--ui-port',
      String(ports.temporalUi),
      '--db-filename',
      directory.temporalFile,
      '--namespace',
      namespace,
      '--log-level',
      'warn',
      // A write is answered after SQLite has synced it, so that it survives kill -9 and a power cut.
      '--sqlite-pragma',
      'synchronous=2',
      '--sqlite-pragma',
      'journal_mode=WAL',
      ...Object.entries(DYNAMIC_CONFIG).flatMap(([key, value]) => [
        '--dynamic-config-value',
        `${key}=${value}`,
      ]),
      ...Object.entries(searchAttributes).flatMap(([name, type]) => [
        '--search-attribute',
        `${name}=${type}`,
      ]),
    ],
    logFile,
    pidFile: directory.pid('temporal'),
  });
  // It connects at the first call, and tries again after a failure.
  const connection = Connection.lazy({ address: `127.0.0.1:${ports.temporal}`, connectTimeout: '1s' });
  try {
    await waitUntilReady(part, logFile, READY_MS, () =>
      connection.withDeadline(Date.now() + PROBE_MS, () =>
        connection.workflowService.describeNamespace({ namespace }),
      ),
    );
    await keepLonger(connection, namespace);
    await ensureSearchAttributes(connection, namespace, searchAttributes);
    return part;
  } catch (error) {
    await part.stop(5_000);
    throw error;
  } finally {
    await connection.close();
  }
}

/** A development namespace forgets closed workflows after a day. */
async function keepLonger(connection: Connection, namespace: string): Promise<void> {
  const { config } = await connection.workflowService.describeNamespace({ namespace });
  const seconds = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0);
  if (seconds * 1_000 >= RETENTION_MS) return;
  await connection.workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: msToTs(RETENTION_MS) },
  });
}
