import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ChatError } from '../../src/chat/error.ts';
import type { Outage } from './fake-temporal.ts';
import { LEAK, Office } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await Office.open();
});
afterAll(() => office.close());
afterEach(() => {
  office.temporal.outage = undefined;
  office.memory.down.clear();
  office.log.length = 0;
});

/** @returns the refusal, held to the form that every refusal has. */
async function refused(response: Response, status: number): Promise<{ code: string; detail: string }> {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const body = (await response.json()) as Record<string, unknown>;
  expect(body).toMatchObject({ type: 'about:blank', status });
  return body as { code: string; detail: string };
}

const post = (path: string, body?: BodyInit, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${office.base}${path}`, { method: 'POST', headers, ...(body !== undefined && { body }) });
const api = (
  path: string,
  token: string,
  init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
): Promise<Response> =>
  fetch(`${office.base}/api/v1${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, ...init.headers },
  });

describe('401', () => {
  const body = 'command=%2Fim&text=list&trigger_id=1&user_id=U1&channel_id=C1';

  it('for a forged signature', async () => {
    expect(await refused(await office.slack('commands', body, { secret: 'guessed' }), 401)).toMatchObject({
      code: 'not_authentic',
    });
    expect(office.memory.deliveryRecords.size).toBe(0);
  });

  it('for a request without a signature', async () => {
    await refused(await post('/chat/main-slack/commands', body), 401);
  });

  it.each([-301_000, 301_000])('for a request signed %d ms from now', async (off) => {
    await refused(await office.slack('commands', body, { at: office.now + off }), 401);
  });

  it('for a body that was changed after it was signed', async () => {
    const signed = await office.slack('commands', body);
    expect(signed.status).toBe(200);
    const replayed = office.slack('commands', `${body}x`, {
      headers: { 'x-slack-signature': 'v0=00', 'x-slack-request-timestamp': '1' },
    });
    await refused(await replayed, 401);
  });

  it('for every request of an instance without a secret, and says so loudly in the log', async () => {
    const { code, detail } = await refused(
      await office.slack('commands', body, { instance: 'unguarded' }),
      401,
    );
    expect(code).toBe('not_authentic');
    expect(detail).toContain('chat.unguarded.signingSecret');
    expect(office.log).toContainEqual(
      expect.objectContaining({
        level: 50,
        msg: expect.stringContaining('signingSecret is missing') as string,
      }),
    );
  });

  it('for the API without a token, saying how', async () => {
    const response = await fetch(`${office.base}/api/v1/incidents`);
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
    expect((await refused(response, 401)).code).toBe('unauthenticated');
    await refused(await api('/incidents', 'muster_guessed-guessed'), 401);
    await refused(await api('/incidents', ''), 401);
  });
});

describe('404', () => {
  it('for an unknown provider instance, before its body is read', async () => {
    const { code, detail } = await refused(await post('/chat/nobody/commands', 'x'.repeat(1_000_000)), 404);
    expect(code).toBe('unknown_instance');
    expect(detail).toContain('main-slack');
  });
  it('for an unknown surface', async () => {
    expect((await refused(await post('/chat/main-slack/teapots', '{}'), 404)).code).toBe('unknown_address');
  });
  it.each(['/nowhere', '/chat', '/chat/main-slack', '/api', '/__proto__', '/constructor/prototype'])(
    'for %s',
    async (path) => {
      expect((await refused(await fetch(`${office.base}${path}`), 404)).code).toBe('unknown_address');
    },
  );
  it('for what is not in the API', async () => {
    await refused(await api('/teapots', office.token('admin')), 404);
  });
  it.each(['INC-999', 'banana', '0', '%00', 'INC-1e3', '-1'])('for the incident %s', async (id) => {
    const { code } = await refused(await api(`/incidents/${id}`, office.token('viewer')), 404);
    expect(code).toBe('not_found');
  });
});

