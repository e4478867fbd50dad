import { createHash } from 'node:crypto';

/** @returns what a body is known by where its sender gives it no name: its SHA-256 in hexadecimal. */
export function bodyDigest(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}
