import { distance } from 'fastest-levenshtein';

/** Farther off than this a word is no misspelling. */
const FARTHEST = 3;

/** @returns the name that a misspelled or unfinished word most likely means; undefined when none is near. */
export function likeliest(word: string, names: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  const limit = Math.min(FARTHEST, Math.ceil(wanted.length / 2));
  const apart = (name: string): number =>
    wanted.length > 1 && name.startsWith(wanted) ? 0 : distance(wanted, name);
  return names
    .map((name) => ({ name, apart: apart(name) }))
    .filter((one) => one.apart <= limit && one.apart < one.name.length)
    .sort((a, b) => a.apart - b.apart)[0]?.name;
}
