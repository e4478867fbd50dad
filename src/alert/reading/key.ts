import { createHash } from 'node:crypto';
import { head } from '../../text/bounded.ts';

/** Longest key of an alert, in characters: that of PagerDuty's dedup_key. */
export const KEY_LIMIT = 255;

/** @returns a key of at most 255 characters; of a longer one its beginning and a hash of the whole, so that it stays unlike others. */
export function shortKey(key: string): string {
  if (key.length <= KEY_LIMIT) return key;
  return `${head(key, KEY_LIMIT - 65)}~${createHash('sha256').update(key).digest('hex')}`;
}
