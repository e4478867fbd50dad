import { createHash } from 'node:crypto';

/** @returns the beginning of the SHA-256 of a text, in hexadecimal digits: a short name of an alert, a group, a batch. */
export function shortHash(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
