import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Templates } from '../../../../src/action/filling.ts';
import { jinja } from '../../../../src/action/jinja.ts';
import type { RunnerOutcome } from '../../../../src/action/runner.ts';
import type { HttpResult } from '../../../../src/runner/http/answer.ts';
import { httpRunner, type HttpRunnerOptions } from '../../../../src/runner/http/runner.ts';
import { httpSettings } from '../../../../src/runner/http/settings.ts';
import { SELF_SIGNED } from '../../../fakes/https/certificate.ts';

const SECRET = 's3cret-token/0123 "x"';
const NOW = Date.parse('2026-03-01T12:00:00Z');

interface Asked {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let server: Server;
let base: string;
let asked: Asked[] = [];
let sockets: Socket[] = [];
let answer: (response: ServerResponse, request: Asked) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const { method, url, headers } = request;
      const one = { line: `${method} ${url}`, headers, body: body.toString() };
      asked.push(one);
      answer(response, one);
    });
  });
  server.on('connection', (socket) => sockets.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});
beforeEach(() => {
  answer = (response) => response.end('ok');
});
afterEach(() => {
  [asked, sockets] = [[], []];
});

interface Run {
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
  readonly options?: Partial<HttpRunnerOptions>;
}

/** Runs an action as configured, at the server of the tests unless it says another address. */
function running(
  settings: object = {},
  { parameters = {}, signal, options }: Run = {},
): Promise<RunnerOutcome> {
  return httpRunner({ templates: jinja, now: () => NOW, ...options })({
    settings: httpSettings.parse({ url: base, privately: true, timeout: '20s', ...settings }),
    parameters,
    idempotencyKey: 'run-17',
    signal: signal ?? new AbortController().signal,
    print: () => undefined,
  });
}

async function result(settings?: object, run?: Run): Promise<HttpResult> {
  const outcome = await running(settings, run);
  if (outcome.status !== 'succeeded') throw new Error(`${outcome.code}: ${outcome.message}`);
  return outcome.result as HttpResult;
}

async function failure(settings?: object, run?: Run) {
  const outcome = await running(settings, run);
  if (outcome.status === 'succeeded') throw new Error('it succeeded');
  expect(outcome.message).not.toMatch(/[\r\n]/);
  return outcome;
}

const json = (body: unknown, status = 200): void => {
  answer = (response) =>
    response
      .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
      .end(JSON.stringify(body));
};

