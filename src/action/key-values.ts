import { bare } from './placeholder.ts';

/** Parameters that are named at the end of a line, and the line before them. */
export interface KeyValues {
  readonly line: string;
  readonly given: ReadonlyMap<string, string>;
}

const PAIR = /([\p{L}_][\p{L}\d_.-]*)=("[^"]*"|'[^']*'|\{|\S+)/uy;

/**
 * Takes the `key=value` pairs off the end of a line. A value is a word, a text in quotes or a JSON object. The last of
 * one key counts.
 */
export function keyValues(text: string): KeyValues {
  const starts = [...text.matchAll(/(?<=^|\s)\S/gu)].map(({ index }) => index);
  const pairs: { key: string; value: string }[] = [];
  let end = text.trimEnd().length;
  let from = end;
  // From the right, so that each place is looked at once: a pair counts only when nothing but pairs follows.
  for (const start of starts.toReversed()) {
    const pair = pairAt(text, start, end);
    if (!pair) continue;
    pairs.unshift(pair);
    from = start;
    end = text.slice(0, start).trimEnd().length;
  }
  return {
    line: text.slice(0, from).trimEnd(),
    given: new Map(pairs.map(({ key, value }) => [key, value])),
  };
}

/** @returns the pair that begins at an offset and ends at another. */
function pairAt(text: string, start: number, end: number): { key: string; value: string } | undefined {
  PAIR.lastIndex = start;
  const [whole, key = '', value = ''] = PAIR.exec(text) ?? [];
  if (whole === undefined) return undefined;
  if (value !== '{') return start + whole.length === end ? { key, value: bare(value) } : undefined;
  const object = text.slice(start + whole.length - 1, end);
  return balanced(object) ? { key, value: object } : undefined;
}

/** @returns whether a text is one pair of braces and what is in them. */
function balanced(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '{') depth++;
    if (text[at] === '}') depth--;
    if (depth === 0) return at === text.length - 1;
  }
  return false;
}
