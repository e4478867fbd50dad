import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { instant } from './clock.ts';

/** The plainest HTTP server that can be: `next` gives the instant at which the next request began to arrive. */
export async function startListener(): Promise<{
  url: string;
  next: () => Promise<number>;
  close: () => void;
}> {
  const waiting: ((at: number) => void)[] = [];
  const server = createServer((request, response) => {
    waiting.shift()?.(instant());
    request.resume();
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    next: () => new Promise((resolve) => waiting.push(resolve)),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