describe('a request', () => {
  it('is sent as it is written, with the parameters where they are to stand', async () => {
    const url = `${base}/jobs/{{ job }}/runs?note={{ note }}`;
    const settings = {
      method: 'PUT',
      url,
      query: { dry: true, tag: '{{ tags }}', left: '{{ nothing }}', n: 7, text: 'a{{ job }}' },
      headers: { 'X-Job': 'job {{ job }}', Accept: 'application/vnd.x+json' },
      body: {
        json: {
          count: '{{ count }}',
          on: '{{ on }}',
          tags: '{{ tags }}',
          text: 'is {{ count }}',
          nothing: '{{ nothing }}',
          list: ['{{ count }}', '{{ nothing }}', null],
          'a{{ count }}': 1,
        },
      },
    };
    const parameters = { job: 'a b', note: 'x&y=1', count: 3, on: false, tags: ['p', 'q&r'] };
    await result(settings, { parameters });
    expect(asked).toMatchObject([
      {
        line: 'PUT /jobs/a%20b/runs?note=x%26y%3D1&dry=true&tag=p&tag=q%26r&n=7&text=aa%20b',
        headers: {
          'x-job': 'job a b',
          accept: 'application/vnd.x+json',
          'content-type': 'application/json',
          'user-agent': 'Muster',
        },
      },
    ]);
    expect(JSON.parse(asked[0]!.body)).toEqual({
      count: 3,
      on: false,
      tags: ['p', 'q&r'],
      text: 'is 3',
      list: [3, null],
      'a{{ count }}': 1,
    });
  });

  it('has forms and texts as well', async () => {
    const parameters = { name: 'a&b=c é', text: '"quoted"' };
    await result({ method: 'POST', body: { form: { name: '{{ name }}', n: [1, 2] } } }, { parameters });
    await result({ method: 'POST', body: { text: 'is {{ text }}' } }, { parameters });
    expect(asked.map(({ headers, body }) => [headers['content-type'], body])).toEqual([
      ['application/x-www-form-urlencoded', 'name=a%26b%3Dc+%C3%A9&n=1&n=2'],
      ['text/plain; charset=utf-8', 'is "quoted"'],
    ]);
  });

  it('reads no parameter as a template, nor as another part of a value', async () => {
    const parameters = { text: '{{ secrets.key }} ", "admin": true', __proto__: { key: 'x' } };
    const settings = { method: 'POST', body: { json: { text: '{{ text }}' } }, secrets: { key: SECRET } };
    await result(settings, { parameters });
    expect(JSON.parse(asked[0]!.body)).toEqual({ text: parameters.text });
  });

  it('says who sends it: by a bearer token, basic authentication, a header or a secret of a template', async () => {
    await result({ auth: { bearer: 'token-1' } });
    await result({ auth: { basic: { username: 'ana', password: SECRET } } });
    await result({ auth: { basic: { username: 'key-as-name' } } });
    await result({ auth: { header: { name: 'Authorization', scheme: 'Token', value: 'token-2' } } });
    await result(
      { headers: { 'X-Key': '{{ secrets.key }}' }, secrets: { key: SECRET } },
      { parameters: { secrets: { key: 'mine' } } },
    );
    const base64 = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    expect(asked.map(({ headers }) => headers.authorization ?? headers['x-key'])).toEqual([
      'Bearer token-1',
      base64(`ana:${SECRET}`),
      base64('key-as-name:'),
      'Token token-2',
      SECRET,
    ]);
  });

  it('has a key by which its server knows that it is the same', async () => {
    await result({ method: 'POST' });
    await result({ method: 'PUT' });
    await result({ method: 'POST', idempotencyHeader: false });
    await result({ method: 'PUT', idempotencyHeader: 'X-Request-Id' });
    expect(asked.map(({ headers }) => [headers['idempotency-key'], headers['x-request-id']])).toEqual([
      ['run-17', undefined],
      [undefined, undefined],
      [undefined, undefined],
      [undefined, 'run-17'],
    ]);
  });

  it.each([
    [
      { headers: { 'X-Job': '{{ job }}' } },
      'a\r\nX-Admin: 1',
      '`X-Job` in `headers` has a line break in it, which no header can have',
    ],
    [
      { headers: { 'X-Job': '{{ job }}' } },
      'a\nb',
      '`X-Job` in `headers` has a line break in it, which no header can have',
    ],
    [
      { headers: { 'X-Job': '{{ job }}' } },
      '五',
      '`X-Job` in `headers` has a character that no header can have: it takes Latin-1',
    ],
    [
      { url: 'http://127.0.0.1/{{ job }}' },
      '../admin',
      '`{{ job }}` in `url` has a slash, a backslash or a control character, which a segment of a path cannot have',
    ],
    [
      { query: { q: '{{ job }}' } },
      { a: 1 },
      '`q` in `query` is no text, number or boolean, nor a list of such',
    ],
    [{ query: { q: '{{ job }}' } }, '\uD800', '`q` in `query` has half of a character in it'],
    [{ url: 'http://127.0.0.1/{{ jbo }}' }, 'a', '`{{ jbo }}` in `url` is empty'],
  ])('with a parameter that cannot stand there (%j, %j) is not sent', async (settings, job, message) => {
    expect(await failure(settings, { parameters: { job } })).toEqual({
      status: 'failed',
      code: 'bad_parameter',
      message: `${message}.`,
      mayRepeat: false,
    });
    expect(sockets).toEqual([]);
  });
});

