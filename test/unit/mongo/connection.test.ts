import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { MongoError } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectStore, pingStore } from '../../../src/mongo/connection.ts';
import { startDocumentStore } from '../../harness/document-store.ts';
import { ownMs } from '../../harness/own-time.ts';

describe('a store that cannot be reached', () => {
  it.each([
    ['one host', 'mongodb://127.0.0.1:1/', '127.0.0.1:1'],
    ['several', 'mongodb://127.0.0.1:1,127.0.0.1:2/?replicaSet=rs', '127.0.0.1:1,127.0.0.1:2'],
    ['a password', 'mongodb://muster:s3cret%40@127.0.0.1:1/?directConnection=true', '127.0.0.1:1'],
  ])('is named with the setting, without its password: %s', async (_, uri, hosts) => {
    const failure = await connectStore(uri, 'muster').catch((error: unknown) => error as Error);
    expect(failure).toHaveProperty(
      'message',
      `The document store at ${hosts} does not answer. Check MONGODB_URI and that the server runs.`,
    );
  });
});

describe('a store that stops answering in the middle', () => {
  it('fails the operation within the time that chat waits', async () => {
    const real = await startDocumentStore();
    const { host = '', port = 0 } = real.db.client.options.hosts[0] ?? {};
    const sockets = new Set<Socket>();
    let silent = false;
    const between = createServer((socket) => {
      const behind = connect(port, host);
      for (const one of [socket, behind]) sockets.add(one.on('error', () => undefined));
      socket.on('data', (data) => (silent ? undefined : behind.write(data)));
      behind.on('data', (data) => socket.write(data));
    });
    await once(between.listen(0, '127.0.0.1'), 'listening');
    const address = between.address() as AddressInfo;
    const { db, close } = await connectStore(
      `mongodb://127.0.0.1:${address.port}/?directConnection=true`,
      'm',
    );
    try {
      await pingStore(db);
      silent = true;
      const before = ownMs();
      await expect(pingStore(db)).rejects.toThrow(MongoError);
      expect(ownMs() - before).toBeLessThan(3_000);
    } finally {
      for (const socket of sockets) socket.destroy();
      between.close();
      await close();
      await real.stop();
    }
  }, 300_000);
});

describe('a store that takes connections and says nothing', () => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket));
  let port: number;
  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it('fails within the time that chat waits', async () => {
    const before = ownMs();
    await expect(connectStore(`mongodb://127.0.0.1:${port}/`, 'muster')).rejects.toThrow('MONGODB_URI');
    expect(ownMs() - before).toBeLessThan(3_000);
  });
});
