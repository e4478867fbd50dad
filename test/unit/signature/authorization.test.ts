import { describe, expect, it } from 'vitest';
import { authorization, verifyAuthorization } from '../../../src/signature/authorization.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const bearer = authorization.parse({ credentials: 'token-of-now', previousCredentials: 'token-before' });
// RFC 7617, section 2, has this user and password.
const aladdin = authorization.parse({
  username: 'Aladdin',
  password: 'open sesame',
  previousPassword: 'open barley',
});

describe('the header Authorization', () => {
  it.each([
    [bearer, 'Bearer token-of-now'],
    [bearer, 'bearer token-of-now'],
    [bearer, 'Bearer token-before'],
    [authorization.parse({ scheme: 'ApiKey', credentials: 'token-of-now' }), 'ApiKey token-of-now'],
    [aladdin, 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='],
    [aladdin, basic('Aladdin:open barley')],
  ])('%o believes %s', (setting, given) => {
    expect(verifyAuthorization({ authorization: given }, setting)).toEqual({
      verified: true,
      by: 'token',
    });
  });

  it.each([
    [bearer, undefined, 'missing'],
    [bearer, '', 'not of the scheme Bearer'],
    [bearer, 'token-of-now', 'not of the scheme Bearer'],
    [bearer, 'Basic token-of-now', 'not of the scheme Bearer'],
    [bearer, 'Bearer token-of-no', 'are not those'],
    [bearer, 'Bearer ', 'are not those'],
    [aladdin, basic('Aladdin:'), 'are not those'],
    [aladdin, basic('aladdin:open sesame'), 'are not those'],
    [aladdin, 'Bearer open sesame', 'not of the scheme Basic'],
  ])('%o does not believe %s', (setting, given, reason) => {
    const verdict = verifyAuthorization({ authorization: given }, setting);
    expect(verdict).toMatchObject({ verified: false, reason: expect.stringContaining(reason) as string });
    expect(JSON.stringify(verdict)).not.toMatch(/token-of|sesame/);
  });

  it.each([
    [{}, 'set credentials, or username and password'],
    [{ username: 'ana' }, 'needs a password'],
    [{ password: 'long-enough' }, 'needs a username'],
    [{ username: 'ana', password: 'long-enough', credentials: 'long-enough' }, 'leave it out'],
    [{ credentials: 'short' }, 'at least 8'],
  ])('%o is no setting', (written, message) => {
    expect(authorization.safeParse(written).error?.issues[0]?.message).toContain(message);
  });
});
