import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectClient } from '../../../../src/wiring/temporal/temporal.ts';
import { eventually } from '../../../harness/eventually.ts';

/** Status codes of gRPC. Source: https://grpc.io/docs/guides/status-codes/ */
const UNIMPLEMENTED = 12;
const UNAVAILABLE = 14;

/** A Temporal that is there, and takes nothing. */
class Refusing {
  asked = 0;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #server: Http2Server = createServer();

  async start(): Promise<string> {
    this.#server.on('session', (session) => this.#sessions.add(session));
    this.#server.on('stream', (stream, { ':path': path = '' }) => {
      const isGreeting = path.endsWith('/GetSystemInfo');
      if (!isGreeting) this.asked++;
      const status = isGreeting ? UNIMPLEMENTED : UNAVAILABLE;
      stream.resume().on('end', () => {
        stream.respond({ 'content-type': 'application/grpc', 'grpc-status': status }, { endStream: true });
      });
    });
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** As kill -9 does it. */
  async die(): Promise<void> {
    for (const session of this.#sessions) session.destroy();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
  }
}

let temporal: Refusing;
beforeEach(() => (temporal = new Refusing()));
afterEach(() => temporal.die());

/** Asks something; the client tries again what is refused, up to ten times. @returns what becomes of it, and closes. */
async function asking() {
  const settings = { namespace: 'default', taskQueue: 'none' };
  const { connection } = await connectClient(settings, await temporal.start());
  const { workflowService } = connection;
  const failed = workflowService.describeNamespace({ namespace: 'default' }).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { failed, close: () => connection.close() };
}

it('a call that waits to be made again when its connection is closed has failed, and nothing else has', async () => {
  const { failed, close } = await asking();
  await eventually('it was tried again', () => temporal.asked >= 3);
  const before = temporal.asked;
  await close();
  expect(await failed).toMatchObject({ code: UNAVAILABLE });
  expect(temporal.asked).toBeLessThanOrEqual(before + 1);
});

it('a call that Temporal dies of before it is answered has failed when its connection is closed', async () => {
  const { failed, close } = await asking();
  await temporal.die();
  await close();
  expect(await failed).toMatchObject({ code: UNAVAILABLE });
});
