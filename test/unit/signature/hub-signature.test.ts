import { expect, it } from 'vitest';
import { verifyHubSignature } from '../../../src/signature/hub-signature.ts';

// https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/#Test-the-webhook-payload-validation
const secret = "It's a Secret to Everybody";
const body = Buffer.from('Hello World!');
const signature = 'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9';
const verify = (headers: Record<string, string>, secrets: readonly (string | undefined)[], bytes = body) =>
  verifyHubSignature({ headers, body: bytes }, 'X-Hub-Signature', 'Bitbucket', secrets);
const headers = { 'x-hub-signature': signature };

it("Bitbucket's own example is believed, by the present secret and the one before", () => {
  const good = { verified: true, by: 'signature' };
  expect(verify(headers, [secret, undefined])).toEqual(good);
  expect(verify(headers, ['another secret', secret])).toEqual(good);
});

it.each([
  ['another body', headers, [secret], Buffer.from('Hello World?'), /does not match.*signingSecret/],
  ['another secret', headers, ['another secret'], body, /does not match/],
  ['no secret', headers, [undefined, ''], body, /does not match/],
  [
    'a SHA-1, as GitHub has it under that name',
    { 'x-hub-signature': 'sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59' },
    [secret],
    body,
    /does not match/,
  ],
  ['no signature', {}, [secret], body, /no header X-Hub-Signature: .*signingSecret .* in Bitbucket/],
])('%s is not', (_what, given, secrets, bytes, reason) => {
  expect(verify(given, secrets, bytes)).toEqual({
    verified: false,
    reason: expect.stringMatching(reason) as string,
  });
});
