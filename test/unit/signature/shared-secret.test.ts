import { expect, it } from 'vitest';
import { hexHmac, madeWith, same } from '../../../src/signature/shared-secret.ts';

const body = Buffer.from('Hello, World!');

it('the present secret and the one before are believed, no other', () => {
  const by = (secret: string) => hexHmac(secret, body);
  expect(madeWith(by('new'), ['new', 'old'], by)).toBe(true);
  expect(madeWith(by('old'), ['new', 'old'], by)).toBe(true);
  expect(madeWith(by('old'), ['new', undefined], by)).toBe(false);
  expect(madeWith(`${by('new')}0`, ['new'], by)).toBe(false);
});

it('without a secret, and without a signature, nobody is', () => {
  const token = (secret: string) => secret;
  for (const given of [undefined, '']) {
    expect(madeWith(given, [], token)).toBe(false);
    expect(madeWith(given, ['', undefined], token)).toBe(false);
    expect(madeWith(given, ['secret'], token)).toBe(false);
  }
});

it('bytes are signed as they came, be they text or not', () => {
  // RFC 4231, test case 2.
  expect(hexHmac('Jefe', Buffer.from('what do ya want for nothing?'))).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
  expect(hexHmac('Jefe', Buffer.from([0xff]))).not.toBe(hexHmac('Jefe', Buffer.from('\ufffd')));
});

it('texts of other lengths differ', () => {
  expect(same('abc', 'abcd')).toBe(false);
  expect(same('abc', 'abc')).toBe(true);
});
