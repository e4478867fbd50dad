import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiClient, Refused } from '../../../src/cli/client.ts';
import { EXIT, type CliError } from '../../../src/cli/exit.ts';

let server: Server | undefined;
afterEach(() => server?.close());

const TOKEN = 'muster_secret-of-the-test';

async function answering(
  status: number,
  body: string,
): Promise<{ api: ApiClient; asked: Record<string, string>[] }> {
  const asked: Record<string, string>[] = [];
  server = createServer((request, response) => {
    asked.push({
      ...(request.headers as Record<string, string>),
      method: request.method!,
      url: request.url!,
    });
    response.writeHead(status).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { api: new ApiClient({ url: `http://127.0.0.1:${port}`, token: TOKEN }), asked };
}
const failure = (work: Promise<unknown>): Promise<CliError> =>
  work.then(
    () => expect.fail('it succeeded'),
    (error: unknown) => error as CliError,
  );

describe('the API as the command line asks it', () => {
  it('is asked with the token, and a change with a key of its own', async () => {
    const { api, asked } = await answering(200, '{"ok":true}');
    expect(await api.get('/incidents?limit=1')).toEqual({ ok: true });
    await api.post('/im', { text: 'ack 1' });
    await api.post('/im', { text: 'ack 1' });
    expect(asked[0]).toMatchObject({ url: '/api/v1/incidents?limit=1', authorization: `Bearer ${TOKEN}` });
    expect(asked[0]).not.toHaveProperty('idempotency-key');
    expect(asked[1]!['idempotency-key']).not.toBe(asked[2]!['idempotency-key']);
  });

  it('is asked again under the same key when it says when to come again, and no longer than anybody waits', async () => {
    const keys: (string | undefined)[] = [];
    server = createServer(({ headers }, response) => {
      keys.push(headers['idempotency-key'] as string);
      const after = keys.length < 3 ? '0' : '86400';
      if (keys.length === 2) response.writeHead(200).end('{"id":"INC-1"}');
      else response.writeHead(503, { 'retry-after': after }).end('{"code":"unavailable","detail":"Later."}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const api = new ApiClient({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      token: TOKEN,
    });
    expect(await api.post('/incidents', { title: 'x' })).toEqual({ id: 'INC-1' });
    expect(keys).toEqual([keys[0], keys[0]]);

    expect((await failure(api.post('/incidents', { title: 'y' }))).message).toBe('Later.');
    expect(keys).toHaveLength(3);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it.each([
    [
      401,
      'unauthenticated',
      EXIT.unauthenticated,
      /does not know this token.*muster token create.*muster login/,
    ],
    [403, 'not_permitted', EXIT.refused, /You may not/],
    [409, 'impossible', EXIT.refused, /You may not/],
    [422, 'invalid', EXIT.refused, /You may not/],
    [503, 'unavailable', EXIT.failed, /You may not/],
  ])('says why at %i', async (status, code, exit, message) => {
    const { api } = await answering(status, JSON.stringify({ code, detail: 'You may not do this.' }));
    const error = await failure(api.get('/x'));
    if (!(error instanceof Refused)) throw error;
    expect([error.exit, error.problem.code]).toEqual([exit, code]);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain(TOKEN);
  });

  it.each([
    [404, '<html>nothing</html>'],
    [502, 'Bad Gateway'],
  ])('says at %i that something else answers there', async (status, body) => {
    const { api } = await answering(status, body);
    const error = await failure(api.get('/x'));
    expect(error.message).toMatch(new RegExp(`answered ${status}, and not as Muster does`));
    expect(error.exit).toBe(EXIT.failed);
  });

  it.each([
    ['ECONNREFUSED', /nothing listens there\. Is Muster running/],
    ['ENOTFOUND', /no such host/],
    ['EWHATEVER', /the connection failed \(EWHATEVER\)/],
  ])('says what to look at after %s', async (code, message) => {
    const fetcher = () =>
      Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code }) }));
    const error = await failure(new ApiClient({ url: 'http://x.example', token: TOKEN }, fetcher).get('/x'));
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^http:\/\/x\.example: .*MUSTER_URL/);
  });

  it('says of an answer that does not come that it may have been done', async () => {
    const fetcher = () => Promise.reject(new DOMException('late', 'TimeoutError'));
    const error = await failure(new ApiClient({ url: 'http://x.example', token: TOKEN }, fetcher).get('/x'));
    expect(error.message).toMatch(/may have been done/);
  });
});