describe('an answer', () => {
  it('is kept by the names that StackStorm gives', async () => {
    answer = (response) =>
      response
        .writeHead(201, {
          'Content-Type': 'application/json',
          'X-Id': '7',
          'X-Auth-Token': 'a',
          'X-Session': 'b',
          'X-Private-Key': 'c',
          'Set-Cookie': ['a=b', 'c=d'],
        })
        .end('{"id": 7, "list": [{"a": null}]}');
    let time = NOW;
    const taken = await result({}, { options: { now: () => (time += 250) } });
    expect(taken).toMatchObject({
      status_code: 201,
      headers: { 'content-type': 'application/json', 'x-id': '7' },
      body: { id: 7, list: [{ a: null }] },
      parsed: true,
      elapsed: 0.25,
      ok: true,
    });
    for (const name of ['set-cookie', 'x-auth-token', 'x-session', 'x-private-key'])
      expect(taken.headers).not.toHaveProperty(name);
    expect(taken).not.toHaveProperty('truncated');
  });

  it.each<[type: string | undefined, sent: string | Buffer, body: unknown]>([
    ['text/plain', 'a\nb', 'a\nb'],
    ['text/plain; charset=iso-8859-1', Buffer.from([0xe9]), 'é'],
    ['text/plain; charset=nonsense', 'é', 'é'],
    ['application/problem+json', '{"a":1}', { a: 1 }],
    ['application/json', '{"a":', '{"a":'],
    ['application/json', '', ''],
    ['application/json', '['.repeat(2_000) + ']'.repeat(2_000), '['.repeat(2_000) + ']'.repeat(2_000)],
    ['application/octet-stream', 'in fact a text', 'in fact a text'],
    [undefined, 'no type', 'no type'],
    ['image/png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0]), 'binary, 5 bytes, image/png'],
    ['text/plain', Buffer.from('a\0b'), 'binary, 3 bytes, text/plain'],
    [undefined, Buffer.from([0xff, 0xfe, 1]), 'binary, 3 bytes, of unknown type'],
  ])('of type %s is told as what it is', async (type, sent, body) => {
    answer = (response) =>
      response.writeHead(200, type === undefined ? {} : { 'content-type': type }).end(sent);
    expect((await result()).body).toEqual(body);
  });

  it('is kept as far as that is wanted, and what was dropped is said', async () => {
    answer = (response) => response.end('é'.repeat(600));
    const cut = await result({ mostBytes: '1kb' });
    expect(cut).toMatchObject({
      body: 'é'.repeat(512),
      truncated: 'only the first 1024 bytes of the answer were kept',
    });
    answer = (response) => response.end('x'.repeat(1_024));
    expect(await result({ mostBytes: '1kb' })).not.toHaveProperty('truncated');
    json({ text: 'x'.repeat(2_000) });
    expect(await result({ mostBytes: '1kb' })).toMatchObject({ parsed: false, ok: true });
  });

  it('that never ends, or that unpacks to what never ends, is read no further than is kept', async () => {
    answer = (response) => {
      const more = (): void => {
        if (!response.destroyed) response.write('x'.repeat(10_000), () => setImmediate(more));
      };
      more();
    };
    expect((await result({ mostBytes: '64kb' })).body).toHaveLength(65_536);
    expect(sockets).toHaveLength(1);
    if (!sockets[0]!.destroyed) await once(sockets[0]!, 'close');
    answer = (response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('A'.repeat(20_000_000)));
    expect((await result({ mostBytes: '64kb' })).body).toHaveLength(65_536);
  });

  it.each([
    [[200], 201, false],
    [['2xx'], 204, true],
    [[404, '2xx'], 404, true],
    [[404], 200, false],
    [['3xx'], 302, true],
  ])('by %j makes of %d a success: %s', async (expected, status, ok) => {
    answer = (response) => response.writeHead(status, { location: '/elsewhere' }).end();
    const outcome = await running({ expect: expected });
    expect(outcome).toMatchObject({
      status: ok ? 'succeeded' : 'failed',
      result: { status_code: status, ok },
    });
  });

  it.each<[type: string, body: string, words: string]>([
    ['text/plain', '\n  no such\tjob\u202e\nat line 7', ': no such job'],
    ['text/plain', 'x'.repeat(300), `: ${'x'.repeat(199)}…`],
    ['text/html', '<!doctype html>', ''],
    ['application/json', '{"message":"no such job"}', ': no such job'],
    ['application/json', '{"error":{"code":7,"message":"no such job"}}', ': no such job'],
    ['application/problem+json', '{"title":"Bad","detail":"no such job"}', ': no such job'],
    ['application/json', '{"errors":[{"detail":"no such job"}]}', ': no such job'],
    ['application/json', '{"errors":{}}', ''],
    ['text/plain', '', ''],
  ])('that is no success is told with its own words: %s %s', async (type, body, words) => {
    answer = (response) => response.writeHead(422, { 'content-type': type }).end(body);
    expect(await failure()).toMatchObject({
      status: 'failed',
      code: 'unexpected_status',
      message: `${new URL(base).host} answered with 422${words}${words.endsWith('…') ? '' : '.'}`,
      mayRepeat: false,
      result: { status_code: 422, ok: false },
    });
  });
});

describe('secrets', () => {
  const auth = { bearer: 'bearer-token-1' };
  const secrets = { key: SECRET, pin: '471147114711' };
  const forms = [
    auth.bearer,
    SECRET,
    JSON.stringify(SECRET).slice(1, -1),
    encodeURIComponent(SECRET),
    Buffer.from(SECRET).toString('base64'),
    secrets.pin,
  ];
  const holdsNone = (outcome: RunnerOutcome): void => {
    const kept = JSON.stringify(outcome);
    for (const form of forms) expect(kept).not.toContain(form);
    expect(kept).toContain('[redacted: secret]');
  };

  it('that the server repeats are taken out of all that is kept', async () => {
    answer = (response, request) =>
      response.writeHead(200, { 'x-seen': request.headers.authorization }).end(forms.join(' '));
    holdsNone(await running({ auth, secrets }));
    json({ [SECRET]: 1, deep: [{ token: auth.bearer, pin: Number(secrets.pin), text: `is ${SECRET}!` }] });
    holdsNone(await running({ auth, secrets }));
    answer = (response) =>
      response.writeHead(403, { 'content-type': `text/plain; a=${auth.bearer}` }).end(`bad ${auth.bearer}`);
    holdsNone(await running({ auth, secrets }));
    const basic = { username: 'ana', password: 'pass' };
    answer = (response, request) => response.writeHead(401).end(request.headers.authorization);
    expect((await failure({ auth: { basic } })).message).toMatch(
      /answered with 401: Basic \[redacted: secret\]/,
    );
    answer = (response) => response.writeHead(401).end('no key key-as-name');
    expect((await failure({ auth: { basic: { username: 'key-as-name' } } })).message).toMatch(
      /401: no key \[redacted/,
    );
  });

  it('of which the kept part of an answer has the beginning are taken out as well', async () => {
    answer = (response) => response.end(`${'x'.repeat(1_024 - 10)}${auth.bearer} and more`);
    expect((await result({ auth, mostBytes: '1kb' })).body).toBe('x'.repeat(1_014));
  });

  it('are in no message of a template', async () => {
    const broken: Templates['text'] = (_, { secrets: known }) => {
      throw new Error(`cannot render ${JSON.stringify(known)}`);
    };
    const outcome = await running(
      { auth, secrets, headers: { 'X-A': 'b' } },
      { options: { templates: { text: broken, value: broken } } },
    );
    expect(outcome).toMatchObject({ code: 'bad_parameter' });
    holdsNone(outcome);
  });
});

describe('redirects', () => {
  const to = (location: string, status = 302): void => {
    answer = (response, { line }) =>
      line.endsWith('/there') ? response.end('there') : response.writeHead(status, { location }).end();
  };
  const moved = { url: `http://127.0.0.1/` };
  beforeEach(() => {
    moved.url = `${base}/moved`;
  });

  it('are not followed unless that is wanted', async () => {
    to('https://b.example/secret-path');
    expect(await failure(moved)).toEqual({
      status: 'failed',
      code: 'redirected',
      message: `${new URL(base).host} redirects to b.example (302): write the address that it means, or set \`redirects\`.`,
      mayRepeat: false,
    });
    expect(asked).toHaveLength(1);
  });

  it('are followed at the same server, with the credentials', async () => {
    to('/there');
    expect((await result({ ...moved, redirects: 1, auth: { bearer: 'a-token' } })).body).toBe('there');
    expect(asked.map(({ line, headers }) => `${line} ${headers.authorization}`)).toEqual([
      'GET /moved Bearer a-token',
      'GET /there Bearer a-token',
    ]);
    to('/moved');
    expect((await failure({ ...moved, redirects: 3 })).message).toMatch(/redirects more than 3 times/);
    expect(asked).toHaveLength(6);
  });

  it('keep method and body, or become a GET, by their status', async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      to('/there', status);
      await result({ ...moved, method: 'POST', body: { text: 'b' }, redirects: 1 });
    }
    expect(asked.filter((_, n) => n % 2).map(({ line, body }) => `${line} ${body}`)).toEqual([
      'GET /there ',
      'GET /there ',
      'GET /there ',
      'POST /there b',
      'POST /there b',
    ]);
    to('/there', 303);
    await result({ ...moved, method: 'DELETE', redirects: 1 });
    expect(asked.at(-1)?.line).toBe('GET /there');
  });

  it.each([
    'http://127.0.0.1:1/there',
    'http://localhost/there',
    '//evil.example/there',
    'https://evil.example/there',
    'file:///etc/passwd',
    'javascript:alert(1)',
  ])('lead nowhere else: %s', async (location) => {
    to(location);
    expect(await failure({ ...moved, redirects: 5, auth: { bearer: 'a-token' } })).toMatchObject({
      code: 'redirected',
      message: expect.stringContaining('which is not followed') as string,
    });
    expect(asked).toHaveLength(1);
  });

  it('with a user in them, or to nothing, are not followed', async () => {
    to(base.replace('//', '//ana:pw@') + '/there');
    expect((await failure({ ...moved, redirects: 5 })).message).toMatch(/not followed/);
    to('http://[broken');
    expect((await failure({ ...moved, redirects: 5 })).message).toMatch(/redirects nowhere \(302\)/);
    expect(asked).toHaveLength(2);
  });
});

