import { distance } from 'fastest-levenshtein';
import type { Alias } from './alias.ts';
import type { Catalogue } from './catalogue.ts';

/** Words of a line that are looked at, and characters of each: who means an alias says little more. */
const WORDS = 24;
const LETTERS = 40;
/** One slip of the fingers in three letters; farther off a word is another one. */
const SLIP = 3;
/** How much of an alias's own words must have been said. */
const LEAST = 0.5;

/** @returns what help shows of the ways to say an alias. */
export function displaysOf({ formats }: Pick<Alias, 'formats'>): readonly string[] {
  return [...new Set(formats.flatMap(({ display }) => (display === undefined ? [] : [display])))];
}

/** An alias that somebody may have meant, and the way to say it that was nearest. */
export interface NearMiss {
  readonly alias: Alias;
  readonly display: string;
}

/**
 * Finds what a line may have meant that matches nothing: aliases most of whose own words were said, spelt right or nearly.
 * @returns at most `most`, the likeliest first.
 */
export function nearMisses(line: string, aliases: Iterable<Alias>, most = 3): readonly NearMiss[] {
  const said = wordsOf(line).slice(0, WORDS);
  const found = [...aliases].flatMap((alias) => {
    const [best] = displaysOf(alias)
      .map((display) => ({ alias, display, ...score(said, literalOf(display)) }))
      .filter(({ share }) => share >= LEAST)
      .sort((a, b) => b.share - a.share || b.hits - a.hits);
    return best ? [best] : [];
  });
  return found
    .sort((a, b) => b.share - a.share || b.hits - a.hits)
    .slice(0, most)
    .map(({ alias, display }) => ({ alias, display }));
}

/** @returns whether a line that was said to nobody may ask for something that can be run, or for what there is. */
export function isLikeAlias(line: string, { aliases, match }: Pick<Catalogue, 'aliases' | 'match'>): boolean {
  if (aliases.size === 0) return false;
  return (
    /^help(?=\s|$)/i.test(line.trim()) ||
    match(line).length > 0 ||
    nearMisses(line, aliases.values(), 1).length > 0
  );
}

const wordsOf = (text: string): string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.slice(0, LETTERS));

/** @returns an alias's own words, without its parameters. */
const literalOf = (display: string): string[] => wordsOf(display.replace(/\{\{.*?\}\}/g, ' '));

/** @returns which part of the words was said, and how much that is. */
function score(said: readonly string[], words: readonly string[]): { share: number; hits: number } {
  const hits = words
    .map((word) => Math.max(0, ...said.map((one) => likeness(one, word))))
    .reduce((sum, one) => sum + one, 0);
  return { hits, share: words.length === 0 ? 0 : hits / words.length };
}

function likeness(said: string, word: string): number {
  if (said === word) return 1;
  const slips = Math.floor(Math.min(said.length, word.length) / SLIP);
  const apart = slips === 0 ? Infinity : distance(said, word);
  return apart <= slips ? 1 - apart / word.length : 0;
}
