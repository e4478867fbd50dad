import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { MongoClient, type Db } from 'mongodb';
import { obtainDocumentStore } from '../../src/embedded/obtain.ts';

/** A document store for one test file, empty at first. */
export interface TestStore {
  readonly db: Db;
  readonly stop: () => Promise<void>;
}

const DATABASE = 'muster_test';
/** How long a store may take to answer after its start, in milliseconds. */
const START_MS = 20_000;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Starts the document store that `npm start` would start: `mongod` from PATH, else the embedded one, which is built at
 * the first use. With `MUSTER_TEST_MONGODB_URI` set it uses that server, and a database of its own there.
 */
export async function startDocumentStore(): Promise<TestStore> {
  const given = process.env.MUSTER_TEST_MONGODB_URI;
  if (given !== undefined) {
    const client = await MongoClient.connect(given);
    const db = client.db(`${DATABASE}_${process.pid}`);
    const stop = async (): Promise<void> => {
      await db.dropDatabase();
      await client.close();
    };
    return { db, stop };
  }
  const { path, kind } = await obtainDocumentStore({ progress: (line) => process.stderr.write(`${line}\n`) });
  const directory = await mkdtemp(join(tmpdir(), 'muster-store-'));
  const port = await freePort();
  const store =
    kind === 'mongod'
      ? execa(path, ['--port', String(port), '--dbpath', directory, '--bind_ip', '127.0.0.1'], {
          reject: false,
        })
      : execa(path, ['-listen', `127.0.0.1:${port}`, '-dir', directory], { reject: false });
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: START_MS,
  });
  await client.connect();
  return {
    db: client.db(DATABASE),
    stop: async () => {
      await client.close();
      store.kill('SIGTERM');
      await store;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
