const encoder = new TextEncoder();

/** @returns how many bytes a value takes in Temporal's history: those of its JSON in UTF-8. */
export function bytesOf(value: unknown): number {
  return encoder.encode(JSON.stringify(value)).length;
}

function within<T>(items: readonly T[], bytes: number): T[] {
  let left = bytes;
  return items.filter((item) => (left -= bytesOf(item)) >= 0);
}

/** @returns the newest of the items that take at most so many bytes. @param items oldest first, as is what comes back. */
export function newestWithin<T>(items: readonly T[], bytes: number): T[] {
  return within([...items].reverse(), bytes).reverse();
}

/** @returns the oldest of the items that take at most so many bytes, but the very oldest in any case. */
export function oldestWithin<T>(items: readonly T[], bytes: number): T[] {
  return items.slice(0, Math.max(1, within(items, bytes).length));
}
