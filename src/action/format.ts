import { RE2JS, RE2JSException } from 're2js';
import { TYPOGRAPHIC } from '../text/quotes.ts';
import { neededWords } from './needed-words.ts';
import { bare, partsOf, type Part, type Unreadable } from './placeholder.ts';
import { unreadableWording } from './unreadable-wording.ts';

/** What a format finds in a line. */
export interface Captured {
  readonly parameters: ReadonlyMap<string, string>;
  /** How many characters of the line are the format's own words: the more, the more specific it is. */
  readonly literal: number;
}

/** One way to say an alias, ready to be tried. */
export interface Format {
  /** As it was written. */
  readonly written: string;
  /** Words without which no line fits, in small letters. */
  readonly words: readonly string[];
  /** The parameters that it takes from a line, in order. */
  readonly parameters: readonly string[];
  /** @param line without key-value pairs. @returns what stands in it, left-out parameters at their defaults. */
  capture(line: string): Captured | undefined;
}

/** How a value may stand in a line: in quotes, as a JSON object, or as the fewest words that let the rest fit. */
const FORMS = [`"[^"]+"`, `'[^']+'`, TYPOGRAPHIC, String.raw`\{.+?\}`, '.+?'];
/** Letters in either case, as phones write them; a value may have several lines. */
const FLAGS = '(?is)';

/** @returns a line as the expressions of formats expect it, with a blank before and after it. */
const padded = (line: string): string => ` ${line.trim()} `;

/**
 * Compiles a format as StackStorm's aliases have them: words are regular expressions, `{{x}}` takes a value, and
 * `{{x=1}}` may be left out together with the blanks before it
 * (https://docs.stackstorm.com/chatops/aliases.html#supported-formats). It runs on RE2, whose time is linear in the
 * line: no format can run away. A blank stands for any blanks.
 * @returns the format, or what is wrong with it and where.
 */
export function compileFormat(written: string): Format | Unreadable {
  const parts = partsOf(written);
  if ('message' in parts) return parts;
  const placeholders = parts.flatMap((part) => (part.kind === 'placeholder' ? [part] : []));
  const expression = `${FLAGS}^\\s*(?:${parts.map(expressionOf).join('')})\\s*$`;
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(expression);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return unreadableWording(written, parts, error);
  }
  const named = Object.keys(compiled.namedGroups()).filter((name) => !/^value\d+$/.test(name));
  const parameters = [...placeholders.map(({ name }) => name), ...named];
  const twice = parameters.find((name, n) => parameters.indexOf(name) < n);
  if (twice !== undefined)
    return { offset: written.lastIndexOf(twice), message: `the parameter ${twice} stands in it twice` };
  if (['', 'zqx', 'zqx jwv kpq'].some((words) => compiled.matches(padded(words))))
    return { offset: 0, message: 'it has no words of its own, so it would take every message' };

  const groups = [...placeholders.map((_, n) => `value${n}`), ...named];
  return {
    written,
    words: neededWords(parts),
    parameters,
    capture: (line) => {
      const matcher = compiled.matcher(padded(line));
      if (!matcher.find()) return undefined;
      const found = groups.map((group) => matcher.group(group) ?? '');
      const values = parameters.map(
        (name, n) => [name, saidIn(found[n]) || placeholders[n]?.fallback] as const,
      );
      return {
        parameters: new Map(values.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
        literal: line.replace(/\s/g, '').length - found.join('').replace(/\s/g, '').length,
      };
    },
  };

  function expressionOf(part: Part, at: number): string {
    const next = (parts as readonly Part[])[at + 1];
    const leavesOut = next?.kind === 'placeholder' && next.fallback !== undefined;
    if (part.kind === 'wording') return anyBlanks(leavesOut ? part.source.trimEnd() : part.source);
    const value = `(?P<value${placeholders.indexOf(part)}>${FORMS.join('|')})`;
    if (part.fallback === undefined) return value;
    const before = (parts as readonly Part[])[at - 1];
    const blanks = before?.kind === 'wording' && /\s$/.test(before.source) ? '\\s+' : '';
    return `(?:${blanks}${value})?`;
  }
}

/** @returns what was said: nothing where only blanks are there, which a format can leave over, and which nobody has quoted. */
const saidIn = (found = ''): string => (found.trim() === '' ? '' : bare(found));

/** @returns a regular expression in which runs of blanks outside of classes stand for any blanks. */
const anyBlanks = (source: string): string =>
  source.replace(/\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\s+/gs, (found) => (found.trim() === '' ? '\\s+' : found));