describe('another attempt', () => {
  const again = async (settings: object, status = 503): Promise<boolean> => {
    answer = (response) => response.writeHead(status).end();
    return (await failure(settings)).mayRepeat;
  };

  it('makes sense where it has no second effect', async () => {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])
      expect(await again({ method })).toBe(true);
    for (const method of ['POST', 'PATCH', 'PURGE']) expect(await again({ method })).toBe(false);
    expect(await again({ method: 'POST', repeatable: true })).toBe(true);
    expect(await again({ method: 'POST', idempotencyHeader: 'Idempotency-Key' })).toBe(true);
    expect(await again({ method: 'POST', idempotencyHeader: false })).toBe(false);
  });

  it('makes sense by the statuses that are named', async () => {
    expect(await again({}, 404)).toBe(false);
    expect(await again({ retry: { on: [404] } }, 404)).toBe(true);
    expect(await again({ retry: { on: ['4xx'] } }, 404)).toBe(true);
    expect(await again({ retry: { on: ['4xx'] } }, 503)).toBe(false);
  });

  it('waits as long as the server asks for, by whatever method when it refused', async () => {
    const asking = async (after: string, status = 429, settings: object = { method: 'POST' }) => {
      answer = (response) => response.writeHead(status, { 'retry-after': after }).end('slowly');
      const { code, mayRepeat, retryAfterMs } = await failure(settings);
      return [code, mayRepeat, retryAfterMs];
    };
    expect(await asking('7')).toEqual(['rate_limited', true, 7_000]);
    expect(await asking(new Date(NOW + 90_000).toUTCString())).toEqual(['rate_limited', true, 90_000]);
    expect(await asking('soon')).toEqual(['rate_limited', true, undefined]);
    expect(await asking('7', 503, {})).toEqual(['unexpected_status', true, 7_000]);
    expect(await asking('7', 503)).toEqual(['unexpected_status', false, undefined]);
    expect(await asking('7', 429, { retry: { on: ['5xx'] } })).toEqual(['rate_limited', false, undefined]);
  });
});

