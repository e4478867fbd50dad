import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FetchError, fetchText, type FetchOptions } from '../../../src/outbound/fetch-text.ts';
import { checkAddress } from '../../../src/outbound/public-address.ts';
import { FakeCalendarServer, type Trouble } from '../../fakes/calendar/server.ts';

const TEXT = 'BEGIN:VCALENDAR\r\nX-WR-CALNAME:Bereitschaft für März\r\nEND:VCALENDAR\r\n';

let server: FakeCalendarServer;
let address: string;
beforeEach(async () => {
  server = new FakeCalendarServer(TEXT);
  address = await server.start();
});
afterEach(() => server.stop());

const fetching = (options: Partial<FetchOptions> = {}, from = address) =>
  fetchText(from, { validators: {}, privately: true, timeoutMs: 300, ...options });

/** @returns why it failed, in words that say nothing of the address, and whether trying again will hardly help. */
async function failure(options?: Partial<FetchOptions>, from?: string): Promise<string> {
  const error: unknown = await fetching(options, from).catch((reason: unknown) => reason);
  if (!(error instanceof FetchError))
    throw new Error(`it did not fail as it should: ${JSON.stringify(error)}`);
  expect(`${error.message} ${String(error.stack)} ${JSON.stringify(error)}`).not.toMatch(
    /s3cret|127\.0\.0\.1/,
  );
  return `${error.message}${error.lasting ? ' for good' : ''}`;
}

describe('a text from elsewhere', () => {
  it('is fetched, and fetched again only when it has changed', async () => {
    const first = await fetching();
    if (first === 'same') throw new Error('nothing was there before');
    expect(first.text).toBe(TEXT);
    const { etag = '' } = first;
    expect(await fetching({ validators: { etag } })).toBe('same');
    server.calendar = TEXT.replace('März', 'April');
    expect(await fetching({ validators: { etag } })).toMatchObject({ text: server.calendar });
    expect(server.requests.map(({ status }) => status)).toEqual([200, 304, 200]);
  });

  it('is not fetched by a redirect, nor when it is larger, where that is asked', async () => {
    expect(await failure({ mostBytes: TEXT.length - 1 })).toMatch(/^it is larger than .* MB for good$/);
    server.trouble = { redirect: '/moved.ics' };
    expect(await failure({ mostRedirects: 0 })).toBe('it is redirected for good');
    expect(await fetching({ mostRedirects: 1 })).toMatchObject({ text: TEXT });
  });

  it('is fetched with the name and password of its address, which go to no other server', async () => {
    server.credentials = 'muster:p@ss';
    const other = new FakeCalendarServer(TEXT);
    const elsewhere = await other.start();
    try {
      const known = address.replace('//', '//muster:p%40ss@');
      expect(await fetching({}, known)).toMatchObject({ text: TEXT });
      server.trouble = { redirect: '/moved.ics' };
      expect(await fetching({}, known)).toMatchObject({ text: TEXT });
      server.trouble = { redirect: elsewhere };
      expect(await fetching({}, known)).toMatchObject({ text: TEXT });
      expect(other.requests[0]?.headers).not.toHaveProperty('authorization');
      server.trouble = undefined;
      expect(await failure()).toBe('it was answered with 401 for good');
    } finally {
      await other.stop();
    }
  });

  it.each<[trouble: Trouble, said: string]>([
    [{ status: 500 }, 'it was answered with 500'],
    [{ status: 503 }, 'it was answered with 503'],
    [{ status: 429 }, 'it was answered with 429'],
    [{ status: 404 }, 'it was answered with 404 for good'],
    [{ status: 204 }, 'it was answered with 204 for good'],
    ['always 304', 'it was answered with 304 for good'],
    ['hang', 'no answer within 0.3 s'],
    ['stall', 'no answer within 0.3 s'],
    ['reset', 'the connection failed (UND_ERR_SOCKET)'],
    ['cut', 'the connection failed (UND_ERR_SOCKET)'],
    ['flood', 'it is larger than 2 MB for good'],
    ['bomb', 'it is larger than 2 MB for good'],
    [{ redirect: '/rota.ics' }, 'it is redirected more than 5 times for good'],
    [{ redirect: 'file:///etc/passwd' }, 'it leads to what is no web address for good'],
    [{ redirect: 'http://[broken' }, 'it is redirected nowhere for good'],
  ])('that meets %j fails: %s', async (trouble, said) => {
    server.trouble = trouble;
    expect(await failure({ timeoutMs: trouble === 'flood' || trouble === 'bomb' ? 5_000 : 300 })).toBe(said);
  });

  it('fails when nobody listens', async () => {
    await server.stop();
    expect(await failure()).toBe('the connection failed (ECONNREFUSED)');
    await server.start();
  });

  it('does not come from a private address, named or looked up, nor without TLS', async () => {
    const { port } = new URL(address);
    for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254', 'localhost'])
      expect(await failure({ privately: false }, `https://${host}:${port}/s3cret`)).toContain(
        'private address',
      );
    expect(await failure({ privately: false })).toBe('the address must begin with https:// for good');
    expect(server.requests).toEqual([]);
  });

  it.each([
    'https://10.0.0.1/s3cret',
    'https://[fd00:ec2::254]/latest/meta-data',
    'https://0x7f.1/',
    'http://example.com/',
  ])('is not followed to %s', async (redirect) => {
    server.trouble = { redirect };
    // The first address is this machine's: what may be fetched from it is looked at from the second on.
    const check = (url: URL): void => {
      if (url.port !== new URL(address).port) checkAddress(url);
    };
    expect(await failure({ check })).toMatch(/private address|must begin with https/);
    expect(server.requests).toHaveLength(1);
  });
});
