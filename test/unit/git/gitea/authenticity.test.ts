import { expect, it } from 'vitest';
import { verifyGitea } from '../../../../src/git/gitea/authenticity.ts';
import { hexHmac } from '../../../../src/signature/shared-secret.ts';

const body = Buffer.from('{"ref":"refs/heads/main"}');
const secret = 'secret-of-the-test';

/** Computed apart, by `printf '{"ref":"refs/heads/main"}' | openssl dgst -sha256 -hmac secret-of-the-test`. */
const signature = '295b3fcaa484be631aea0c782dcaf752bf55d7e98d494fd4c3fe4089053b354a';

it.each(['x-gitea-signature', 'x-forgejo-signature'])('believes what is signed under %s', (header) => {
  expect(verifyGitea({ headers: { [header]: signature }, body }, [secret])).toEqual({
    verified: true,
    by: 'signature',
  });
});

it('believes the secret before while it is replaced', () => {
  const headers = { 'x-gitea-signature': signature };
  expect(verifyGitea({ headers, body }, ['the-new-secret', secret]).verified).toBe(true);
  expect(verifyGitea({ headers, body }, ['the-new-secret', undefined]).verified).toBe(false);
});

it.each([
  ['unsigned', {}, 'it is not signed'],
  ['signed with nothing', { 'x-gitea-signature': '' }, 'it is not signed'],
  ['signed for other bytes', { 'x-gitea-signature': hexHmac(secret, Buffer.from('{}')) }, 'not match'],
  ['cut short', { 'x-gitea-signature': signature.slice(0, 10) }, 'not match'],
  ["signed under GitHub's name alone", { 'x-hub-signature-256': `sha256=${signature}` }, 'it is not signed'],
  [
    'a form',
    {
      'x-gitea-signature': signature.replace(/^./, 'x'),
      'content-type': 'application/x-www-form-urlencoded',
    },
    'choose application/json',
  ],
])('refuses what is %s', (_what, headers, reason) => {
  const verdict = verifyGitea({ headers, body }, [secret]);
  expect(verdict).toMatchObject({ verified: false });
  expect('reason' in verdict && verdict.reason).toContain(reason);
});

it('believes nothing without a secret', () => {
  const headers = { 'x-gitea-signature': hexHmac('', body) };
  expect(verifyGitea({ headers, body }, ['', undefined]).verified).toBe(false);
});
