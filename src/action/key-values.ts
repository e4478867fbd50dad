import { TYPOGRAPHIC } from '../text/quotes.ts';
import { bare } from './placeholder.ts';

/** Parameters that are named at the end of a line, and the line before them. */
export interface KeyValues {
  readonly line: string;
  readonly given: ReadonlyMap<string, string>;
}

const PAIR = new RegExp(String.raw`([\p{L}_][\p{L}\d_.-]*)=("[^"]*"|'[^']*'|${TYPOGRAPHIC}|\{|\S+)`, 'uy');
const BLANKS = /\s*/uy;

/** A pair, and the offset behind it. */
interface Pair {
  readonly key: string;
  readonly value: string;
  readonly end: number;
}

/**
 * Takes the `key=value` pairs off the end of a line: as many as follow each other up to there. A value is a word, a text in
 * quotes or a JSON object. The last of one key counts.
 */
export function keyValues(text: string): KeyValues {
  const starts = [...text.matchAll(/(?<=^|\s)\S/gu)].map(({ index }) => index);
  const braces = bracesOf(text);
  // From the right, so that each place is looked at once: a pair counts only when nothing but pairs follows.
  const pairs = new Map<number, Pair>();
  let from = text.length;
  for (const start of starts.toReversed()) {
    const pair = pairAt(text, start, braces);
    if (!pair) continue;
    const next = behindBlanks(text, pair.end);
    if (next !== text.length && (next === pair.end || !pairs.has(next))) continue;
    pairs.set(start, pair);
    from = start;
  }
  const given = new Map<string, string>();
  for (let pair = pairs.get(from); pair; pair = pairs.get(behindBlanks(text, pair.end)))
    given.set(pair.key, pair.value);
  return { line: text.slice(0, from).trimEnd(), given };
}

/** @param braces where each brace that is opened is closed. @returns the pair that begins at an offset. */
function pairAt(text: string, start: number, braces: ReadonlyMap<number, number>): Pair | undefined {
  PAIR.lastIndex = start;
  const [whole, key = '', value = ''] = PAIR.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const behind = start + whole.length;
  if (value !== '{') return { key, value: bare(value), end: behind };
  const close = braces.get(behind - 1);
  return close === undefined ? undefined : { key, value: text.slice(behind - 1, close + 1), end: close + 1 };
}

function behindBlanks(text: string, offset: number): number {
  BLANKS.lastIndex = offset;
  BLANKS.test(text);
  return BLANKS.lastIndex;
}

/** @returns the offsets at which braces are closed, by those at which they are opened, found in one pass. */
function bracesOf(text: string): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  for (const { 0: brace, index } of text.matchAll(/[{}]/g)) {
    if (brace === '{') open.push(index);
    else {
      const last = open.pop();
      if (last !== undefined) ends.set(last, index);
    }
  }
  return ends;
}
