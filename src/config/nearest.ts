import { distance } from 'fastest-levenshtein';

/** @returns up to three of the names that resemble the word, the nearest first. */
export function nearest(word: string, names: Iterable<string>): string[] {
  const wanted = word.toLowerCase();
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  return [...names]
    .map((name) => ({ name, apart: apart(wanted, name.toLowerCase()) }))
    .filter(({ apart }) => apart <= limit)
    .sort((a, b) => a.apart - b.apart)
    .slice(0, 3)
    .map(({ name }) => name);
}

function apart(word: string, name: string): number {
  // The beginning of a name is what people type of a long one.
  return word.length >= 3 && name.startsWith(word) ? 1 : distance(word, name);
}

/** @returns ` Did you mean x or y?`, or ` Known: x, y.`, to end an error message with. */
export function didYouMean(word: string, names: Iterable<string>): string {
  const all = [...names];
  const near = nearest(word, all);
  if (near.length) return ` Did you mean ${near.join(' or ')}?`;
  return all.length
    ? ` Known: ${all.slice(0, 12).join(', ')}${all.length > 12 ? ', …' : ''}.`
    : ' There is none.';
}
