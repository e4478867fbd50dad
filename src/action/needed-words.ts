import type { Part } from './placeholder.ts';

/** What stands for itself in a regular expression. */
const PLAIN = /^[a-z0-9_-]+$/i;
const TOKEN = /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]|\s+|[^\\[()|\s]+/gs;

/** `spaced`: a value that may be left out together with the blanks before it. */
type Symbol = 'blank' | 'spaced' | 'other' | { readonly word: string };

/**
 * @returns words without which no line fits a format: those that stand between blanks and outside of groups. None of a
 * format of which one cannot be sure, such as one of alternatives.
 */
export function neededWords(parts: readonly Part[]): readonly string[] {
  const symbols: Symbol[] = [];
  let depth = 0;
  for (const part of parts) {
    if (part.kind === 'placeholder') {
      const isSpaced = part.fallback !== undefined && symbols.at(-1) === 'blank';
      if (isSpaced) symbols.pop();
      symbols.push(isSpaced ? 'spaced' : 'other');
      continue;
    }
    for (const [token] of part.source.matchAll(TOKEN)) {
      if (token === '|' && depth === 0) return [];
      if (token === '(') depth++;
      if (token === ')') depth--;
      const isWord = depth === 0 && PLAIN.test(token);
      symbols.push(isWord ? { word: folded(token) } : token.trim() === '' ? 'blank' : 'other');
    }
  }
  const isEdge = (symbol: Symbol | undefined): boolean => symbol === undefined || symbol === 'blank';
  return symbols.flatMap((symbol, n) => {
    if (typeof symbol === 'string' || !isEdge(symbols[n - 1])) return [];
    return isEdge(symbols.slice(n + 1).find((next) => next !== 'spaced')) ? [symbol.word] : [];
  });
}

/** @returns the words of a line as {@link neededWords} has them. */
export const wordsOf = (line: string): ReadonlySet<string> => new Set(line.match(/\S+/g)?.map(folded));

/** Upper case first: by it those letters become one that RE2 takes for the same, such as `ſ` and `s`. */
const folded = (word: string): string => word.toUpperCase().toLowerCase();
