import { straightened } from '../text/quotes.ts';
import { kindsOf, parameterOf, type Kind, type Parameter } from './parameter.ts';
import { NONE_MARK } from './template/stackstorm-filters.ts';

const TRUE = ['true', 'yes', 'on', '1', 't', 'y'];
const FALSE = ['false', 'no', 'off', '0', 'f', 'n'];

/**
 * Casts a value that is not a parameter's kind: texts as {@link castText} does it, and numbers to texts where that is
 * what is wanted, as YAML makes a number of `port: 22`.
 * @returns undefined: it is none that the parameter may be.
 */
export function castValue(value: unknown, parameter: Parameter): unknown {
  if (typeof value === 'string') return castText(value, parameter);
  const asText =
    parameter.type !== undefined && kindsOf(parameter).every((kind) => kind === 'string' || kind === 'null');
  return asText && (typeof value === 'number' || typeof value === 'boolean') ? String(value) : value;
}

/**
 * Makes of a text, as it is typed in chat or rendered, what a parameter is, as StackStorm does it: `yes` for a boolean,
 * JSON or `a,b,c` for a list, JSON or `k=v,k2=v2` for an object, `k:v,k2:v2` for a list of one object.
 * @returns the value; undefined: it is none that the parameter may be.
 */
export function castText(text: string, parameter: Parameter): unknown {
  if (text === NONE_MARK) return null;
  // Anything is a text, so that comes last.
  const kinds = kindsOf(parameter).toSorted((a, b) => Number(a === 'string') - Number(b === 'string'));
  for (const kind of kinds) {
    const value = CASTS[kind](text.trim(), parameter, text);
    if (value !== undefined) return value;
  }
  return undefined;
}

const CASTS: Readonly<Record<Kind, (trimmed: string, parameter: Parameter, text: string) => unknown>> = {
  string: (_, parameter, text) => allowedOne(text, parameter),
  integer: (text) => (/^[-+]?\d+$/.test(text) ? Number(text) : undefined),
  number: (text) => (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : undefined),
  boolean: (text) => {
    const word = text.toLowerCase();
    if (TRUE.includes(word)) return true;
    return FALSE.includes(word) ? false : undefined;
  },
  array: (text, { items }) => (text.startsWith('[') ? json(text, Array.isArray) : listOf(text, items)),
  object: (text, parameter) =>
    text.startsWith('{')
      ? json(text, (value) => typeof value === 'object' && value !== null && !Array.isArray(value))
      : mapOf(text, '=', parameter),
  null: (text) => (/^(null|none)$/i.test(text) ? null : undefined),
};

/** Phones begin with a capital letter: a value that is allowed is found in any case, unless that would be several. */
function allowedOne(text: string, { enum: allowed }: Parameter): string {
  if (!allowed || allowed.includes(text)) return text;
  const near = allowed.filter(
    (one) => typeof one === 'string' && one.toLowerCase() === text.trim().toLowerCase(),
  );
  return near.length === 1 ? (near[0] as string) : text;
}

function json(text: string, isWanted: (value: unknown) => boolean): unknown {
  // As it was typed first: within a text the quotes of phones are its own.
  for (const written of new Set([text, straightened(text)])) {
    try {
      const value = JSON.parse(written) as unknown;
      return isWanted(value) ? value : undefined;
    } catch {
      continue;
    }
  }
  return undefined;
}

function listOf(text: string, items: Parameter | undefined): unknown {
  if (text === '') return [];
  if (items && isOneMap(text, items)) {
    const map = mapOf(text, ':', items);
    return map && [map];
  }
  const parts = partsOf(text);
  if (!items) return parts;
  const cast = parts.map((part) => castText(part, items));
  return cast.includes(undefined) ? undefined : cast;
}

/** @returns the items of `a,b,c`. */
export const partsOf = (text: string): readonly string[] => text.split(',').map((part) => part.trim());

/** @returns whether a text that stands for a list is `key:value,other:value`, a list of one map. */
export const isOneMap = (text: string, items: Parameter): boolean =>
  kindsOf(items).includes('object') && !text.includes('=');

/** @returns a map of `key=value,other=value`, undefined for what is none. */
function mapOf(
  text: string,
  sign: '=' | ':',
  { properties }: Parameter,
): Record<string, unknown> | undefined {
  if (text === '') return {};
  const pairs = pairsOf(text, sign);
  const entries = pairs?.map(([key, value]): [string, unknown] => {
    const property = properties && parameterOf(properties, key);
    return [key, property ? castText(value, property) : value];
  });
  if (!entries || entries.some(([, value]) => value === undefined)) return undefined;
  return Object.fromEntries(entries);
}

/** @returns keys and values of `key=value,other=value`; undefined for what is none. */
export function pairsOf(
  text: string,
  sign: '=' | ':',
): readonly (readonly [key: string, value: string])[] | undefined {
  const pairs: [string, string][] = [];
  for (const pair of text.split(',')) {
    const at = pair.indexOf(sign);
    const key = pair.slice(0, at).trim();
    if (at < 0 || key === '') return undefined;
    pairs.push([key, pair.slice(at + 1).trim()]);
  }
  return pairs;
}
