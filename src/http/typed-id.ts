import { createHash } from 'node:crypto';

/** Letters that are not taken for each other when they are read aloud. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** @returns an id short enough to be typed, such as `o-k7pm2x`; the same for the same text. */
export function typedId(prefix: string, text: string): string {
  const hash = createHash('sha256').update(text).digest();
  const letters = [...hash.subarray(0, 6)].map((byte) => LETTERS[byte % LETTERS.length] ?? '');
  return `${prefix}-${letters.join('')}`;
}
