import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { capturedOf } from '../../src/capture/captured.ts';
import { NotCaptured } from '../../src/capture/not-captured.ts';
import type { Captured } from '../../src/inbox/batch.ts';
import { Refused } from '../../src/inbox/refused.ts';
import type { Intake } from '../../src/inbox/source.ts';
import { createApp } from '../../src/http/app.ts';
import type { Door } from '../../src/http/inbox-door.ts';
import { inboxRouter } from '../../src/http/inbox-router.ts';
import { BodyRoom } from '../../src/http/body-room.ts';
import { createLimit } from '../../src/http/limits.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';

const SECRET = 'the-secret-of-this-address';
const BEFORE = 'the-secret-of-the-one-before';
const SIGNING = 'signing-secret';
const NOW = Date.parse('2026-11-21T12:00Z');

const signed = (body: Buffer | string): string => createHmac('sha256', SIGNING).update(body).digest('hex');

let server: Server;
let base: string;
let taken: { integration: string; delivery: Captured }[];
let log: string;
/** How requests of the integration were answered, by the metrics. */
let counted: string[];
let door: Door;
let full: NotCaptured | undefined;
let verifyFails: Error | undefined;
let limitRefused = { count: 2, perMs: 3_600_000 };

beforeEach(async () => {
  [taken, log, full, verifyFails, counted] = [[], '', undefined, undefined, []];
  const intake: Intake = {
    verify: ({ headers, body }) => {
      if (verifyFails) throw verifyFails;
      return headers['x-signature'] === signed(Buffer.from(body))
        ? { verified: true, by: 'signature' }
        : { verified: false, reason: 'the header X-Signature is another' };
    },
    key: () => undefined,
    read: () => ({ kind: 'ignored', reason: 'test' }),
    answer: ({ body }) => {
      if (Buffer.from(body).toString() === 'bad')
        throw new Refused(400, { status: 'invalid event' }, 'it is no event');
      return { status: 202, body: { status: 'success' } };
    },
  };
  door = {
    tenant: 'default',
    config: {
      id: 'hooks',
      secret: SECRET,
      previousSecret: BEFORE,
      bodyLimitBytes: 1_000,
      rate: { count: 50, perMs: 60_000 },
    },
    source: { headers: ['x-event'] },
    intake,
  };
  const limit = createLimit(() => door.config.rate);
  const refusedLimit = createLimit(() => limitRefused);
  let ids = 0;
  const logger = pino({ level: 'trace' }, { write: (line: string) => void (log += line) });
  const app = createApp({
    routers: [
      inboxRouter({
        door: (name) => (name === 'hooks' ? door : undefined),
        capture: {
          nextId: () => String(++ids),
          full: () => full,
          take: ({ integration }, delivery) => Promise.resolve(void taken.push({ integration, delivery })),
        },
        captured: capturedOf,
        limit: ({ config }) => limit(config.id),
        limitRefused: refusedLimit,
        room: new BodyRoom(6_000),
        count: (integration, outcome) => void counted.push(`${integration}: ${outcome}`),
        log: logger,
        now: () => NOW,
      }),
    ],
    log: logger,
    metrics: createMetrics(),
  });
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  limitRefused = { count: 2, perMs: 3_600_000 };
});

/** Begins to send a body whose length is not said. @returns what ends it, with the status of the answer. */
async function beginToSend(): Promise<() => Promise<number | undefined>> {
  const sending = request(`${base}/in/hooks/${SECRET}`, {
    method: 'POST',
    headers: { 'x-signature': signed('{}'), 'transfer-encoding': 'chunked', expect: '100-continue' },
  });
  sending.flushHeaders();
  await once(sending, 'continue');
  sending.write('{');
  return async () => {
    sending.end('}');
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    answer.resume();
    return answer.statusCode;
  };
}

