import { distance } from 'fastest-levenshtein';

/** Letters below which a word is too short to be told from another by its letters. */
const SHORT = 4;
/** Letters from which two slips are forgiven. */
const LONG = 8;

const sorted = (word: string): string => Array.from(word).sort().join('');

/**
 * @returns how many slips of the fingers apart two words are: a wrong, missing or doubled letter, or letters that changed
 * places; Infinity when they are too far apart for one to be the other misspelled.
 */
export function slips(word: string, wanted: string): number {
  if (word === wanted) return 0;
  const swapped = word.length === wanted.length && word[0] === wanted[0] && sorted(word) === sorted(wanted);
  if (swapped) return 1;
  if (Math.min(word.length, wanted.length) < SHORT || Math.abs(word.length - wanted.length) > 2)
    return Infinity;
  const apart = distance(word, wanted);
  return apart <= (wanted.length >= LONG ? 2 : 1) ? apart : Infinity;
}

/**
 * @param meaning words of the same meaning do not compete.
 * @returns the word that a misspelled one is, when one is nearer than all others.
 */
export function corrected(
  word: string,
  words: Iterable<string>,
  meaning: (word: string) => string = (one) => one,
): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  let tied = false;
  for (const wanted of words) {
    const apart = slips(word, wanted);
    if (apart < least) [best, least, tied] = [wanted, apart, false];
    else if (apart === least && apart < Infinity) tied ||= meaning(wanted) !== meaning(best ?? '');
  }
  return tied ? undefined : best;
}
