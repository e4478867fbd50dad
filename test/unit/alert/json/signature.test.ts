import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { signature, verifySignature } from '../../../../src/alert/json/signature.ts';

// The example of GitHub's documentation, "Validating webhook deliveries".
const body = Buffer.from('Hello, World!');
const SECRET = "It's a Secret to Everybody";
const DIGEST = '757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
const github = signature.parse({ secret: SECRET, header: 'X-Hub-Signature-256', prefix: 'sha256=' });
const standard = signature.parse({
  standardWebhooks: true,
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
});
const signedAt = 1_786_049_408;
const ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const signed = (changed: object = {}) => ({
  'webhook-id': ID,
  'webhook-timestamp': String(signedAt),
  'webhook-signature': new Webhook(standard.secret).sign(ID, new Date(signedAt * 1_000), body.toString()),
  ...changed,
});

describe('the signature of a sender of JSON', () => {
  it('is believed as it is configured, by either secret', () => {
    const good = { verified: true, by: 'signature' };
    const headers = { 'x-hub-signature-256': `sha256=${DIGEST}` };
    expect(verifySignature({ headers, body }, github, 0)).toEqual(good);
    const replaced = { ...github, secret: 'another one', previousSecret: SECRET };
    expect(verifySignature({ headers, body }, replaced, 0)).toEqual(good);
    const other = signature.parse({ secret: SECRET, algorithm: 'sha512', encoding: 'base64' });
    const value = createHmac('sha512', SECRET).update(body).digest('base64');
    expect(verifySignature({ headers: { 'x-signature': value }, body }, other, 0)).toEqual(good);
  });

  it.each([
    ['none', {}, 'is missing'],
    ['no prefix', { 'x-hub-signature-256': DIGEST }, 'does not begin with sha256='],
    ['another', { 'x-hub-signature-256': `sha256=${DIGEST.replace('7', '8')}` }, 'does not match'],
    ['the prefix alone', { 'x-hub-signature-256': 'sha256=' }, 'does not match'],
  ])('is not believed: %s', (_what, headers, reason) => {
    const verdict = verifySignature({ headers, body }, github, 0);
    expect(verdict).toMatchObject({ verified: false, reason: expect.stringContaining(reason) as string });
    expect(JSON.stringify(verdict)).not.toContain(SECRET);
  });

  it('is believed by Standard Webhooks, among several and by either secret', () => {
    const good = { verified: true, by: 'signature' };
    const now = signedAt * 1_000;
    expect(verifySignature({ headers: signed(), body }, standard, now)).toEqual(good);
    const several = signed({ 'webhook-signature': `v1a,xyz v1,AAAA ${signed()['webhook-signature']}` });
    expect(verifySignature({ headers: several, body }, standard, now)).toEqual(good);
    const replaced = {
      ...standard,
      secret: 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      previousSecret: standard.secret,
    };
    expect(verifySignature({ headers: signed(), body }, replaced, now)).toEqual(good);
  });

  it.each([
    ['no id', signed({ 'webhook-id': '' }), 0, 'is not signed'],
    ['another id', signed({ 'webhook-id': 'msg_other' }), 0, 'does not match'],
    ['another time', signed({ 'webhook-timestamp': String(signedAt + 1) }), 0, 'does not match'],
    ['too old', signed(), 301, '301 s old'],
    ['no number', signed({ 'webhook-timestamp': 'now' }), 0, 'no number of seconds'],
    ['another version', signed({ 'webhook-signature': 'v2,AAAA' }), 0, 'does not match'],
  ])('is not believed by Standard Webhooks: %s', (_what, headers, seconds, reason) => {
    const verdict = verifySignature({ headers, body }, standard, (signedAt + seconds) * 1_000);
    expect(verdict).toMatchObject({ verified: false, reason: expect.stringContaining(reason) as string });
  });

  it.each(['not-of-base64!', 'whsec_c2hvcnQ=', 'x'.repeat(40)])(
    'has a secret that is long enough: %s',
    (secret) => {
      const { error } = signature.safeParse({ standardWebhooks: true, secret });
      expect(error?.issues[0]).toMatchObject({ path: ['secret'] });
    },
  );
});
