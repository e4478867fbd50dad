import { createHmac } from 'node:crypto';
import { exportSPKI, importJWK, SignJWT, type CryptoKey } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  assertClaimed,
  SigningKeys,
  verifyBotToken,
  verifyWebhookRequest,
  webhookSignature,
} from '../../../../src/chat/teams/authenticity.ts';
import { refusal } from '../../../contract/expectations.ts';
import { startFakeTeams, type FakeTeams } from '../../../fakes/teams/fake.ts';
import { APP_ID } from '../../../fakes/teams/organisation.ts';
import { Signing, type TokenOptions } from '../../../fakes/teams/signing.ts';
import { ownMs } from '../../../harness/own-time.ts';

const NOW = Date.UTC(2026, 2, 1, 3, 4, 5);
const MINUTE = 60_000;

describe('the token of a request from the Bot Connector', () => {
  let fake: FakeTeams;
  let keys: SigningKeys;
  beforeEach(async () => {
    fake = await startFakeTeams();
    keys = new SigningKeys(rules(), 'main-teams');
  });
  afterEach(() => fake.close());

  const rules = () => ({
    appId: APP_ID,
    issuers: ['https://api.botframework.com'],
    openIdMetadataUrl: `${fake.origin}/openid/.well-known/openidconfiguration`,
    timeoutMs: 1000,
  });
  const verify = (authorization: string | undefined, now = NOW) =>
    verifyBotToken(authorization, rules(), keys, now, 'main-teams');
  const token = (options: TokenOptions = {}) => fake.authorization({ at: NOW, ...options });
  const asked = (path: string) => fake.requests.filter((request) => request.path.endsWith(path)).length;

  it('is believed, and tells where the conversation is gone on with and for which channels the key signs', async () => {
    expect(await verify(await token())).toEqual({
      serviceUrl: fake.serviceUrl,
      endorsements: ['msteams', 'webchat'],
    });
  });

  it.each([
    ['no header', () => Promise.resolve(undefined)],
    ['another scheme', async () => (await token()).replace('Bearer', 'Basic')],
    ['no token', () => Promise.resolve('Bearer ')],
    ['words', () => Promise.resolve('Bearer not a token')],
    ['another audience', () => token({ audience: '99999999-3333-4444-5555-666677778888' })],
    ['another issuer', () => token({ issuer: 'https://sts.windows.net/11112222/' })],
    ['no serviceurl', () => token({ serviceUrl: undefined })],
    ['an expired token', () => token({ at: NOW - 66 * MINUTE })],
    ['a token of the future', () => token({ at: NOW + 6 * MINUTE })],
    ['an unknown key', () => token({ kid: 'nobody' })],
    [
      'a changed claim',
      async () => {
        const [header, , signature] = (await token()).split('.');
        const claims = {
          serviceurl: 'https://evil.example/',
          aud: APP_ID,
          iss: 'https://api.botframework.com',
          exp: 9e9,
        };
        return `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
      },
    ],
  ])('with %s is refused', async (_, make) => {
    await refusal(verify(await make()), 'invalid_webhook');
  });

  it('may be five minutes away by the clock, and no more', async () => {
    await verify(await token({ at: NOW + 4.9 * MINUTE }));
    await verify(await token({ at: NOW - 64.9 * MINUTE }));
    await refusal(verify(await token({ at: NOW - 65.1 * MINUTE })), 'invalid_webhook');
  });

  const claims = (): SignJWT =>
    new SignJWT({ serviceurl: fake.serviceUrl })
      .setIssuer('https://api.botframework.com')
      .setAudience(APP_ID)
      .setExpirationTime(NOW / 1000 + 3600);

  // RFC 7515, appendix A.2: Microsoft publishes no token with its key, but the format's authors do.
  const RFC_7515 = {
    token:
      'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw',
    jwk: {
      kty: 'RSA',
      e: 'AQAB',
      n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
    },
  };

  it('is checked by the published keys as RFC 7515 has it, and by its claims after that', async () => {
    fake.published = [{ jwk: RFC_7515.jwk }];
    const why = async (jwt: string) => {
      const { cause } = await refusal(verify(`Bearer ${jwt}`, 1_300_819_000_000), 'invalid_webhook');
      return (cause as { code: string }).code;
    };
    const [header, claims, signature = ''] = RFC_7515.token.split('.');
    // The signature is right, and the token is for nobody here.
    expect(await why(RFC_7515.token)).toBe('ERR_JWT_CLAIM_VALIDATION_FAILED');
    const unsigned = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED';
    expect(await why([header, claims, `d${signature.slice(1)}`].join('.'))).toBe(unsigned);
    expect(await why([header, `${claims}AA`, signature].join('.'))).toBe(unsigned);
  });

  it('is refused without a signature (alg none)', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const payload = {
      serviceurl: fake.serviceUrl,
      iss: 'https://api.botframework.com',
      aud: APP_ID,
      exp: NOW / 1000 + 3600,
    };
    for (const alg of ['none', 'None', 'NONE'])
      await refusal(verify(`Bearer ${part({ alg, kid: 'key-1' })}.${part(payload)}.AAAA`), 'invalid_webhook');
  });

  it('is refused when it is signed with the public key as if it were a secret (HS256)', async () => {
    const key = (await importJWK(fake.signing[0]!.jwk, 'RS256', { extractable: true })) as CryptoKey;
    const secret = new TextEncoder().encode(await exportSPKI(key));
    const forged = await claims().setProtectedHeader({ alg: 'HS256', kid: 'key-1' }).sign(secret);
    await refusal(verify(`Bearer ${forged}`), 'invalid_webhook');
  });

  it('is refused when it brings its own key', async () => {
    const own = await Signing.create('own');
    const forged = await own.token(fake.serviceUrl, { at: NOW, kid: 'key-1' });
    await refusal(verify(`Bearer ${forged}`), 'invalid_webhook');
    await refusal(verify(`Bearer ${await own.token(fake.serviceUrl, { at: NOW })}`), 'invalid_webhook');
  });

  it('asks for metadata and keys once, however many tokens come', async () => {
    for (let n = 0; n < 5; n += 1) await verify(await token());
    expect([asked('openidconfiguration'), asked('keys')]).toEqual([1, 1]);
  });

  it('does not ask anew for each unknown key within the cooldown', async () => {
    await verify(await token());
    for (let n = 0; n < 20; n += 1) await refusal(verify(await token({ kid: `k${n}` })), 'invalid_webhook');
    expect(asked('keys')).toBe(1);
  });

  it.each([
    ['metadata', 'keys'],
    ['keys', 'keys'],
  ])('is not called forged when the %s cannot be had, and believed once they can', async (what) => {
    if (what === 'keys') await keys.get();
    fake.failNext('keys', 'server error');
    const error = await refusal(verify(await token()), 'connection_failed');
    expect(error.message).toContain('openIdMetadataUrl');
    const before = fake.requests.length;
    // While it has just failed, forged requests cause no others.
    await refusal(verify(await token()), 'connection_failed');
    expect(fake.requests.length).toBe(before);
  });

  it('answers within its time-out when nobody answers for the keys', async () => {
    fake.failNext('keys', 'hang');
    const started = ownMs();
    await refusal(verify(await token()), 'connection_failed');
    expect(ownMs() - started).toBeLessThan(3000);
  });
});

describe('what a request says of itself', () => {
  const verified = { serviceUrl: 'https://smba.example/teams/', endorsements: ['msteams'] };
  const request = { serviceUrl: 'https://smba.example/teams/', channelId: 'msteams' };
  const check = (over: Partial<typeof verified>, said: Partial<typeof request> = {}) => {
    const call = () => assertClaimed({ ...verified, ...over }, { ...request, ...said }, 'main-teams');
    return Promise.resolve().then(call);
  };

  it('is held to its token', async () => {
    await check({});
    await check({ serviceUrl: 'https://smba.example/teams' });
    await refusal(check({}, { serviceUrl: 'https://evil.example/' }), 'invalid_webhook');
    await refusal(check({}, { serviceUrl: 'https://smba.example/teams/../evil' }), 'invalid_webhook');
  });

  it('must be of a channel for which the key is endorsed, where Microsoft names any', async () => {
    await refusal(check({ endorsements: ['webchat'] }), 'invalid_webhook');
    await refusal(check({ endorsements: [] }), 'invalid_webhook');
    await assertNothing(check({ endorsements: undefined as never }));
  });
});

async function assertNothing(call: Promise<unknown>): Promise<void> {
  expect(await call).toBeUndefined();
}

describe('the signature of an outgoing webhook', () => {
  const secret = Buffer.from('a security token of thirty-two b').toString('base64');
  const body = new TextEncoder().encode('{"type":"message","text":"<at>Muster</at> status"}');
  const check = (authorization: string | undefined, given = body, key: string | undefined = secret) =>
    Promise.resolve().then(() => verifyWebhookRequest(authorization, given, key, 'main-teams'));

  it('is the HMAC-SHA256 of the body with the decoded token, as Base64', async () => {
    const expected = createHmac('sha256', 'a security token of thirty-two b').update(body).digest('base64');
    expect(webhookSignature(secret, body)).toBe(`HMAC ${expected}`);
    await check(`HMAC ${expected}`);
  });

  // RFC 4231: Microsoft publishes no vectors of its own, but the algorithm's authors do.
  it.each([
    [
      '1',
      '0b'.repeat(20),
      '4869205468657265',
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    ],
    [
      '2',
      '4a656665',
      '7768617420646f2079612077616e7420666f72206e6f7468696e673f',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [
      '3',
      'aa'.repeat(20),
      'dd'.repeat(50),
      '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
    ],
  ])('test case %s of RFC 4231 is believed, and with any bit changed is not', async (_, key, data, mac) => {
    const token = Buffer.from(key, 'hex').toString('base64');
    const signed = Buffer.from(data, 'hex');
    const digest = Buffer.from(mac, 'hex');
    await check(`HMAC ${digest.toString('base64')}`, signed, token);
    digest[7] = digest[7]! ^ 1;
    await refusal(check(`HMAC ${digest.toString('base64')}`, signed, token), 'invalid_webhook');
  });

  it('is refused when anything differs', async () => {
    const right = webhookSignature(secret, body);
    await refusal(check(undefined), 'invalid_webhook');
    await refusal(check(''), 'invalid_webhook');
    await refusal(check(right.replace('HMAC ', '')), 'invalid_webhook');
    await refusal(check(`${right.slice(0, -2)}A=`), 'invalid_webhook');
    await refusal(check(right, new TextEncoder().encode('{"type":"message"}')), 'invalid_webhook');
    await refusal(
      check(webhookSignature(Buffer.from('another').toString('base64'), body)),
      'invalid_webhook',
    );
  });

  it('believes nobody without a token', async () => {
    await refusal(check(webhookSignature('', body), body, ''), 'authentication_failed');
  });
});
