import { describe, expect, it } from 'vitest';
import { verifyGrafana } from '../../../../src/alert/grafana/authenticity.ts';
import { grafana } from '../../../../src/alert/grafana/source.ts';

// The secret and the body of grafana/alerting http/hmac_test.go; made with `openssl dgst -sha256 -hmac secret`.
const body = Buffer.from('test message');
const ALONE = '3bcebf43c85d20bba6e3b6ba278af1d2ba3ab0d57de271b0ad30b833e851c5a6';
const WITH_TIMESTAMP = 'd3964e99172946a630d5cc3b8a7515bdaec26689e3d1de37131c281547e34e1f';
const signedAt = 1_786_049_408;
const plain = { signingSecret: 'secret', signatureHeader: 'X-Signature' };
const timed = { ...plain, timestampHeader: 'X-Timestamp' };
const headers = { 'x-signature': WITH_TIMESTAMP, 'x-timestamp': String(signedAt) };

describe('the signature of Grafana', () => {
  it('is believed, of the body alone and with a timestamp, by either secret', () => {
    const good = { verified: true, by: 'signature' };
    expect(verifyGrafana({ headers: { 'x-signature': ALONE }, body }, plain, 0)).toEqual(good);
    expect(verifyGrafana({ headers, body }, timed, signedAt * 1_000)).toEqual(good);
    const replaced = { ...plain, signingSecret: 'new', previousSigningSecret: 'secret' };
    expect(verifyGrafana({ headers: { 'x-signature': ALONE }, body }, replaced, 0)).toEqual(good);
  });

  it.each([
    ['no signature', {}, plain, 'X-Signature is missing'],
    ['of another body', { 'x-signature': ALONE.replace(/.$/, 'x') }, plain, 'does not match'],
    ['without its timestamp', { 'x-signature': ALONE }, timed, 'X-Timestamp has no timestamp'],
    ['of the body alone', { ...headers, 'x-signature': ALONE }, timed, 'does not match'],
    ['moved in time', { ...headers, 'x-timestamp': String(signedAt + 1) }, timed, 'does not match'],
    ['too old', { ...headers, 'x-timestamp': String(signedAt - 301) }, timed, '301 s old'],
    ['too new', { ...headers, 'x-timestamp': String(signedAt + 301) }, timed, '-301 s old'],
  ])('is not believed: %s', (_what, given, settings, reason) => {
    const verdict = verifyGrafana({ headers: given, body }, settings, signedAt * 1_000);
    expect(verdict).toMatchObject({ verified: false, reason: expect.stringContaining(reason) as string });
  });
});

describe('an integration with Grafana', () => {
  const intake = (written: object) =>
    grafana.create(grafana.settings.parse(written) as never, { tenant: 'default', integration: 'grafana' });
  const arrival = { headers: { authorization: 'Bearer token-of-the-test' }, body };

  it('believes whoever knows the address, and asks for more when more is set', async () => {
    expect(await intake({}).verify(arrival, 0)).toEqual({ verified: true, by: 'address' });
    const authorization = { credentials: 'token-of-the-test' };
    expect(await intake({ authorization }).verify(arrival, 0)).toEqual({ verified: true, by: 'token' });
    expect(await intake({ authorization }).verify({ headers: {}, body }, 0)).toMatchObject({
      verified: false,
    });
    const both = intake({ authorization, signingSecret: 'secret-of-the-test' });
    expect(await both.verify(arrival, 0)).toMatchObject({ verified: false });
  });
});
