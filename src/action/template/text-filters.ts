import { head } from '../../text/bounded.ts';
import type { Budget } from './budget.ts';
import { TemplateError } from './error.ts';
import { filter, type Filter } from './filter.ts';
import { formatted } from './printf.ts';
import { partedBy } from './search.ts';
import { textOf, type Value } from './value.ts';

const changed = (change: (text: string) => string): Filter =>
  filter([], (value, _, { budget }) => {
    const text = textOf(value, budget);
    budget.text(text.length);
    return change(text);
  });

/** @returns a text with the first letter of each word in upper case and the others in lower case. */
export const titled = (text: string): string =>
  text
    .toLowerCase()
    .replace(/(^|[-\s({[<])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());

export const capitalized = (text: string): string =>
  (Array.from(head(text, 2))[0] ?? '').toUpperCase() +
  text.slice((Array.from(head(text, 2))[0] ?? '').length).toLowerCase();

/** @returns a text in which the first `most` occurrences of another are replaced; without `most`, all. */
export function replaced(text: string, old: string, by: string, most: number, budget: Budget): string {
  budget.text(text.length);
  const limit = most < 0 ? Infinity : most;
  const parts = old === '' ? letters(text, limit, budget) : partedBy(old, text, budget, limit);
  budget.text(text.length + (parts.length - 1) * by.length);
  return parts.join(by);
}

/** @returns a text cut before, behind and between its characters, at the first `most` of these places. */
function letters(text: string, most: number, budget: Budget): readonly string[] {
  budget.spend(text.length);
  const parts = ['', ...Array.from(text), ''];
  const count = Math.min(most, parts.length - 1);
  return [...parts.slice(0, count), parts.slice(count).join('')];
}

/** Jinja's `indent`: lines after the first by so many blanks. */
function indented(text: string, indent: string, first: boolean, blank: boolean, budget: Budget): string {
  const lines = text.split('\n');
  budget.spend(lines.length);
  budget.text(text.length + lines.length * indent.length);
  return lines
    .map((line, n) => ((n === 0 && !first) || (line === '' && !blank) ? line : indent + line))
    .join('\n');
}

/** Jinja leaves a text as it is that is longer by no more than this. */
const LEEWAY = 5;

function truncated(text: string, most: number, killWords: boolean, end: string, leeway: number): string {
  if (text.length <= most + leeway) return text;
  const kept = head(text, Math.max(0, most - end.length));
  const blank = kept.lastIndexOf(' ');
  return (killWords || blank < 0 ? kept : kept.slice(0, blank)) + end;
}

const width = (of: string, given: number | undefined, standard: number): number => {
  const columns = given ?? standard;
  if (Number.isInteger(columns) && columns >= 0 && columns <= 1_000) return columns;
  throw new TemplateError('wrong_kind', `the width of \`${of}\` is a whole number up to 1000`);
};

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};
const escaped = changed((text) => text.replace(/[&<>"']/g, (one) => HTML[one] ?? one));

const replace = (of: (value: Value, budget: Budget) => string): Filter =>
  filter(['old', 'new', 'count'], (value, args, { budget }) =>
    replaced(of(value, budget), args.needed('old'), args.needed('new'), args.number('count') ?? -1, budget),
  );

/** Jinja's filters that make texts of texts: https://jinja.palletsprojects.com/en/stable/templates/#builtin-filters */
export const TEXT_FILTERS: Readonly<Record<string, Filter>> = {
  upper: changed((text) => text.toUpperCase()),
  lower: changed((text) => text.toLowerCase()),
  title: changed(titled),
  capitalize: changed(capitalized),
  string: changed((text) => text),
  // Nothing is escaped by itself.
  safe: filter([], (value) => value),
  escape: escaped,
  e: escaped,
  forceescape: escaped,
  trim: filter(['chars'], (value, args, { budget }) =>
    stripped(textOf(value, budget), args.text('chars'), budget),
  ),
  replace: replace(textOf),
  truncate: filter(['length', 'killwords', 'end', 'leeway'], (value, args, { budget }) => {
    const text = textOf(value, budget);
    budget.text(text.length);
    const end = args.text('end') ?? '...';
    return truncated(
      text,
      args.number('length') ?? 255,
      args.flag('killwords'),
      end,
      args.number('leeway') ?? LEEWAY,
    );
  }),
  indent: filter(['width', 'first', 'blank'], (value, args, { budget }) => {
    const by = args.value('width');
    const indent = typeof by === 'string' ? by : ' '.repeat(width('indent', args.number('width'), 4));
    return indented(textOf(value, budget), indent, args.flag('first'), args.flag('blank'), budget);
  }),
  center: filter(['width'], (value, args, { budget }) => {
    const text = textOf(value, budget);
    const free = Math.max(0, width('center', args.number('width'), 80) - text.length);
    return ' '.repeat(Math.floor(free / 2)) + text + ' '.repeat(Math.ceil(free / 2));
  }),
  wordcount: filter([], (value, _, { budget }) => {
    const text = textOf(value, budget);
    budget.text(text.length);
    return text.match(/[\p{L}\p{N}_]+/gu)?.length ?? 0;
  }),
  urlencode: filter([], (value, _, { budget }) => {
    const text = textOf(value, budget);
    budget.text(text.length * 3);
    const whole = text.replace(
      /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g,
      '\uFFFD',
    );
    return encodeURIComponent(whole)
      .replaceAll('%2F', '/')
      .replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  }),
  format: filter(['rest'], (value, _, { budget }, { positional, named }) =>
    formatted(textOf(value, budget), named.size > 0 ? [Object.fromEntries(named)] : positional, budget),
  ),
};

/** @returns a text without blanks at its ends, or without any of some characters. */
export function stripped(
  text: string,
  characters: string | undefined,
  budget: Budget,
  ends: 'both' | 'left' | 'right' = 'both',
): string {
  budget.text(text.length);
  budget.spend(characters?.length ?? 0);
  const all = characters === undefined ? undefined : new Set(characters.split(''));
  const away = (one: string | undefined): boolean =>
    one !== undefined && (all ? all.has(one) : one.trim() === '');
  let [from, to] = [0, text.length];
  if (ends !== 'right') while (from < to && away(text[from])) from++;
  if (ends !== 'left') while (to > from && away(text[to - 1])) to--;
  return text.slice(from, to);
}
