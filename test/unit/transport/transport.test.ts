import { describe, expect, it } from 'vitest';
import { connectionCodes, notSent } from '../../../src/transport/not-sent.ts';
import { retryAfterMs } from '../../../src/transport/retry-after.ts';

const coded = (code: string, cause?: unknown): Error =>
  Object.assign(new Error('failed', cause === undefined ? {} : { cause }), { code });

describe('what was certainly not sent', () => {
  it.each(['ECONNREFUSED', 'EAI_AGAIN', 'ENETDOWN', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED'])(
    'is told by %s',
    (code) => expect(notSent([code])).toBe(code),
  );
  it.each(['SELF_SIGNED_CERT_IN_CHAIN', 'ERR_TLS_CERT_ALTNAME_INVALID', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
    'is told by the certificate: %s',
    (code) => expect(notSent([code])).toBe(code),
  );
  it.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'CONCERT'])(
    'is not told by %s',
    (code) => expect(notSent([code])).toBeUndefined(),
  );

  it('is found among causes, and among the addresses of one name that were tried', () => {
    const tried = new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]);
    expect(connectionCodes(new TypeError('fetch failed', { cause: tried }))).toEqual([
      'ECONNREFUSED',
      'ENETUNREACH',
    ]);
  });

  it('is not looked for without end', () => {
    const loop: { cause?: unknown; code: string } = { code: 'A' };
    loop.cause = loop;
    expect(connectionCodes(loop)).toEqual(['A', 'A', 'A', 'A', 'A']);
  });
});

describe('how long is to be waited', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');
  it.each([
    ['2', 2_000],
    ['0.25', 250],
    ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['-5', 0],
    ['soon', 7_000],
    ['', 7_000],
    [null, 7_000],
    [undefined, 7_000],
  ])('%s', (header, ms) => expect(retryAfterMs(header, now, 7_000)).toBe(ms));
});
