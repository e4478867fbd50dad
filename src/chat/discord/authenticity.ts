import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { ChatError } from '../error.ts';

/** How far a request's timestamp may lie from now, in seconds, before and after: what was recorded is not believed again. */
const WINDOW = 5 * 60;

/** The DER form of an Ed25519 public key up to its 32 bytes (RFC 8410, section 4). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** A request as Discord signs it. */
export interface SignedRequest {
  /** Header `X-Signature-Ed25519`: 64 bytes in hexadecimal. */
  readonly signature: string | undefined;
  /** Header `X-Signature-Timestamp`: epoch seconds. */
  readonly timestamp: string | undefined;
  /** The raw bytes. */
  readonly body: Uint8Array;
}

/** @param hex 32 bytes. @throws when they are no key. */
export function ed25519Key(hex: string): KeyObject {
  return createPublicKey({
    key: Buffer.concat([SPKI, Buffer.from(hex, 'hex')]),
    format: 'der',
    type: 'spki',
  });
}

/** @param signature 64 bytes in hexadecimal; anything else does not match. */
export function signatureMatches(key: KeyObject, message: Uint8Array, signature: string): boolean {
  return /^[0-9a-f]{128}$/i.test(signature) && verify(null, message, key, Buffer.from(signature, 'hex'));
}

/**
 * Verifies that a request comes from Discord: an Ed25519 signature over the timestamp and the raw body
 * (https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint-validating-security-request-headers).
 * @param publicKey the application's, in hexadecimal.
 * @param now epoch milliseconds.
 * @param instance names the setting in errors.
 * @throws ChatError `authentication_failed` when there is no usable key; `invalid_webhook` when forged, stale or unsigned.
 */
export function verifyDiscordRequest(
  request: SignedRequest,
  publicKey: string | undefined,
  now: number,
  instance: string,
): void {
  const setting = `chat.${instance}`;
  if (!publicKey) {
    const message = `${setting}.publicKey is missing, so that no request from Discord can be believed; set it.`;
    throw new ChatError('authentication_failed', message);
  }
  let key: KeyObject;
  try {
    key = ed25519Key(publicKey);
  } catch (cause) {
    const message = `${setting}.publicKey is no Ed25519 key; copy "Public Key" from "General Information".`;
    throw new ChatError('authentication_failed', message, { cause });
  }
  const { signature, timestamp, body } = request;
  if (!signature || !timestamp || !/^\d{1,12}$/.test(timestamp)) {
    throw new ChatError('invalid_webhook', `${setting}: the request is not signed as Discord signs.`);
  }
  if (!signatureMatches(key, Buffer.concat([Buffer.from(timestamp), body]), signature)) {
    const message = `${setting}: the signature does not match; compare publicKey with "General Information".`;
    throw new ChatError('invalid_webhook', message);
  }
  const age = now / 1000 - Number(timestamp);
  if (Math.abs(age) > WINDOW) {
    const message = `${setting}: the request's timestamp is ${Math.round(age)} s old; look at this machine's clock.`;
    throw new ChatError('invalid_webhook', message);
  }
}