describe('405', () => {
  it.each([
    ['GET', '/chat/main-slack/commands', 'POST'],
    ['PUT', '/chat/main-slack/events', 'POST'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['DELETE', '/readyz', 'GET, HEAD'],
    ['POST', '/metrics', 'GET, HEAD'],
    ['POST', '/incidents', 'GET, HEAD'],
    ['PATCH', '/incidents/INC-1', 'GET, HEAD'],
    ['POST', '/live', 'GET, HEAD'],
    ['DELETE', '/sign-in', 'GET, HEAD, POST'],
    ['GET', '/sign-out', 'POST'],
    ['POST', '/api/openapi.json', 'GET, HEAD'],
  ])('for %s %s, naming what is possible', async (method, path, allow) => {
    const response = await fetch(`${office.base}${path}`, { method });
    expect(response.headers.get('allow')).toBe(allow);
    expect((await refused(response, 405)).code).toBe('method_not_allowed');
  });

  it.each([
    ['DELETE', '/incidents', 'GET, HEAD, POST'],
    ['PUT', '/incidents/INC-1', 'GET, HEAD'],
    ['GET', '/incidents/INC-1/ack', 'POST'],
    ['POST', '/people', 'GET, HEAD'],
    ['GET', '/people/links/main-slack/U1', 'DELETE'],
    ['POST', '/audit', 'GET, HEAD'],
  ])('for %s %s of the API', async (method, path, allow) => {
    const response = await api(path, office.token('admin'), { method });
    expect(response.headers.get('allow')).toBe(allow);
    await refused(response, 405);
  });

  it('never for the question what is possible', async () => {
    const response = await fetch(`${office.base}/chat/main-slack/commands`, { method: 'OPTIONS' });
    expect([response.status, response.headers.get('allow')]).toEqual([204, 'POST']);
  });
});

describe('413', () => {
  it('for a body over the limit, although it is signed', async () => {
    const { code, detail } = await refused(await office.slack('events', 'x'.repeat(65 * 1024)), 413);
    expect(code).toBe('too_large');
    expect(detail).toContain('server.bodyLimit');
  });
  it('for one of the API', async () => {
    const init = { method: 'POST', body: JSON.stringify({ title: 'x'.repeat(70_000) }) };
    await refused(await api('/incidents', office.token('admin'), init), 413);
  });
  it('for one that does not say how long it is', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { 'transfer-encoding': 'chunked' };
      const options = { port: office.port, method: 'POST', path: '/chat/main-slack/events', headers };
      const sending = httpRequest(options, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sending.on('error', reject);
      for (let i = 0; i < 70; i++) sending.write('x'.repeat(1024));
      sending.end();
    });
    expect(status).toBe(413);
  });
});

const PACKERS = [
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
] as const;

describe.each(PACKERS)('a body packed with %s for the API', (encoding, pack) => {
  const whole = pack(JSON.stringify({ title: 'Packed by its sender' }));
  const send = (body: BodyInit): Promise<Response> =>
    api('/incidents', office.token('admin'), {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'content-encoding': encoding },
    });

  it('is read when it is whole', async () => {
    expect((await send(whole)).status).toBe(201);
  });
  it.each([
    ['something else', Buffer.from('notgzip')],
    ['cut short', whole.subarray(0, -9)],
    ['cut after its first byte', whole.subarray(0, 1)],
    ['damaged', Buffer.concat([whole.subarray(0, 4), Buffer.alloc(40, 0xff)])],
  ])('is 400 when it is %s', async (_, body) => {
    const { code, detail } = await refused(await send(body), 400);
    expect(code).toBe('unreadable');
    expect(detail).toContain('Content-Encoding');
    expect(office.log).toEqual([]);
  });
  it('is 413 when it is small and unpacks to more than the limit', async () => {
    const bomb = pack(JSON.stringify({ title: 'x'.repeat(10_000_000) }));
    expect(bomb.length).toBeLessThan(office.config.server.bodyLimitBytes);
    expect((await refused(await send(bomb), 413)).code).toBe('too_large');
  });
});

describe('415', () => {
  it('for an encoding that nobody has', async () => {
    const init = { method: 'POST', body: '{}', headers: { 'content-encoding': 'rot13' } };
    await refused(await api('/incidents', office.token('admin'), init), 415);
  });
  it('for a type that is not read', async () => {
    const response = await office.slack('events', '<xml/>', { headers: { 'content-type': 'text/xml' } });
    expect((await refused(response, 415)).code).toBe('wrong_type');
  });
  it('for a body that is packed: the signature is over what was sent', async () => {
    const packed = gzipSync('x'.repeat(1_000_000));
    const response = await office.slack('events', packed, { headers: { 'content-encoding': 'gzip' } });
    await refused(response, 415);
  });
  it('for a form at the API', async () => {
    const init = { method: 'POST', body: 'title=x', headers: { 'content-type': 'text/plain' } };
    await refused(await api('/incidents', office.token('admin'), init), 415);
  });
});

