import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import {
  SECRET_PATTERN,
  standardProblem,
  standardSignature,
} from '../../../src/signature/standard-webhooks.ts';

// The example of the specification's own libraries.
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const seconds = '1614265330';
const body = Buffer.from('{"test": 2432232314}');
const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
const headers = { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signature };
const now = Number(seconds) * 1000;
const another = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

it("the specification's own example is good, with the present secret and the one before", () => {
  expect(standardProblem({ headers, body }, [secret], now)).toBeUndefined();
  expect(standardProblem({ headers, body }, [another, secret], now)).toBeUndefined();
  const several = { ...headers, 'webhook-signature': `v1,AAAA v1a,BBBB ${signature}` };
  expect(standardProblem({ headers: several, body }, [secret], now)).toBeUndefined();
});

it.each([
  ['another secret', headers, body, [another], 0, /does not match/],
  ['no secret', headers, body, [undefined, ''], 0, /does not match/],
  ['another body', headers, Buffer.from('{}'), [secret], 0, /does not match/],
  ['another id', { ...headers, 'webhook-id': 'msg_2' }, body, [secret], 0, /does not match/],
  [
    'another version',
    { ...headers, 'webhook-signature': signature.replace('v1', 'v2') },
    body,
    [secret],
    0,
    /does not match/,
  ],
  ['a time long ago', headers, body, [secret], 301_000, /301 s old/],
  ['a time ahead', headers, body, [secret], -301_000, /-301 s old/],
  ['no time', { ...headers, 'webhook-timestamp': 'now' }, body, [secret], 0, /no number of seconds/],
  ['no signature', { 'webhook-id': id, 'webhook-timestamp': seconds }, body, [secret], 0, /not signed/],
])('%s is not', (_what, given, bytes, secrets, later, problem) => {
  expect(standardProblem({ headers: given, body: bytes }, secrets, now + later)).toMatch(problem);
});

it('signs as the library does', () => {
  fc.assert(
    fc.property(fc.string(), fc.uuid(), fc.integer({ min: 0, max: 4_000_000_000 }), (text, name, at) => {
      const theirs = new Webhook(secret).sign(name, new Date(at * 1000), text);
      expect(standardSignature(secret, name, String(at), Buffer.from(text))).toBe(theirs);
    }),
  );
});

it('a secret is whsec_ and base64 of at least 24 bytes', () => {
  expect(secret).toMatch(SECRET_PATTERN);
  expect(another).toMatch(SECRET_PATTERN);
  for (const bad of ['whsec_short', another.slice(6), `${another}!`, 'whsec_'])
    expect(bad).not.toMatch(SECRET_PATTERN);
});
