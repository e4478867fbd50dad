import type { Given } from './arguments.ts';
import type { Budget } from './budget.ts';
import { TemplateError } from './error.ts';
import { filter, type Filter, type Rendering } from './filter.ts';
import { operated } from './operator.ts';
import {
  areEqual,
  at,
  compare,
  isList,
  isMapping,
  isTrue,
  itemsOf,
  kindOf,
  textOf,
  Undefined,
  valueOf,
  type Value,
} from './value.ts';

/** @returns what stands at a path such as `parent.name` or `0`, undefined where there is nothing. */
export function attributeOf(value: Value, path: string): Value {
  let found = value;
  for (const key of path.split('.')) {
    if (isMapping(found)) found = at(found, key) ?? new Undefined(path);
    else if (isList(found) && /^\d+$/.test(key)) found = valueOf(found[Number(key)], path);
    else return new Undefined(path);
  }
  return found;
}

/** @returns what is compared of an item: it, or an attribute of it; texts in lower case unless their case counts. */
function keyed(args: {
  value(name: string): Value | undefined;
  flag(name: string): boolean;
}): (item: Value) => Value {
  const attribute = args.value('attribute');
  const path = typeof attribute === 'string' || typeof attribute === 'number' ? String(attribute) : undefined;
  const exact = args.flag('case_sensitive');
  return (item) => {
    const key = path === undefined ? item : attributeOf(item, path);
    return typeof key === 'string' && !exact ? key.toLowerCase() : key;
  };
}

function sorted(
  items: readonly Value[],
  key: (item: Value) => Value,
  reverse: boolean,
  budget: Budget,
): Value[] {
  const sign = reverse ? -1 : 1;
  return items
    .map((item) => ({ item, key: key(item) }))
    .sort((a, b) => sign * compare(a.key, b.key, budget))
    .map(({ item }) => item);
}

const extreme = (sign: 1 | -1): Filter =>
  filter(['case_sensitive', 'attribute'], (value, args, { budget }) => {
    const key = keyed(args);
    const items = itemsOf(value, budget);
    return items.reduce(
      (best: Value, item, n) => (n === 0 || sign * compare(key(item), key(best), budget) < 0 ? item : best),
      new Undefined('an item of an empty list'),
    );
  });

/** @param wanted whether items are kept that pass the test, or those that do not. @param of an attribute of them. */
const selection = (wanted: boolean, of: 'item' | 'attribute'): Filter =>
  filter(['rest'], (value, _, rendering, { positional }) => {
    const [path, ...rest] = of === 'attribute' ? positional : [undefined, ...positional];
    const [test, argument] = rest;
    return itemsOf(value, rendering.budget).filter((item) => {
      const tested = path === undefined ? item : attributeOf(item, textOf(path, rendering.budget));
      const passes =
        test === undefined
          ? isTrue(tested)
          : rendering.test(textOf(test, rendering.budget), tested, argument);
      return passes === wanted;
    });
  });

/** `map(attribute='name')`, `map('upper')`, `map('replace', 'a', 'b')`. */
function mapped(items: readonly Value[], { positional, named }: Given, rendering: Rendering): Value {
  const [name, ...rest] = positional;
  const attribute = named.get('attribute');
  if (attribute !== undefined) {
    const path = textOf(attribute, rendering.budget);
    return items.map((item) => {
      const found = attributeOf(item, path);
      return found instanceof Undefined ? (named.get('default') ?? found) : found;
    });
  }
  if (name === undefined)
    throw new TemplateError('wrong_kind', '`map` needs `attribute=` or the name of a filter');
  const filtered = textOf(name, rendering.budget);
  return items.map((item) => rendering.filter(filtered, item, { positional: rest, named }));
}

const items = filter([], (value, _, { budget }) => pairsOf(value, 'items', budget));

/** @returns the keys and values of a map. */
export function pairsOf(value: Value, of: string, budget: Budget): readonly (readonly [string, Value])[] {
  if (value instanceof Undefined) return [];
  if (!isMapping(value))
    throw new TemplateError('wrong_kind', `\`${of}\` is for maps, not for ${kindOf(value)}`);
  budget.read(value);
  return Object.keys(value).map((key) => [key, at(value, key) ?? null] as const);
}

const length = filter([], (value, _, { budget }) => {
  budget.read(value);
  if (typeof value === 'string') return lengthOf(value);
  if (isMapping(value)) return Object.keys(value).length;
  return itemsOf(value, budget).length;
});

/** @returns the number of characters of a text; a surrogate pair is one. */
const lengthOf = (text: string): number =>
  text.length - (text.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0);

/** Joins texts. @throws {TemplateError} when it is too long. */
export function joined(parts: readonly string[], by: string, budget: Budget): string {
  budget.text(parts.reduce((sum, part) => sum + part.length + by.length, 0));
  return parts.join(by);
}

