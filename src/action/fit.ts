import { bounded } from '../text/bounded.ts';

/** Characters of all texts of a result together that a history keeps; all of what was printed is kept elsewhere. */
const MOST = 64_000;
/** Entries of one list or object, and how deep they may nest. */
const ENTRIES = 500;
const DEEPEST = 12;
/** Characters of a key. */
const KEY = 200;

/**
 * Makes the result of a run fit to be kept in a history and shown: texts are cut where all of them together are too long,
 * lists and objects where they have too many entries, and what nests too deep is left out.
 * @param redact takes secrets out of a text. @param most characters of all texts together, fewer than otherwise.
 */
export function fitResult(result: unknown, redact: (text: string) => string, most = MOST): unknown {
  let left = Math.min(most, MOST);
  const text = (value: string): string => {
    const shown = bounded(redact(value), Math.max(1, left));
    left = Math.max(0, left - shown.length);
    return shown;
  };
  // Without its name a value is not found again, and several would become one.
  const name = (key: string): string => {
    const shown = bounded(redact(key), KEY);
    left = Math.max(0, left - shown.length);
    return shown;
  };
  const fit = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return text(value);
    if (typeof value !== 'object' || value === null)
      return typeof value === 'bigint' ? text(String(value)) : value;
    if (depth >= DEEPEST) return '…';
    if (Array.isArray(value)) return value.slice(0, ENTRIES).map((one) => fit(one, depth + 1));
    return Object.fromEntries(
      Object.entries(value)
        .slice(0, ENTRIES)
        .map(([key, one]) => [name(key), fit(one, depth + 1)]),
    );
  };
  return fit(result, 0);
}