describe('where it may not go', () => {
  const openly = { privately: false };
  const port = (): string => new URL(base).port;

  it.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0.0.0.0',
    'localhost',
    '169.254.169.254',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[fd00:ec2::254]',
  ])('is a private address, however it is written: %s', async (host) => {
    const outcome = await failure({ ...openly, url: `https://${host}:${port()}/` });
    expect(outcome).toMatchObject({ code: 'forbidden_address', mayRepeat: false });
    expect(outcome.message).toMatch(/leads to a private address.*: set `privately: true`/);
    expect(sockets).toEqual([]);
  });

  it('is without TLS', async () => {
    expect((await failure(openly)).message).toMatch(/must begin with https:\/\/: set `privately: true`/);
    expect(sockets).toEqual([]);
  });

  it('is a name that the name server answers with a private address, at each attempt anew', async () => {
    const answers = [['127.0.0.1'], ['93.184.215.14', '127.0.0.1'], ['::ffff:127.0.0.1'], ['10.0.0.1']];
    for (const addresses of answers) {
      let lookups = 0;
      const lookup = ((_name: string, _options: object, done: (error: null, found: object[]) => void) => {
        lookups++;
        done(
          null,
          addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        );
      }) as unknown as NonNullable<HttpRunnerOptions['lookup']>;
      const url = `https://rebinding.example:${port()}/`;
      expect((await failure({ ...openly, url }, { options: { lookup } })).code).toBe('forbidden_address');
      expect(lookups).toBe(1);
    }
    expect(sockets).toEqual([]);
  });

  it('is none of the hosts that are named', async () => {
    expect(await failure({ hosts: ['api.example.com'] })).toMatchObject({
      code: 'forbidden_host',
      mayRepeat: false,
    });
    expect(sockets).toEqual([]);
    await result({ hosts: ['127.0.0.1'] });
  });

  it('is a port that no request is for', async () => {
    expect((await failure({ url: 'http://127.0.0.1:25/' })).message).toMatch(
      /its port is one of another service/,
    );
  });
});

