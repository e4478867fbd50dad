import { describe, expect, it } from 'vitest';
import {
  PAGE_TOKEN_LIFETIME_MS,
  pageToken,
  verifyPageToken,
} from '../../../../src/chat/sandbox/authenticity.ts';
import { ChatError } from '../../../../src/chat/error.ts';

const NOW = Date.UTC(2026, 2, 1);
const token = pageToken('secret', 'sandbox', NOW);

function refusedWith(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof ChatError ? error.code : String(error);
  }
}

describe('the page token', () => {
  it('lets our own pages in until it is too old', () => {
    for (const age of [0, 1, PAGE_TOKEN_LIFETIME_MS]) {
      expect(refusedWith(() => verifyPageToken('secret', 'sandbox', token, NOW + age))).toBeUndefined();
    }
    expect(
      refusedWith(() => verifyPageToken('secret', 'sandbox', token, NOW + PAGE_TOKEN_LIFETIME_MS + 1)),
    ).toBe('invalid_webhook');
  });

  it('is the HMAC-SHA256 of instance and time, in hexadecimal', () => {
    // printf 'sandbox page\nsandbox\n1772323200000' | openssl dgst -sha256 -hmac secret
    expect(token).toBe('1772323200000.599d77f5116ce3302686232b8f32fe7242e4e5e9bd5e1c758fd7fb2c320c9ae3');
  });

  it.each([
    ['none', undefined],
    ['empty', ''],
    ['cut short', token.slice(0, -1)],
    ['of another time', token.replace(/^\d+/, String(NOW + 1))],
    ['of another instance', pageToken('secret', 'other', NOW)],
    ['of another secret', pageToken('guess', 'sandbox', NOW)],
    ['in upper case', token.toUpperCase()],
    ['issued in the future', pageToken('secret', 'sandbox', NOW + 120_000)],
  ])('refuses a token that is %s', (_what, wrong) => {
    expect(refusedWith(() => verifyPageToken('secret', 'sandbox', wrong, NOW))).toBe('invalid_webhook');
  });

  it('believes nobody without a secret, not even a token made without one', () => {
    expect(refusedWith(() => verifyPageToken('', 'sandbox', pageToken('', 'sandbox', NOW), NOW))).toBe(
      'authentication_failed',
    );
  });
});
