import { isDeepStrictEqual } from 'node:util';

/** Where an item stood before and where it stands after; undefined where there is none. */
export type Pair = readonly [was: number | undefined, is: number | undefined];

type Item = Readonly<Record<string, unknown>>;

/** @returns what an item of a list is known by; undefined when it has neither id nor name. */
export function nameOf(item: Item): string | undefined {
  const name = item['id'] ?? item['name'];
  return typeof name === 'string' ? name : undefined;
}

/**
 * Finds out which items of a list are which of another: by id or name where all have one, else so that as little as
 * possible has changed.
 * @returns a pair for each item, in the order of the newer list; what is gone stands where it stood.
 */
export function aligned(before: readonly Item[], after: readonly Item[]): Pair[] {
  return byName(before, after) ?? byContent(before, after);
}

function byName(before: readonly Item[], after: readonly Item[]): Pair[] | undefined {
  const [were, are] = [before.map(nameOf), after.map(nameOf)];
  const known = [were, are].every((all) => !all.includes(undefined) && new Set(all).size === all.length);
  if (!known) return undefined;
  const gone = were.flatMap((name, n): Pair[] => (are.includes(name) ? [] : [[n, undefined]]));
  const pairs = are.map((name, n): Pair => [were.includes(name) ? were.indexOf(name) : undefined, n]);
  return [...pairs, ...gone];
}

/** The cheapest way from one list to the other, of those that keep the order; by dynamic programming from the end. */
function byContent(before: readonly Item[], after: readonly Item[]): Pair[] {
  const costs = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  const cost = (was: number, is: number): number => costs[was]?.[is] ?? Infinity;
  const paired = (was: number, is: number): number =>
    was < before.length && is < after.length
      ? 2 * unlikeness(before[was] ?? {}, after[is] ?? {}) + cost(was + 1, is + 1)
      : Infinity;
  for (let was = before.length; was >= 0; was--) {
    for (let is = after.length; is >= 0; is--) {
      if (was === before.length && is === after.length) continue;
      const row = costs[was];
      if (row) row[is] = Math.min(paired(was, is), 1 + cost(was + 1, is), 1 + cost(was, is + 1));
    }
  }
  const pairs: Pair[] = [];
  let [was, is] = [0, 0];
  while (was < before.length || is < after.length) {
    const least = cost(was, is);
    if (paired(was, is) === least) pairs.push([was++, is++]);
    else if (1 + cost(was, is + 1) === least) pairs.push([undefined, is++]);
    else pairs.push([was++, undefined]);
  }
  return pairs;
}

/** @returns from 0, the same, to 1, nothing in common. */
function unlikeness(one: Item, other: Item): number {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  const unlike = [...keys].filter((key) => !isDeepStrictEqual(one[key], other[key]));
  return keys.size === 0 ? 0 : unlike.length / keys.size;
}
