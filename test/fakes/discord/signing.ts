import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** A key pair as every application has one. */
export interface SigningKey {
  /** 32 bytes in hexadecimal, as "General Information" shows it. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

export function newSigningKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  // The last 32 bytes of the key's DER form are the key.
  return {
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex'),
    privateKey,
  };
}

/**
 * Signs a body as Discord does. Written from "Validating Security Request Headers", apart from the code that verifies.
 * @param at epoch milliseconds.
 * @returns the headers that go with the body.
 */
export function signDiscordRequest(
  key: SigningKey,
  body: string | Uint8Array,
  at: number,
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const signed = Buffer.concat([Buffer.from(timestamp), Buffer.from(body)]);
  return {
    'x-signature-timestamp': timestamp,
    'x-signature-ed25519': sign(null, signed, key.privateKey).toString('hex'),
  };
}