async function send(
  body: Buffer | string = '{}',
  { path = `/in/hooks/${SECRET}`, headers = {} }: { path?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await fetch(`${base}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-signature': signed(body),
      'x-event': 'push',
      ...headers,
    },
    body: new Uint8Array(Buffer.from(body)),
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

describe('the address of an integration', () => {
  it('takes what is signed, as it came, with the headers that the source keeps, and answers as the source does', async () => {
    const body = ' {"a": "ä"}\n';
    const { status, text } = await send(body);
    expect([status, JSON.parse(text)]).toEqual([202, { status: 'success' }]);
    expect(taken).toEqual([
      {
        integration: 'hooks',
        delivery: {
          id: '1',
          receivedAt: NOW,
          by: 'signature',
          headers: { 'x-event': 'push' },
          body: Buffer.from(body),
          bodyBytes: Buffer.byteLength(body),
        },
      },
    ]);
  });

  it('is open by the secret before as well, and with what senders of events append', async () => {
    expect((await send('{}', { path: `/in/hooks/${BEFORE}` })).status).toBe(202);
    expect((await send('{}', { path: `/in/hooks/${SECRET}/v2/enqueue` })).status).toBe(202);
  });

  it.each([
    ['an unknown integration', `/in/nothing/${SECRET}`],
    ['a wrong secret', '/in/hooks/another-secret-of-the-same-length'],
    ['a part of the secret', `/in/hooks/${SECRET.slice(0, -1)}`],
  ])('tells %s no more than the others', async (_, path) => {
    const { status, text } = await send('{}', { path });
    const other = await send('{}', { path: '/in/other/whatever' });
    expect([status, text]).toEqual([404, other.text]);
    expect(text).not.toContain(SECRET);
    expect(taken).toEqual([]);
  });

  it('is only posted to, whether it is there or not', async () => {
    for (const path of [`/in/hooks/${SECRET}`, '/in/nothing/whatever']) {
      const response = await fetch(`${base}${path}`);
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    }
  });

  it('does not stand in the log, whatever fails', async () => {
    await send('{}', { headers: { 'x-signature': 'no' } });
    verifyFails = new Error('no certificate');
    await send();
    expect(log).toMatch(/not_authentic/);
    // Whose it is does.
    expect(log).toContain('"path":"/in/hooks"');
    expect(log).toMatch(/no certificate/);
    expect(log).not.toContain(SECRET);
  });
});

describe('what is not taken', () => {
  it('is answered 401 without a right signature, and some of it is kept for admins', async () => {
    for (let n = 0; n < 4; n++) {
      const { status, text } = await send('{"n":1}', { headers: { 'x-signature': 'wrong' } });
      expect(status).toBe(401);
      expect(text).not.toContain('X-Signature');
    }
    expect(taken).toHaveLength(2);
    const [{ delivery } = { delivery: undefined }] = taken;
    expect(delivery).toMatchObject({
      refused: 'the header X-Signature is another',
      headers: { 'x-event': 'push' },
    });
    expect(delivery).not.toHaveProperty('by');
  });

  it('is answered 503 when it cannot be found out whose it is', async () => {
    verifyFails = new Error('no certificate');
    const { status, headers } = await send();
    expect([status, headers.get('retry-after')]).toEqual([503, '5']);
    expect(taken).toEqual([]);
  });

  it.each([
    ['longer than it may be', 'x'.repeat(1_001), {}],
    ['unpacked to more than it may be', gzipSync('x'.repeat(100_000)), { 'content-encoding': 'gzip' }],
  ])(
    'is answered 413 when it is %s, naming the setting',
    async (_, body, headers: Record<string, string>) => {
      const { status, text } = await send(body, { headers });
      expect(status).toBe(413);
      expect(text).toContain('integrations.hooks.bodyLimit');
      expect(taken.map(({ delivery }) => delivery.refused)).toEqual([
        expect.stringContaining('at most 1000 bytes'),
      ]);
    },
  );

  it('is answered 415 or 400 when it cannot be unpacked', async () => {
    expect((await send('{}', { headers: { 'content-encoding': 'compress' } })).status).toBe(415);
    expect((await send('{}', { headers: { 'content-encoding': 'gzip' } })).status).toBe(400);
  });

  it('is answered as the source says where its sender must not send it again', async () => {
    const { status, text } = await send('bad');
    expect([status, JSON.parse(text)]).toEqual([400, { status: 'invalid event' }]);
    expect(taken[0]?.delivery).toMatchObject({ refused: 'it is no event' });
    expect((await send()).status).toBe(202);
    expect(counted).toEqual(['hooks: refused', 'hooks: taken']);
  });

  it('is answered 429 beyond the rate, and 503 where there is no room, with when to send again', async () => {
    full = new NotCaptured('More waits.', 10);
    const later = await send();
    expect([later.status, later.headers.get('retry-after')]).toEqual([503, '10']);
    full = undefined;
    const statuses: number[] = [];
    for (let n = 0; n < 50; n++) statuses.push((await send()).status);
    expect(statuses.filter((status) => status === 202)).toHaveLength(49);
    const last = await send();
    expect(last.status).toBe(429);
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('bodies that are being read', () => {
  it('are no more than there is room for in memory; what comes then is answered 503', async () => {
    const ends = [await beginToSend(), await beginToSend()];
    const { status, headers } = await send();
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect(await Promise.all(ends.map((end) => end()))).toEqual([202, 202]);
    expect((await send()).status).toBe(202);
  });
});

describe('a body', () => {
  it('is unpacked before its signature is looked at', async () => {
    const body = '{"packed":true}';
    for (const [encoding, packed] of [
      ['gzip', gzipSync(body)],
      ['br', brotliCompressSync(body)],
    ] as const) {
      const headers = { 'content-encoding': encoding, 'x-signature': signed(body) };
      expect((await send(packed, { headers })).status).toBe(202);
    }
    expect(taken.map(({ delivery }) => Buffer.from(delivery.body).toString())).toEqual([body, body]);
  });

  it('that is long is kept as gzip', async () => {
    door = { ...door, config: { ...door.config, bodyLimitBytes: 1_000_000 } };
    await send('x'.repeat(200_000));
    const [{ delivery } = { delivery: undefined }] = taken;
    expect(delivery).toMatchObject({ zipped: true, bodyBytes: 200_000 });
    expect(delivery!.body.length).toBeLessThan(5_000);
  });
});
