import { distance } from 'fastest-levenshtein';

/** One slip of the fingers in three letters; farther off a word is no misspelling. */
const SLIP = 3;
/** How many suggestions help, and how many known names. */
const SUGGESTED = 3;
const LISTED = 12;

const letters = (word: string): string => Array.from(word).sort().join('');

function apart(word: string, name: string): number {
  if (word.length > 1 && name.startsWith(word)) return 0;
  // Letters in another order are one slip, not two.
  return letters(word) === letters(name) ? 1 : distance(word, name);
}

/** @returns up to three of the names that a misspelled or unfinished word may mean, the likeliest first. */
export function nearest(word: string, names: Iterable<string>): string[] {
  const wanted = word.toLowerCase();
  const limit = Math.max(1, Math.floor(wanted.length / SLIP));
  return [...names]
    .map((name) => ({ name, apart: apart(wanted, name.toLowerCase()) }))
    .filter((one) => one.apart <= limit && one.apart < one.name.length)
    .sort((a, b) => a.apart - b.apart)
    .slice(0, SUGGESTED)
    .map(({ name }) => name);
}

/** @returns the name that a misspelled or unfinished word most likely means; undefined when none is near. */
export function likeliest(word: string, names: readonly string[]): string | undefined {
  return nearest(word, names)[0];
}

/** @returns ` Did you mean x or y?`, or ` Known: x, y.`, to end an error message with. */
export function didYouMean(word: string, names: Iterable<string>): string {
  const all = [...names];
  const near = nearest(word, all);
  if (near.length) return ` Did you mean ${near.join(' or ')}?`;
  return all.length
    ? ` Known: ${all.slice(0, LISTED).join(', ')}${all.length > LISTED ? ', …' : ''}.`
    : ' There is none.';
}
