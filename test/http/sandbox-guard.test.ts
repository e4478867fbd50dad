import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import express from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerErrors } from '../../src/http/errors.ts';
import { sandboxGuard } from '../../src/http/sandbox-guard.ts';

let port: number;
let close: () => Promise<unknown>;
let anonymousReading: boolean;
let baseUrl: string;

beforeAll(async () => {
  const app = express();
  app.use(
    sandboxGuard({
      isSandbox: (instance) => instance === 'training',
      anonymousReading: () => anonymousReading,
      baseUrl: () => baseUrl,
      listensOn: 'muster-host',
    }),
  );
  app.use((_request, response) => void response.send('reached'));
  app.use(answerErrors(pino({ level: 'silent' })));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  close = () => {
    server.close();
    return once(server, 'close');
  };
});
afterAll(() => close());
beforeEach(() => {
  anonymousReading = true;
  baseUrl = 'https://muster.example.com';
});

/** Sends a request as a browser does that was told another name for our address: fetch would not let us. */
async function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number | undefined; body: string; type: string | undefined }> {
  const asked = request({ host: '127.0.0.1', port, method, path, headers, agent: false });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: response.statusCode, body: await text(response), type: response.headers['content-type'] };
}

const OPEN = [
  '/sandbox',
  '/sandbox/training/state',
  '/sandbox/events',
  '/incidents',
  '/incidents/INC-1',
  '/live',
  '/providers',
];

describe('a name that is not ours', () => {
  const headers = { host: 'rebound.attacker.example' };

  it.each([...OPEN, '/SANDBOX', '/sandbox/../incidents'])('does not get to %s', async (path) => {
    const { status, body } = await ask('GET', path, headers);
    expect(status).toBe(421);
    expect(JSON.parse(body)).toMatchObject({
      code: 'misdirected',
      detail: expect.stringMatching(/rebound\.attacker\.example.*server\.baseUrl/) as string,
    });
  });

  it.each(['/sandbox/training/messages', '/chat/training/commands'])('does not post to %s', async (path) => {
    expect((await ask('POST', path, { ...headers, 'sec-fetch-site': 'same-origin' })).status).toBe(421);
  });

  it('is told to a person as a page', async () => {
    const { status, type, body } = await ask('GET', '/sandbox', {
      ...headers,
      accept: 'text/html,*/*;q=0.8',
    });
    expect(status).toBe(421);
    expect(type).toContain('text/html');
    expect(body).toContain('server.baseUrl');
    expect(body).not.toContain('reached');
  });

  it.each(['a b', 'user@localhost:x'])('may be nonsense: %j', async (host) => {
    expect((await ask('GET', '/sandbox', { host })).status).toBeGreaterThanOrEqual(400);
  });

  it('gets to what asks for a token or a signature', async () => {
    for (const path of ['/chat/main-slack/commands', '/api/v1/incidents', '/healthz'])
      expect((await ask('GET', path, headers)).body).toBe('reached');
    anonymousReading = false;
    expect((await ask('GET', '/incidents', headers)).body).toBe('reached');
    expect((await ask('GET', '/sandbox', headers)).status).toBe(421);
  });
});

describe('a name that is ours', () => {
  it.each([
    'localhost',
    'localhost:3000',
    'LOCALHOST',
    'muster.localhost:3000',
    '127.0.0.1:3000',
    '192.168.7.9:3000',
    '[::1]:3000',
    'muster.example.com',
    'Muster.Example.com:443',
    'muster-host:3000',
  ])('%s is served', async (host) => {
    for (const path of OPEN) expect((await ask('GET', path, { host })).body).toBe('reached');
    expect((await ask('POST', '/chat/training/commands', { host })).body).toBe('reached');
  });

  it.each(['localhost.attacker.example', 'muster.example.com.attacker.example', '127.0.0.1.nip.io'])(
    '%s only looks like one',
    async (host) => {
      expect((await ask('GET', '/sandbox', { host })).status).toBe(421);
    },
  );
});

describe("what another site's page sends", () => {
  const host = 'localhost:3000';
  const paths = ['/sandbox/training/messages', '/sandbox/training/channels', '/chat/training/commands'];

  it.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://attacker.example' },
    { origin: 'http://localhost:8080' },
    { origin: 'null' },
  ])('with %j changes nothing', async (headers) => {
    for (const path of paths) {
      const { status, body } = await ask('POST', path, { host, ...headers });
      expect(status).toBe(403);
      expect(JSON.parse(body)).toMatchObject({ detail: expect.stringContaining('server.baseUrl') as string });
    }
  });

  it.each([
    { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:3000' },
    { origin: 'http://localhost:3000' },
    { origin: 'https://muster.example.com' },
    {},
  ])('is told from what our own page or a program sends, with %j', async (headers) => {
    for (const path of paths) expect((await ask('POST', path, { host, ...headers })).body).toBe('reached');
  });

  it('may be a link to a page', async () => {
    expect((await ask('GET', '/sandbox', { host, 'sec-fetch-site': 'cross-site' })).body).toBe('reached');
  });
});
