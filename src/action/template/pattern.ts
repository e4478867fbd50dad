import { RE2JS, RE2JSException } from 're2js';
import type { Budget } from './budget.ts';
import { TemplateError } from './error.ts';

/** Where an expression matches, and its groups, the whole match first. */
interface Found {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
  readonly named: Readonly<Record<string, string | undefined>>;
}

/** A regular expression that cannot run away. */
export interface Pattern {
  /** @param from an offset. @returns the first match from there on. */
  find(text: string, from: number): Found | undefined;
  /** Whether it may read far beyond a match to find it, as `(a.*b)|a` does. */
  readonly readsAhead: boolean;
}

/** UTF-16 units that an expression may have, and those it is tried on, or reads ahead, for what one step costs. */
const LONGEST = 500;
const UNITS_A_STEP = 16;
const UNITS_AHEAD_A_STEP = 8;
/** Steps that compiling one costs, and one that counts: `{1000}` is a thousand of what stands before it. */
const TO_COMPILE = 200;
const TO_COMPILE_COUNTED = 5_000;
/** More ways than these to read a text, JavaScript's engine might try one after another. */
const MOST_ALTERNATIVES = 4;

/**
 * Compiles a regular expression as Python writes them. It runs on RE2, whose time is linear in the text. What RE2 does
 * not have, such as the `(?!SUCCESS).` of StackStorm's packs, runs on JavaScript's engine if it repeats nothing: then
 * it tries no more at one place than it has ways to read.
 * @throws {TemplateError} for what is no expression, or might run away.
 */
export function patternOf(source: string, ignoreCase: boolean, budget: Budget): Pattern {
  budget.spend(source.includes('{') ? TO_COMPILE_COUNTED : TO_COMPILE);
  if (source.length > LONGEST) {
    throw new TemplateError('too_long', `a regular expression has more than ${LONGEST} characters`);
  }
  try {
    return onRe2(RE2JS.compile(source, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0), readsAhead(source));
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const plain = bounded(source) ? onJavaScript(source, ignoreCase) : undefined;
    if (plain) return plain;
    throw new TemplateError('unsupported', `a regular expression cannot be used: ${error.message}`);
  }
}

function onRe2(compiled: RE2JS, ahead: boolean): Pattern {
  const names = Object.keys(compiled.namedGroups());
  return {
    readsAhead: ahead,
    find: (text, from) => {
      const matcher = compiled.matcher(text);
      if (!matcher.find(from)) return undefined;
      return {
        start: matcher.start(),
        end: matcher.end(),
        groups: Array.from({ length: matcher.groupCount() + 1 }, (_, n) => matcher.group(n) ?? undefined),
        named: Object.fromEntries(names.map((name) => [name, matcher.group(name) ?? undefined])),
      };
    },
  };
}

const REPEATS = /[*+?{]/;

/** @returns an expression without what is escaped, stands in a class or begins a group: its signs for repeating are left. */
const signsOf = (source: string): string =>
  source
    .replace(/\\./gs, '')
    .replace(/\[\^?\]?[^\]]*\]/g, '')
    .replace(/\(\?/g, '(');

/** What repeats only at its end, as `\\s+` does, is over where the match is. */
function readsAhead(source: string): boolean {
  const signs = signsOf(source);
  return REPEATS.test(signs) && !/^[^*+?{|]*[*+]$/.test(signs);
}

/** @returns whether an expression repeats nothing and has few alternatives. */
function bounded(source: string): boolean {
  const signs = signsOf(source);
  return !REPEATS.test(signs) && (signs.match(/\|/g)?.length ?? 0) <= MOST_ALTERNATIVES;
}

function onJavaScript(source: string, ignoreCase: boolean): Pattern | undefined {
  let compiled: RegExp;
  try {
    compiled = new RegExp(source, ignoreCase ? 'gi' : 'g');
  } catch {
    return undefined;
  }
  return {
    readsAhead: false,
    find: (text, from) => {
      compiled.lastIndex = from;
      const found = compiled.exec(text);
      if (!found) return undefined;
      return {
        start: found.index,
        end: found.index + found[0].length,
        groups: found,
        named: found.groups ?? {},
      };
    },
  };
}

/** @returns whether an expression matches somewhere in a text, or at its beginning. */
export function matches(
  pattern: Pattern,
  text: string,
  where: 'anywhere' | 'start',
  budget: Budget,
): boolean {
  budget.spend(text.length / UNITS_A_STEP);
  const found = pattern.find(text, 0);
  return found !== undefined && (where === 'anywhere' || found.start === 0);
}

/** @returns what a text has of an expression, in order. */
export function matchesOf(pattern: Pattern, text: string, budget: Budget): readonly Found[] {
  budget.spend(text.length / UNITS_A_STEP);
  const all: Found[] = [];
  for (let from = 0; from <= text.length;) {
    const found = pattern.find(text, from);
    if (!found) break;
    budget.spend(2 + (pattern.readsAhead ? (text.length - found.end) / UNITS_AHEAD_A_STEP : 0));
    all.push(found);
    from = found.end > found.start ? found.end : found.end + 1;
  }
  return all;
}

/** @param replacement with `\1` and `\g<name>` for groups, as Python has them. */
export function replacedBy(pattern: Pattern, text: string, replacement: string, budget: Budget): string {
  let [made, from] = ['', 0];
  for (const { start, end, groups, named } of matchesOf(pattern, text, budget)) {
    made += text.slice(from, start);
    made += replacement.replace(
      /\\(?:g<(\w+)>|(\d{1,2})|([nrt\\]))/g,
      (_, name?: string, n?: string, escape?: string) => {
        if (escape !== undefined) return { n: '\n', r: '\r', t: '\t' }[escape] ?? '\\';
        const group = name ?? n ?? '';
        return (/^\d+$/.test(group) ? groups[Number(group)] : named[group]) ?? '';
      },
    );
    budget.text(made.length - from);
    from = end;
  }
  budget.text(made.length + text.length - from);
  return made + text.slice(from);
}
