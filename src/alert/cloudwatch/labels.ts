import { bounded, MOST } from '../../inbox/bounded.ts';

/** AWS allows 30 dimensions and 50 tags. */
const MOST_LABELS = 100;

const pair = (value: unknown): readonly [string, string] | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const { Key, key = Key, Value, value: said = Value } = value as Readonly<Record<string, unknown>>;
  return typeof key === 'string' && typeof said === 'string' ? [key, said] : undefined;
};

/** @returns tags as names and values, whether they came as an object or as a list; none of what is neither. */
export function tagsOf(tags: unknown): (readonly [string, string])[] {
  if (typeof tags !== 'object' || tags === null) return [];
  const pairs = Array.isArray(tags)
    ? tags.map(pair)
    : Object.entries(tags).map(([key, value]) =>
        typeof value === 'string' ? ([key, value] as const) : undefined,
      );
  return pairs.filter((one) => one !== undefined);
}

/** @returns labels of bounded number and length; of two with one name the later is kept. */
export function labelsOf(
  pairs: readonly (readonly [string, string | null | undefined])[],
): Readonly<Record<string, string>> {
  const said = pairs.filter((one): one is readonly [string, string] => one[0] !== '' && Boolean(one[1]));
  return Object.fromEntries(
    said.slice(-MOST_LABELS).map(([name, value]) => [bounded(name, MOST.name), bounded(value, MOST.line)]),
  );
}