describe('what cannot be reached', () => {
  const failing = (code: string) =>
    ((_name: string, _options: object, done: (error: Error) => void) => {
      done(Object.assign(new Error('lookup failed'), { code }));
    }) as unknown as NonNullable<HttpRunnerOptions['lookup']>;

  it('has no address', async () => {
    const settings = { url: 'https://nothing.example/path', privately: false, method: 'POST' };
    expect(await failure(settings, { options: { lookup: failing('ENOTFOUND') } })).toMatchObject({
      code: 'name_not_found',
      message: 'There is no host nothing.example: check `url`.',
      mayRepeat: true,
    });
    expect(await failure(settings, { options: { lookup: failing('EAI_AGAIN') } })).toMatchObject({
      code: 'name_not_found',
      message: 'The name server did not answer for nothing.example.',
    });
  });

  it('refuses the connection', async () => {
    const other = createTcpServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    other.close();
    await once(other, 'close');
    expect(await failure({ url: `http://127.0.0.1:${port}/`, method: 'POST' })).toMatchObject({
      code: 'connection_refused',
      message: `127.0.0.1:${port} refused the connection: is it up, and the port right?`,
      mayRepeat: true,
    });
  });

  it('has a certificate that nobody vouches for, or none', async () => {
    const tls = createTlsServer(SELF_SIGNED, (_, response) => response.end('ok')).listen(0, '127.0.0.1');
    await once(tls, 'listening');
    try {
      const { port } = tls.address() as AddressInfo;
      const trust = async (): Promise<void> => {
        const outcome = await failure({ url: `https://localhost:${port}/`, auth: { bearer: 'a-token' } });
        expect(outcome).toMatchObject({ code: 'tls_failed', mayRepeat: false });
        expect(outcome.message).toMatch(
          /nobody known vouches for its certificate.*NODE_EXTRA_CA_CERTS.*SELF_SIGNED/,
        );
      };
      await trust();
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
      await trust();
    } finally {
      vi.unstubAllEnvs();
      tls.close();
      tls.closeAllConnections();
    }
    expect(await failure({ url: base.replace('http:', 'https:') })).toMatchObject({
      code: 'tls_failed',
      message: expect.stringContaining('it speaks no TLS') as string,
    });
    expect(asked).toEqual([]);
  });
});

