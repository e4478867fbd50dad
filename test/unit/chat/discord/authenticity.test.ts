import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ed25519Key,
  signatureMatches,
  verifyDiscordRequest,
  type SignedRequest,
} from '../../../../src/chat/discord/authenticity.ts';
import { ChatError } from '../../../../src/chat/error.ts';
import { newSigningKey, signDiscordRequest } from '../../../fakes/discord/signing.ts';

const NOW = Date.UTC(2026, 2, 1);
const key = newSigningKey();
const BODY = Buffer.from('{"type":1}');

function signed(body: Uint8Array = BODY, at = NOW, by = key): SignedRequest {
  const headers = signDiscordRequest(by, body, at);
  return {
    signature: headers['x-signature-ed25519'],
    timestamp: headers['x-signature-timestamp'],
    body,
  };
}

function outcome(request: SignedRequest, publicKey: string | undefined = key.publicKey, now = NOW): string {
  try {
    verifyDiscordRequest(request, publicKey, now, 'main-discord');
    return 'believed';
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    return error.code;
  }
}

// RFC 8032, section 7.1: Discord publishes no vectors of its own, but the algorithm's authors do.
const VECTORS = [
  {
    name: 'TEST 1',
    publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    name: 'TEST 2',
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    name: 'TEST 3',
    publicKey: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
] as const;

describe('Ed25519', () => {
  it.each(VECTORS)('$name of RFC 8032 matches, and with any bit changed does not', (vector) => {
    const message = Buffer.from(vector.message, 'hex');
    const of = ed25519Key(vector.publicKey);
    expect(signatureMatches(of, message, vector.signature)).toBe(true);
    expect(signatureMatches(of, message, vector.signature.toUpperCase())).toBe(true);
    const wrong = Buffer.from(vector.signature, 'hex');
    wrong[7] = (wrong[7] ?? 0) ^ 1;
    expect(signatureMatches(of, message, wrong.toString('hex'))).toBe(false);
    expect(signatureMatches(of, Buffer.concat([message, Buffer.from([0])]), vector.signature)).toBe(false);
  });
});

describe('a request from Discord', () => {
  it('is believed when it is signed over its timestamp and its body', () => {
    expect(outcome(signed())).toBe('believed');
  });

  it.each([-301, 301])('is stale %s seconds away', (seconds) => {
    expect(outcome(signed(BODY, NOW + seconds * 1000))).toBe('invalid_webhook');
  });

  it.each([-299, 299])('is fresh %s seconds away', (seconds) => {
    expect(outcome(signed(BODY, NOW + seconds * 1000))).toBe('believed');
  });

  it.each<[string, Partial<SignedRequest>]>([
    ['without a signature', { signature: undefined }],
    ['without a timestamp', { timestamp: undefined }],
    ['with another timestamp', { timestamp: String(NOW / 1000 + 1) }],
    ['with digits moved from the timestamp to the body', { timestamp: String(NOW / 1000).slice(0, -1) }],
    ['with a timestamp that is no number', { timestamp: '2026-03-01' }],
    ['with half of a signature', { signature: signed().signature?.slice(0, 64) }],
    ['with a signature that is not hexadecimal', { signature: 'z'.repeat(128) }],
    ['with another body', { body: Buffer.from('{"type":2}') }],
  ])('%s is refused', (_, change) => {
    expect(outcome({ ...signed(), ...change })).toBe('invalid_webhook');
  });

  it('signed by somebody else is refused', () => {
    expect(outcome(signed(BODY, NOW, newSigningKey()))).toBe('invalid_webhook');
  });

  it('is refused without a key, or with one that is none', () => {
    const verify = (publicKey: string | undefined) => () =>
      verifyDiscordRequest(signed(), publicKey, NOW, 'main-discord');
    expect(verify(undefined)).toThrow(/publicKey is missing/);
    expect(verify('')).toThrow(/publicKey is missing/);
    expect(verify('abcd')).toThrow(/publicKey is no Ed25519 key/);
    expect(outcome(signed(), 'abcd')).toBe('authentication_failed');
  });

  it('is not believed for any other bytes', () => {
    const genuine = signed();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        fc.pre(!Buffer.from(bytes).equals(BODY));
        expect(outcome({ ...genuine, body: bytes })).toBe('invalid_webhook');
      }),
    );
  });
});
