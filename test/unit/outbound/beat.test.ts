import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { beat } from '../../../src/outbound/beat.ts';

const SECRET = 'a-secret-path';
let server: Server;
let asked: IncomingMessage[];
let answer: (response: ServerResponse) => void;
const address = (path = SECRET): string =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`;
const privately = { method: 'GET', privately: true } as const;
const openly = { method: 'GET', privately: false } as const;

beforeEach(async () => {
  asked = [];
  answer = (response) => response.end('ok');
  server = createServer((request, response) => {
    asked.push(request);
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

/** @returns why a heartbeat failed. */
async function failure(to: string, options: Parameters<typeof beat>[1]): Promise<string> {
  const error: unknown = await beat(to, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('it did not fail');
  expect(`${error.message} ${String(error.stack)}`).not.toContain(SECRET);
  return error.message;
}

describe('a heartbeat', () => {
  it('is one request, by the method that is wanted', async () => {
    await beat(address(), privately);
    await beat(address(), { ...privately, method: 'POST' });
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([`GET /${SECRET}`, `POST /${SECRET}`]);
  });

  it('fails when it is answered with anything but success, and follows nothing', async () => {
    answer = (response) => response.writeHead(302, { location: address('elsewhere') }).end();
    expect(await failure(address(), privately)).toBe('it was answered with 302');
    answer = (response) => response.writeHead(500).end('what stands here is not read');
    expect(await failure(address(), privately)).toBe('it was answered with 500');
    expect(asked).toHaveLength(2);
  });

  it('fails when the connection does, without a word of where it went', async () => {
    answer = (response) => response.destroy();
    expect(await failure(address(), privately)).toMatch(/the connection failed \(\w+\)/);
    const gone = address();
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
    expect(await failure(gone, privately)).toBe('the connection failed (ECONNREFUSED)');
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  it('goes to no private address and without TLS unless that is wanted', async () => {
    expect(await failure(address(), openly)).toContain('https');
    const { port } = server.address() as AddressInfo;
    for (const host of [
      '127.0.0.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '169.254.169.254',
      '0x7f.1',
      '2130706433',
    ])
      expect(await failure(`https://${host}:${port}/${SECRET}`, openly)).toContain('private address');
    expect(await failure(`https://localhost:${port}/${SECRET}`, openly)).toContain('private address');
    expect(asked).toEqual([]);
  });
});
