import { RE2JS } from 're2js';
import { didYouMean } from '../command/nearest.ts';
import { kindsOf, parameterOf, type Kind, type Parameter } from './parameter.ts';
import { counted } from '../text/counted.ts';

const IS: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isSafeInteger(value),
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  array: (value) => Array.isArray(value),
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  null: (value) => value === null,
};

const WORDS: Readonly<Record<Kind, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list: `a,b,c`, or JSON',
  object: 'a map: `key=value,other=value`, or JSON',
  null: 'none',
};

/** How many allowed values an answer lists. */
const LISTED = 20;

/** @returns what a parameter has to be, for people: `must be a whole number`. */
export const wanted = (parameter: Parameter): string =>
  `must be ${kindsOf(parameter)
    .map((kind) => WORDS[kind])
    .join(', or ')}`;

/** @returns why a value is none that a parameter may have; undefined: it may. The value is not in it, as it may be secret. */
export function misfit(value: unknown, parameter: Parameter): string | undefined {
  const isOfKind = parameter.type === undefined || kindsOf(parameter).some((kind) => IS[kind](value));
  if (!isOfKind) return wanted(parameter);
  if (parameter.enum && !parameter.enum.some((allowed) => isSame(allowed, value))) {
    return parameter.secret ? 'is none of the values that it may have' : `must be ${oneOf(parameter.enum)}`;
  }
  if (typeof value === 'string') return misfitOfText(value, parameter);
  if (typeof value === 'number') return misfitOfNumber(value, parameter);
  if (Array.isArray(value)) return misfitOfList(value, parameter);
  return typeof value === 'object' && value !== null
    ? misfitOfMap(value as Record<string, unknown>, parameter)
    : undefined;
}

function oneOf(allowed: readonly unknown[]): string {
  const listed = allowed.slice(0, LISTED).map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  return allowed.length === 1
    ? (listed[0] ?? '')
    : `one of ${listed.join(', ')}${allowed.length > LISTED ? ', …' : ''}`;
}

const isSame = (one: unknown, other: unknown): boolean =>
  one === other ||
  (typeof one === 'object' && typeof other === 'object' && JSON.stringify(one) === JSON.stringify(other));

function misfitOfText(
  value: string,
  { minLength, maxLength, pattern, patternMeans }: Parameter,
): string | undefined {
  const { length } = Array.from(value);
  if (minLength !== undefined && length < minLength)
    return `must have at least ${counted(minLength, 'character')}`;
  if (maxLength !== undefined && length > maxLength)
    return `must have at most ${counted(maxLength, 'character')}`;
  if (pattern !== undefined && !RE2JS.compile(pattern).matcher(value).find())
    return patternMeans === undefined ? `must match \`${pattern}\`` : `must be ${patternMeans}`;
  return undefined;
}

function misfitOfNumber(value: number, { minimum, maximum }: Parameter): string | undefined {
  if (minimum !== undefined && value < minimum) return `must be at least ${minimum}`;
  if (maximum !== undefined && value > maximum) return `must be at most ${maximum}`;
  return undefined;
}

function misfitOfList(
  value: readonly unknown[],
  { minItems, maxItems, items }: Parameter,
): string | undefined {
  if (minItems !== undefined && value.length < minItems)
    return `must have at least ${counted(minItems, 'item')}`;
  if (maxItems !== undefined && value.length > maxItems)
    return `must have at most ${counted(maxItems, 'item')}`;
  if (items === undefined) return undefined;
  for (const [n, item] of value.entries()) {
    const reason = misfit(item, items);
    if (reason !== undefined) return `item ${n + 1} ${reason}`;
  }
  return undefined;
}

function misfitOfMap(value: Readonly<Record<string, unknown>>, parameter: Parameter): string | undefined {
  const { properties, additionalProperties } = parameter;
  if (properties === undefined) return undefined;
  for (const [key, { required }] of Object.entries(properties)) {
    if (required && !Object.hasOwn(value, key)) return `needs \`${key}\``;
  }
  for (const [key, one] of Object.entries(value)) {
    const property = parameterOf(properties, key);
    const reason = property && misfit(one, property);
    if (reason !== undefined) return `\`${key}\` ${reason}`;
    if (!property && additionalProperties === false) {
      return `has no key of that name: \`${key.slice(0, 40)}\`.${didYouMean(key, Object.keys(properties))}`;
    }
  }
  return undefined;
}