describe('400', () => {
  const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const brackets = '['.repeat(30_000);

  it.each([
    ['broken JSON', '{"type":'],
    ['no JSON', 'hello'],
    ['nothing', ''],
    ['JSON that is too deep', deep(65)],
    ['brackets alone', brackets],
    ['what is not UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
    ['JSON of another kind', '[]'],
    ['a string', '"x"'],
    ['null', 'null'],
    ['fields of wrong kinds', '{"type":"event_callback","event_id":[],"event":null}'],
  ])('for %s as an event', async (_, body) => {
    expect((await refused(await office.slack('events', body), 400)).code).toBe('unreadable');
  });

  it.each([
    ['no payload', 'x=1'],
    ['broken JSON', 'payload={'],
    ['JSON that is too deep', `payload=${encodeURIComponent(deep(65))}`],
    ['brackets alone', `payload=${brackets}`],
    ['what is not UTF-8', Buffer.from([0x70, 0x3d, 0xff])],
  ])('for an interaction with %s', async (_, body) => {
    await refused(await office.slack('interactions', body), 400);
  });

  it('for an address that is not well-formed', async () => {
    await refused(await fetch(`${office.base}/incidents/%E0%A4%A`), 400);
  });

  it.each(['{', '"\\ud800', '\u0000'])('for the API body %j', async (body) => {
    const init = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    await refused(await api('/incidents', office.token('admin'), init), 400);
  });
});

describe('422', () => {
  it('names every place that is wrong', async () => {
    const body = JSON.stringify({ title: '', severity: 'SEV-9', colour: 'red' });
    const init = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    const problem = await refused(await api('/incidents', office.token('admin'), init), 422);
    expect(problem.code).toBe('invalid');
    const paths = (problem as unknown as { problems: { path: string }[] }).problems.map(({ path }) => path);
    expect(paths.toSorted()).toEqual(['body', 'severity', 'title']);
  });
  it.each([
    'limit=0',
    'limit=many',
    'status=odd',
    'active=maybe',
    'cursor=-1',
    'colour=red',
    'limit=1&limit=2',
  ])('for a list with %s', async (query) => {
    await refused(await api(`/incidents?${query}`, office.token('viewer')), 422);
  });
});

describe('503 with Retry-After, never a 4xx', () => {
  const outages: Outage[] = ['unavailable', 'deadline', 'raw unavailable'];

  it.each(outages)('when Temporal is %s, for a command in chat', async (outage) => {
    office.temporal.outage = outage;
    const response = await office.command('declare Checkout is down');
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await refused(response, 503)).detail).toContain('TEMPORAL_ADDRESS');
  });

  it.each(outages)(
    'when Temporal is %s, for an acknowledgement by the API, which is noted as failed',
    async (outage) => {
      office.temporal.outage = outage;
      const response = await api('/incidents/INC-1/ack', office.token('admin'), { method: 'POST' });
      expect(response.headers.get('retry-after')).toBe('5');
      await refused(response, 503);
      expect(office.memory.auditEntries.at(-1)).toMatchObject({
        action: 'ack',
        outcome: 'failed',
        incident: 'INC-1',
      });
    },
  );

  it('when Temporal goes away before it says whose incident has the number', async () => {
    const fresh = await Office.open();
    try {
      const { memory, temporal } = fresh;
      expect((await fresh.command('declare One')).status).toBe(200);
      // The store was emptied: its numbers begin anew, while the workflows live on.
      memory.forgetNumbers();
      temporal.lostBeforeDescribing = true;
      await refused(await fresh.command('declare Two', { delivery: 'two' }), 503);
      temporal.lostBeforeDescribing = false;
      temporal.outage = undefined;
      expect(await (await fresh.command('declare Two', { delivery: 'two' })).text()).toContain('INC-2');
      expect(temporal.running.size).toBe(2);
    } finally {
      await fresh.close();
    }
  });

  it.each(['everything', 'deliveries'] as const)(
    'when the store is away (%s), for a command in chat',
    async (what) => {
      office.memory.down.add(what);
      const response = await office.command('list');
      expect(response.headers.get('retry-after')).toBe('5');
      expect((await refused(response, 503)).detail).toContain('MONGODB_URI');
    },
  );

  it('when the store is away, for the API, the pages and their events', async () => {
    const token = office.token('viewer');
    office.memory.down.add('everything');
    for (const response of [
      await api('/incidents', token),
      await fetch(`${office.base}/incidents`),
      await fetch(`${office.base}/live`),
    ]) {
      expect(response.headers.get('retry-after')).toBe('5');
      await refused(response, 503);
    }
  });

  it('when a secret is in a store that is away: that is no forgery', async () => {
    const adapter = {
      platform: 'stored',
      instance: 'stored',
      surfaces: ['commands'],
      authenticate: () =>
        office.memory
          .stores()
          .tokens.find('x')
          .then(() => undefined),
      parse: () => ({ kind: 'ignored', reason: 'nothing' }) as const,
      respond: () => ({ http: { status: 200, contentType: 'text/plain', body: '' } }),
      repeats: () => true,
    };
    office.adapt('stored', adapter);
    office.memory.down.add('tokens');
    await refused(await post('/chat/stored/commands', '{}'), 503);
  });

  it('when a platform cannot be asked whose a request is: that is no forgery', async () => {
    const adapter = {
      platform: 'asking',
      instance: 'asking',
      surfaces: ['commands'],
      authenticate: () => Promise.reject(new ChatError('connection_failed', 'Slack cannot be reached.')),
      parse: () => ({ kind: 'ignored', reason: '' }) as const,
      respond: () => ({ http: { status: 200, contentType: 'text/plain', body: '' } }),
      repeats: () => true,
    };
    office.adapt('asking', adapter);
    const response = await post('/chat/asking/commands', '{}');
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await refused(response, 503)).detail).toContain('cannot be reached');
  });
});

