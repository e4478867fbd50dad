import { mkdirSync } from 'node:fs';
import { MongoClient } from 'mongodb';
import type { DataDirectory } from './data-directory.ts';
import type { StoreKind } from './obtain.ts';
import { startPart, waitUntilReady, type RunningPart } from './part.ts';

const READY_MS = 30_000;

/**
 * @returns the address of the embedded store for the driver. Its protocol has no retryable writes, and of many
 * connections that write at once all but one wait: few make the waiting short.
 */
export function storeUri(port: number, kind: StoreKind): string {
  return `mongodb://127.0.0.1:${port}/?directConnection=true${kind === 'document-store' ? '&retryWrites=false&maxPoolSize=4' : ''}`;
}

/**
 * Starts the document store on the data directory and waits until it answers.
 * @throws EmbeddedError `part-failed`
 */
export async function startDocumentStore(
  directory: DataDirectory,
  options: { readonly path: string; readonly kind: StoreKind; readonly port: number },
): Promise<RunningPart> {
  const { path, kind, port } = options;
  const folder = directory.store[kind];
  mkdirSync(folder, { recursive: true });
  const logFile = directory.log('store');
  const part = await startPart({
    title: 'document store',
    path,
    arguments:
      kind === 'mongod'
        ? ['--dbpath', folder, '--bind_ip', '127.0.0.1', '--port', String(port)]
        : ['-listen', `127.0.0.1:${port}`, '-dir', folder],
    logFile,
    pidFile: directory.pid('store'),
  });
  try {
    await waitUntilReady(part, logFile, READY_MS, async () => {
      const client = new MongoClient(storeUri(port, kind), { serverSelectionTimeoutMS: 1_000 });
      try {
        await client.db('admin').command({ ping: 1 });
      } finally {
        await client.close();
      }
    });
  } catch (error) {
    await part.stop(5_000);
    throw error;
  }
  return part;
}
