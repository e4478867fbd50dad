import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import type { DataDirectory } from './data-directory.ts';
import { startPart, waitUntilReady, type RunningPart } from './part.ts';
import { ensureSearchAttributes, type SearchAttributeType } from './search-attributes.ts';

const READY_MS = 30_000;
/** How long a closed incident can be looked at in the Temporal UI and rebuilt from. */
const RETENTION_MS = 30 * 24 * 3600 * 1_000;

/**
 * The development server polls its queues so seldom by default that two tasks in a row wait 100 ms for each other;
 * these rates remove that. Source: common/dynamicconfig/constants.go of the Temporal server.
 */
const DYNAMIC_CONFIG = {
  'history.transferProcessorMaxPollRPS': 2000,
  'history.timerProcessorMaxPollRPS': 2000,
  'history.visibilityProcessorMaxPollRPS': 100,
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
export async function startTemporal(directory: DataDirectory, options: TemporalOptions): Promise<RunningPart> {
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
      ...Object.entries(DYNAMIC_CONFIG).flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${value}`]),
      ...Object.entries(searchAttributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
    ],
    logFile,
    pidFile: directory.pid('temporal'),
  });
  const address = `127.0.0.1:${ports.temporal}`;
  try {
    await waitUntilReady(part, logFile, READY_MS, async () => {
      const connection = await Connection.connect({ address, connectTimeout: '1s' });
      try {
        await connection.workflowService.describeNamespace({ namespace });
        await keepLonger(connection, namespace);
        await ensureSearchAttributes(connection, namespace, searchAttributes);
      } finally {
        await connection.close();
      }
    });
  } catch (error) {
    await part.stop(5_000);
    throw error;
  }
  return part;
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
