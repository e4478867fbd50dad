import { jsonBytes } from '../../src/text/json-size.ts';

function within<T>(items: readonly T[], bytes: number): T[] {
  let left = bytes;
  return items.filter((item) => (left -= jsonBytes(item)) >= 0);
}

/** @returns the newest of the items that take at most so many bytes. @param items oldest first, as is what comes back. */
export function newestWithin<T>(items: readonly T[], bytes: number): T[] {
  return within([...items].reverse(), bytes).reverse();
}

/** @returns the oldest of the items that take at most so many bytes, but the very oldest in any case. */
export function oldestWithin<T>(items: readonly T[], bytes: number): T[] {
  return items.slice(0, Math.max(1, within(items, bytes).length));
}