describe('500', () => {
  it('tells the sender nothing, and the operator everything', async () => {
    const adapter = {
      platform: 'broken',
      instance: 'broken',
      surfaces: ['commands'],
      authenticate: () => undefined,
      parse: () => {
        throw new TypeError(`cannot read ${LEAK}`);
      },
      respond: () => ({ http: { status: 200, contentType: 'text/plain', body: '' } }),
      repeats: () => true,
    };
    office.adapt('broken', adapter);
    const response = await post('/chat/broken/commands', '{}', { 'content-type': 'application/json' });
    const { detail } = await refused(response, 500);
    expect(detail).not.toContain('cannot read');
    expect(JSON.stringify(office.log)).toContain('TypeError');
  });
});

describe('what an attacker sends besides', () => {
  it('headers that are too long end the request, not the process', async () => {
    const response = await fetch(`${office.base}/healthz`, { headers: { 'x-long': 'a'.repeat(20_000) } });
    expect(response.status).toBe(431);
    expect((await fetch(`${office.base}/healthz`)).status).toBe(200);
  });

  it('is no HTTP at all', async () => {
    const socket = connect(office.port, '127.0.0.1');
    const said: string[] = [];
    socket.on('data', (data) => said.push(data.toString()));
    socket.on('error', () => undefined);
    const ended = new Promise((resolve) => socket.on('close', resolve));
    socket.write('\u0000\u0001GET\r\n\r\n');
    await ended;
    expect(said.join('')).toContain('400');
    expect((await fetch(`${office.base}/healthz`)).status).toBe(200);
  });

  it('a Host of its own leads no link astray', async () => {
    const token = office.token('responder');
    const body = await new Promise<string>((resolve, reject) => {
      const headers = {
        host: 'evil.example',
        'x-forwarded-host': 'evil.example',
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      };
      const options = { port: office.port, method: 'POST', path: '/api/v1/incidents', headers };
      const sending = httpRequest(options, (response) => {
        let text = `${response.headers.location ?? ''} `;
        response.on('data', (data: Buffer) => (text += data.toString()));
        response.on('end', () => resolve(text));
      });
      sending.on('error', reject);
      sending.end('{"title":"Host"}');
    });
    expect(body).toContain('https://muster.example/incidents/INC-');
    expect(body).not.toContain('evil');
  });

  it('prototypes in a body change nothing', async () => {
    const body = '{"title":"x","__proto__":{"private":true},"constructor":{"prototype":{"admin":true}}}';
    const init = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    await refused(await api('/incidents', office.token('admin'), init), 422);
    await office.slack(
      'commands',
      '__proto__=1&constructor=2&command=/im&text=list&trigger_id=p&user_id=U1&channel_id=C1',
    );
    expect(({} as Record<string, unknown>).private).toBeUndefined();
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  it.each(['a\r\nSet-Cookie: x=1', 'ü', ' ', 'x'.repeat(121)])('an idempotency key %j', async (key) => {
    const answer = fetch(`${office.base}/api/v1/incidents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${office.token('admin')}`, 'idempotency-key': key },
    });
    // What no HTTP client sends is refused by the client itself.
    const response = await answer.catch(() => undefined);
    if (response) expect(response.status).toBe(422);
  });
});

describe('every answer', () => {
  it('has the headers that keep a browser from harm, and no name of what serves it', async () => {
    for (const path of ['/incidents', '/nowhere', '/healthz', '/api/v1/incidents']) {
      const { headers } = await fetch(`${office.base}${path}`);
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'/);
      expect(headers.get('content-security-policy')).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  it('is counted by surface and status, never by what somebody made up', async () => {
    await fetch(`${office.base}/made-up-${Math.random()}`);
    await fetch(`${office.base}/%E0%A4%A-made-up`);
    const metrics = await (await fetch(`${office.base}/metrics`)).text();
    expect(metrics).toContain('surface="unknown",status="404"');
    expect(metrics).not.toContain('made-up');
  });
});
