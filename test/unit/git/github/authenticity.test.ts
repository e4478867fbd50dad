import { expect, it } from 'vitest';
import { verifyGitHub } from '../../../../src/git/github/authenticity.ts';

// https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation
const signingSecret = "It's a Secret to Everybody";
const body = Buffer.from('Hello, World!');
const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
const headers = { 'x-hub-signature-256': signature };

it("GitHub's own example is believed, by the present secret and the one before", () => {
  const good = { verified: true, by: 'signature' };
  expect(verifyGitHub({ headers, body }, { signingSecret })).toEqual(good);
  const rotated = { signingSecret: 'another secret of the webhook', previousSigningSecret: signingSecret };
  expect(verifyGitHub({ headers, body }, rotated)).toEqual(good);
});

it.each([
  ['another body', { headers, body: Buffer.from('Hello, World?') }, /does not match/],
  [
    'another secret',
    { headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }, body },
    /does not match/,
  ],
  ['a bare digest', { headers: { 'x-hub-signature-256': signature.slice(7) }, body }, /does not match/],
  [
    'the older SHA-1 alone',
    { headers: { 'x-hub-signature': 'sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59' }, body },
    /no header X-Hub-Signature-256/,
  ],
  ['no signature', { headers: {}, body }, /no header X-Hub-Signature-256/],
])('%s is not', (_what, arrival, reason) => {
  expect(verifyGitHub(arrival, { signingSecret })).toEqual({
    verified: false,
    reason: expect.stringMatching(reason) as string,
  });
});

it('reasons name the setting and have no secret', () => {
  const verdict = verifyGitHub({ headers: {}, body }, { signingSecret });
  expect(JSON.stringify(verdict)).toContain('signingSecret');
  expect(JSON.stringify(verdict)).not.toContain(signingSecret);
});
