import type { Budget } from './budget.ts';
import { TemplateError } from './error.ts';

/** What a name or an attribute stands for that is not there: shown as nothing, and without attributes. */
export class Undefined {
  /** As the template has it, for messages. */
  readonly what: string;

  constructor(what: string) {
    this.what = what;
  }
}

/** What `namespace()` makes: values that a loop can set for what comes after it. */
export class Namespace {
  readonly values = new Map<string, Value>();
}

export interface Mapping {
  readonly [key: string]: Value;
}

/** What templates work with: JSON's values, and what is not there. */
export type Value = null | boolean | number | string | readonly Value[] | Mapping | Undefined | Namespace;

/** Lists and maps in each other deeper than this are not shown. */
const DEEPEST = 100;

/**
 * @returns what came from outside of the template, as a value of it.
 * @throws {TemplateError} for anything but data: nothing of JavaScript's functions and classes is reached.
 */
export function valueOf(given: unknown, what: string): Value {
  switch (typeof given) {
    case 'undefined':
      return new Undefined(what);
    case 'boolean':
    case 'number':
    case 'string':
      return given;
    case 'object':
      if (given === null || Array.isArray(given) || isPlain(given)) return given as Value;
      if (given instanceof Undefined || given instanceof Namespace) return given;
      break;
    default:
  }
  throw new TemplateError('wrong_kind', `\`${what}\` is neither text, number, list nor map`);
}

/** Also of objects that another realm made, as the sandbox of workflows is one. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

export const isMapping = (value: Value): value is Mapping =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Undefined) &&
  !(value instanceof Namespace);

/** @returns the value at an own key of a map, never anything that JavaScript's objects have besides. */
export function at(map: Mapping, key: string): Value | undefined {
  return Object.hasOwn(map, key) ? valueOf(map[key], key) : undefined;
}

/** @returns a map with these entries; `__proto__` is a key as any other. */
export function mappingOf(entries: Iterable<readonly [string, Value]>): Mapping {
  const map = Object.create(null) as Record<string, Value>;
  for (const [key, value] of entries) map[key] = value;
  return map;
}

/** @returns whether a value counts as true, as in Python. */
export function isTrue(value: Value): boolean {
  if (value instanceof Undefined) return false;
  if (isList(value)) return value.length > 0;
  if (isMapping(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** @returns the kind of a value, for people. */
export function kindOf(value: Value): string {
  if (value === null) return 'none';
  if (value instanceof Undefined) return 'nothing';
  if (value instanceof Namespace) return 'a namespace';
  if (isList(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return { string: 'a text', number: 'a number', boolean: 'true or false' }[
    typeof value as 'string' | 'number' | 'boolean'
  ];
}

/** @returns a value as it is shown: lists and maps as Python shows them, so that StackStorm's templates look the same. */
export function textOf(value: Value, budget: Budget): string {
  if (typeof value === 'string') return value;
  if (value instanceof Undefined) return '';
  return shown(value, budget, 0);
}

function shown(value: Value, budget: Budget, depth: number): string {
  budget.spend(1);
  if (depth > DEEPEST) throw new TemplateError('too_long', `a value is more than ${DEEPEST} levels deep`);
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return quoted(value, budget);
  if (value instanceof Undefined) return 'Undefined';
  if (value instanceof Namespace) throw new TemplateError('wrong_kind', 'a namespace cannot be shown');
  const [open, close, parts] = isList(value)
    ? (['[', ']', value.map((item) => shown(valueOf(item, 'an item'), budget, depth + 1))] as const)
    : ([
        '{',
        '}',
        Object.keys(value).map(
          (key) => `${quoted(key, budget)}: ${shown(at(value, key) ?? null, budget, depth + 1)}`,
        ),
      ] as const);
  budget.text(parts.reduce((sum, part) => sum + part.length + 2, 0));
  return `${open}${parts.join(', ')}${close}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** @returns a text as Python's `repr` writes it. */
function quoted(text: string, budget: Budget): string {
  budget.text(text.length);
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[\\\p{Cc}]/gu, (one) => {
    const code = one.charCodeAt(0).toString(16).padStart(2, '0');
    return ESCAPES[one] ?? `\\x${code}`;
  });
  return `${quote}${quote === "'" ? escaped.replaceAll("'", "\\'") : escaped}${quote}`;
}

/** @returns whether two values are equal, as in Python: lists and maps by what is in them, `True` as 1. */
export function areEqual(one: Value, other: Value, budget: Budget, depth = 0): boolean {
  budget.spend(1);
  if (depth > DEEPEST) throw new TemplateError('too_long', `a value is more than ${DEEPEST} levels deep`);
  if (one instanceof Undefined || other instanceof Undefined) {
    return one instanceof Undefined && other instanceof Undefined;
  }
  if (isList(one) && isList(other)) {
    return (
      one.length === other.length &&
      one.every((item, n) => areEqual(item, other[n] ?? null, budget, depth + 1))
    );
  }
  if (isMapping(one) && isMapping(other)) {
    const keys = Object.keys(one);
    if (keys.length !== Object.keys(other).length) return false;
    return keys.every((key) => {
      const there = at(other, key);
      return there !== undefined && areEqual(at(one, key) ?? null, there, budget, depth + 1);
    });
  }
  if (typeof one === 'string' && typeof other === 'string' && one.length === other.length) budget.read(one);
  return numeric(one) === numeric(other);
}

const numeric = (value: Value): Value => (typeof value === 'boolean' ? Number(value) : value);

/**
 * @returns below, at or above zero, as one value comes before, with or after another.
 * @throws {TemplateError} where Python has no order either.
 */
export function compare(one: Value, other: Value, budget: Budget): number {
  budget.spend(1);
  const [a, b] = [numeric(one), numeric(other)];
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') {
    budget.read(a.length < b.length ? a : b);
    return a < b ? -1 : a > b ? 1 : 0;
  }
  if (isList(a) && isList(b)) {
    for (let n = 0; n < Math.min(a.length, b.length); n++) {
      const [x, y] = [a[n] ?? null, b[n] ?? null];
      if (!areEqual(x, y, budget)) return compare(x, y, budget);
    }
    return a.length - b.length;
  }
  throw new TemplateError(
    a instanceof Undefined || b instanceof Undefined ? 'undefined' : 'wrong_kind',
    `${nameOf(a)} and ${nameOf(b)} have no order`,
  );
}

/** @returns the kind of a value, and of what is not there how it is called. */
export const nameOf = (value: Value): string =>
  value instanceof Undefined ? `\`${value.what}\`, which is not there,` : kindOf(value);

/** @returns what a loop goes over: the items of a list, the keys of a map, the characters of a text, nothing of nothing. */
export function itemsOf(value: Value, budget: Budget): readonly Value[] {
  budget.read(value);
  if (isList(value)) return value.map((item) => valueOf(item, 'an item'));
  if (isMapping(value)) return Object.keys(value);
  if (value instanceof Undefined) return [];
  if (typeof value === 'string') {
    budget.spend(value.length);
    return Array.from(value);
  }
  throw new TemplateError('wrong_kind', `${kindOf(value)} has no items to go through`);
}