describe('an answer that goes wrong', () => {
  /** @returns what comes of it when a server says these bytes, and ends then or stays. */
  async function saying(bytes: string, settings: object, end = false) {
    const raw = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => (end ? socket.end(bytes) : socket.write(bytes)));
    }).listen(0, '127.0.0.1');
    await once(raw, 'listening');
    try {
      return await failure({ url: `http://127.0.0.1:${(raw.address() as AddressInfo).port}/`, ...settings });
    } finally {
      raw.close();
    }
  }
  const short = { timeout: '300ms' };

  it.each([
    ['nothing', ''],
    ['half of its head', 'HTTP/1.1 200 OK\r\nContent-'],
    ['half of its body', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'],
  ])('and says %s is waited for as long as it may take', async (_, bytes) => {
    expect(await saying(bytes, short)).toEqual({
      status: 'timed_out',
      code: 'timed_out',
      message: 'No whole answer came within 0.3 s: see `timeout`.',
      mayRepeat: true,
    });
    expect(await saying(bytes, { ...short, method: 'POST' })).toMatchObject({ mayRepeat: false });
  });

  it('and comes a byte at a time takes no longer', async () => {
    answer = (response) => {
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    };
    expect(await failure(short)).toMatchObject({ status: 'timed_out', code: 'timed_out' });
  });

  it.each([
    ['', 'connection_broken'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', 'connection_broken'],
    ['SSH-2.0-OpenSSH_9.6\r\n', 'answer_unreadable'],
    [`HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`, 'answer_unreadable'],
    ['HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnone', 'answer_unreadable'],
  ])('and breaks off (%j) is told as that', async (bytes, code) => {
    expect(await saying(bytes, {}, true)).toMatchObject({ status: 'failed', code, mayRepeat: true });
    expect(await saying(bytes, { method: 'POST' }, true)).toMatchObject({ code, mayRepeat: false });
  });
});

describe('a run that is cancelled', () => {
  it('ends at once, before and in the midst of the answer', async () => {
    for (const begun of [false, true]) {
      const stop = new AbortController();
      const isClosed = new Promise((resolve) => {
        answer = (response) => {
          response.on('close', () => resolve(true));
          if (begun) response.write('x');
          setImmediate(() => stop.abort(new Error('a reason of its own')));
        };
      });
      expect(await failure({ method: 'POST' }, { signal: stop.signal })).toEqual({
        status: 'cancelled',
        code: 'cancelled',
        message: 'The request was cancelled before the whole answer came.',
        mayRepeat: false,
      });
      expect(await isClosed).toBe(true);
    }
  });

  it('before it began sends nothing', async () => {
    expect(await failure({}, { signal: AbortSignal.abort() })).toMatchObject({ status: 'cancelled' });
    expect(sockets).toEqual([]);
  });
});
