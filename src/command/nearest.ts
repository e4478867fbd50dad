import { distance } from 'fastest-levenshtein';

/** One slip of the fingers in three letters; farther off a word is no misspelling. */
const SLIP = 3;

const letters = (word: string): string => Array.from(word).sort().join('');

function apart(word: string, name: string): number {
  if (word.length > 1 && name.startsWith(word)) return 0;
  // Letters in another order are one slip, not two.
  return letters(word) === letters(name) ? 1 : distance(word, name);
}

/** @returns the name that a misspelled or unfinished word most likely means; undefined when none is near. */
export function likeliest(word: string, names: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  const limit = Math.max(1, Math.floor(wanted.length / SLIP));
  return names
    .map((name) => ({ name, apart: apart(wanted, name) }))
    .filter((one) => one.apart <= limit && one.apart < one.name.length)
    .sort((a, b) => a.apart - b.apart)[0]?.name;
}