const MOST_PARTS = 10_000;
const whole = (of: string, given: number | undefined): number => {
  if (given !== undefined && Number.isInteger(given) && given > 0 && given <= MOST_PARTS) return given;
  throw new TemplateError('wrong_kind', `\`${of}\` needs a whole number from 1 to ${MOST_PARTS}`);
};

/** Jinja's filters of lists and maps: https://jinja.palletsprojects.com/en/stable/templates/#builtin-filters */
export const LIST_FILTERS: Readonly<Record<string, Filter>> = {
  length,
  count: length,
  list: filter([], (value, _, { budget }) => itemsOf(value, budget)),
  first: filter([], (value, _, { budget }) => itemsOf(value, budget)[0] ?? new Undefined('the first item')),
  last: filter([], (value, _, { budget }) => itemsOf(value, budget).at(-1) ?? new Undefined('the last item')),
  join: filter(['d', 'attribute'], (value, args, { budget }) => {
    const path = args.text('attribute');
    const parts = itemsOf(value, budget).map((item) =>
      textOf(path === undefined ? item : attributeOf(item, path), budget),
    );
    return joined(parts, textOf(args.value('d') ?? '', budget), budget);
  }),
  sort: filter(['reverse', 'case_sensitive', 'attribute'], (value, args, { budget }) =>
    sorted(itemsOf(value, budget), keyed(args), args.flag('reverse'), budget),
  ),
  reverse: filter([], (value, _, { budget }) => {
    const turned = itemsOf(value, budget).toReversed();
    return typeof value === 'string' ? (turned as string[]).join('') : turned;
  }),
  unique: filter(['case_sensitive', 'attribute'], (value, args, { budget }) => {
    const key = keyed(args);
    const kept: { item: Value; key: Value }[] = [];
    for (const item of itemsOf(value, budget)) {
      const own = key(item);
      if (!kept.some((one) => areEqual(one.key, own, budget))) kept.push({ item, key: own });
    }
    return kept.map(({ item }) => item);
  }),
  min: extreme(1),
  max: extreme(-1),
  sum: filter(['attribute', 'start'], (value, args, { budget }) => {
    const path = args.value('attribute');
    return itemsOf(value, budget).reduce(
      (sum, item) =>
        operated('+', sum, path === undefined ? item : attributeOf(item, textOf(path, budget)), budget),
      args.value('start') ?? 0,
    );
  }),
  map: filter(['rest'], (value, _, rendering, given) =>
    mapped(itemsOf(value, rendering.budget), given, rendering),
  ),
  select: selection(true, 'item'),
  reject: selection(false, 'item'),
  selectattr: selection(true, 'attribute'),
  rejectattr: selection(false, 'attribute'),
  items,
  dictsort: filter(['case_sensitive', 'by', 'reverse'], (value, args, { budget }) => {
    const by = args.text('by') === 'value' ? 1 : 0;
    const key = (pair: Value): Value => {
      const part = (pair as readonly Value[])[by] ?? null;
      return typeof part === 'string' && !args.flag('case_sensitive') ? part.toLowerCase() : part;
    };
    return sorted(pairsOf(value, 'dictsort', budget), key, args.flag('reverse'), budget);
  }),
  groupby: filter(['attribute', 'default', 'case_sensitive'], (value, args, { budget }) => {
    const path = args.needed('attribute');
    const groups: { key: Value; items: Value[] }[] = [];
    for (const item of itemsOf(value, budget)) {
      const found = attributeOf(item, path);
      const key = found instanceof Undefined ? (args.value('default') ?? found) : found;
      const group = groups.find((one) => areEqual(one.key, key, budget));
      if (group) group.items.push(item);
      else groups.push({ key, items: [item] });
    }
    return groups
      .sort((a, b) => compare(a.key, b.key, budget))
      .map(({ key, items: grouped }) => [key, grouped]);
  }),
  batch: filter(['linecount', 'fill_with'], (value, args, { budget }) => {
    const size = whole('batch', args.number('linecount'));
    const all = itemsOf(value, budget);
    const rows = Array.from({ length: Math.ceil(all.length / size) }, (_, n) =>
      all.slice(n * size, (n + 1) * size),
    );
    const fill = args.value('fill_with');
    if (fill === undefined || rows.length === 0) return rows;
    const last = rows.at(-1) ?? [];
    return [...rows.slice(0, -1), [...last, ...Array<Value>(size - last.length).fill(fill)]];
  }),
  attr: filter(['name'], (value, args) =>
    isMapping(value)
      ? (at(value, args.needed('name')) ?? new Undefined(args.needed('name')))
      : new Undefined(args.needed('name')),
  ),
  default: filter(['default_value', 'boolean'], (value, args) => otherwise(value, args)),
  d: filter(['default_value', 'boolean'], (value, args) => otherwise(value, args)),
};

function otherwise(
  value: Value,
  args: { value(name: string): Value | undefined; flag(name: string): boolean },
): Value {
  const missing = value instanceof Undefined || (args.flag('boolean') && !isTrue(value));
  return missing ? (args.value('default_value') ?? '') : value;
}
