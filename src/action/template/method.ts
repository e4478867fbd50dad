import { Arguments, type Given } from './arguments.ts';
import type { Budget } from './budget.ts';
import { TemplateError } from './error.ts';
import { joined, pairsOf } from './list-filters.ts';
import { formatted } from './printf.ts';
import { offsetsOf, partedBy } from './search.ts';
import { capitalized, replaced, stripped, titled } from './text-filters.ts';
import { areEqual, at, isList, isMapping, itemsOf, kindOf, textOf, Undefined, type Value } from './value.ts';

interface Method<V> {
  readonly parameters: readonly string[];
  call(value: V, args: Arguments, budget: Budget): Value;
}

const method = <V>(parameters: readonly string[], call: Method<V>['call']): Method<V> => ({
  parameters,
  call,
});
const changed = (change: (text: string) => string): Method<string> => method([], change);

const strip = (ends: 'both' | 'left' | 'right'): Method<string> =>
  method(['chars'], (text, args, budget) => stripped(text, args.text('chars'), budget, ends));

const edge = (has: (text: string, part: string) => boolean): Method<string> =>
  method(['part'], (text, args, budget) => {
    const part = args.value('part');
    if (part === undefined || !isList(part)) return has(text, args.needed('part'));
    return part.some((one) => {
      budget.spend(1);
      budget.read(one);
      return typeof one === 'string' && has(text, one);
    });
  });

const only = (letters: RegExp): Method<string> => method([], (text) => letters.test(text));

/** Methods of Python's texts that templates use. */
const OF_TEXTS: Readonly<Record<string, Method<string>>> = {
  upper: changed((text) => text.toUpperCase()),
  lower: changed((text) => text.toLowerCase()),
  title: changed(titled),
  capitalize: changed(capitalized),
  strip: strip('both'),
  lstrip: strip('left'),
  rstrip: strip('right'),
  startswith: edge((text, part) => text.startsWith(part)),
  endswith: edge((text, part) => text.endsWith(part)),
  isdigit: only(/^\p{Nd}+$/u),
  isalpha: only(/^\p{L}+$/u),
  isalnum: only(/^[\p{L}\p{Nd}]+$/u),
  find: method(['sub'], (text, args, budget) => {
    const sub = args.needed('sub');
    return sub === '' ? 0 : (offsetsOf(sub, text, budget, 1)[0] ?? -1);
  }),
  count: method(['sub'], (text, args, budget) => {
    const sub = args.needed('sub');
    return sub === '' ? itemsOf(text, budget).length + 1 : offsetsOf(sub, text, budget).length;
  }),
  replace: method(['old', 'new', 'count'], (text, args, budget) =>
    replaced(text, args.needed('old'), args.needed('new'), args.number('count') ?? -1, budget),
  ),
  join: method(['iterable'], (text, args, budget) => {
    const items = itemsOf(args.value('iterable') ?? [], budget);
    return joined(
      items.map((item) => textOf(item, budget)),
      text,
      budget,
    );
  }),
  split: method(['sep', 'maxsplit'], (text, args, budget) => {
    return split(text, args.text('sep'), args.number('maxsplit') ?? -1, budget);
  }),
  splitlines: method([], (text, _, budget) => {
    const lines = text.split(/\r\n|\r|\n/);
    budget.spend(lines.length);
    return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  }),
};

/** Python's `split`: without a separator by any blanks, which do not count at the ends. */
function split(text: string, separator: string | undefined, most: number, budget: Budget): readonly string[] {
  if (separator === '') throw new TemplateError('wrong_kind', '`split` needs a separator that is not empty');
  if (separator !== undefined) return partedBy(separator, text, budget, most < 0 ? Infinity : most);
  const parts = text
    .trim()
    .split(/\s+/)
    .filter((part) => part !== '');
  budget.spend(parts.length);
  if (most < 0 || parts.length <= most + 1) return parts;
  return [...parts.slice(0, most), parts.slice(most).join(' ')];
}

/** Methods of Python's dicts, those of Python 2 among them, which StackStorm's older packs use. */
const OF_MAPS: Readonly<Record<string, Method<Value>>> = {
  items: method([], (map, _, budget) => pairsOf(map, 'items', budget)),
  keys: method([], (map, _, budget) => pairsOf(map, 'keys', budget).map(([key]) => key)),
  values: method([], (map, _, budget) => pairsOf(map, 'values', budget).map(([, value]) => value)),
  get: method(['key', 'default'], (map, args) => {
    const key = args.value('key');
    const found = isMapping(map) && typeof key === 'string' ? at(map, key) : undefined;
    return found ?? args.value('default') ?? null;
  }),
};

const OF_LISTS: Readonly<Record<string, Method<readonly Value[]>>> = {
  count: method(['value'], (list, args, budget) => {
    const wanted = args.value('value') ?? null;
    return list.filter((item) => areEqual(item, wanted, budget)).length;
  }),
  index: method(['value'], (list, args, budget) => {
    const wanted = args.value('value') ?? null;
    const found = list.findIndex((item) => areEqual(item, wanted, budget));
    if (found < 0) throw new TemplateError('wrong_kind', '`index` is asked for what is not in the list');
    return found;
  }),
  // What Python 2 has of what selectattr makes.
  next: method([], (list) => list[0] ?? new Undefined('the first item')),
};

const PYTHON_2: Readonly<Record<string, string>> = {
  iteritems: 'items',
  itervalues: 'values',
  iterkeys: 'keys',
};

/** Names of all methods. */
export const METHODS: readonly string[] = [OF_TEXTS, OF_MAPS, OF_LISTS]
  .flatMap((methods) => Object.keys(methods))
  .concat(Object.keys(PYTHON_2), 'format', 'cycle');

/** Calls a method of a value by its name. Methods of JavaScript are not among them. */
export function called(value: Value, written: string, given: Given, budget: Budget): Value {
  const name = (Object.hasOwn(PYTHON_2, written) && PYTHON_2[written]) || written;
  budget.read(value);
  if (typeof value === 'string' && name === 'format') return braces(value, given, budget);
  const found =
    typeof value === 'string'
      ? bound(OF_TEXTS, value, name)
      : isList(value)
        ? bound(OF_LISTS, value, name)
        : isMapping(value)
          ? bound<Value>(OF_MAPS, value, name)
          : undefined;
  if (found) return found(given, budget);
  if (value instanceof Undefined) {
    throw new TemplateError('undefined', `\`${value.what}\` is not there, so it has no \`.${written}()\``);
  }
  throw new TemplateError('unsupported', `${kindOf(value)} has no method \`.${written}()\` here`);
}

function bound<V extends Value>(
  methods: Readonly<Record<string, Method<V>>>,
  value: V,
  name: string,
): ((given: Given, budget: Budget) => Value) | undefined {
  const found = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (!found) return undefined;
  return (given, budget) => found.call(value, new Arguments(`.${name}()`, found.parameters, given), budget);
}

/** `'{} of {n}'.format(1, n=2)`; what follows a name in the braces is as in `%`: `{:.2f}`. */
function braces(text: string, { positional, named }: Given, budget: Budget): string {
  let next = 0;
  const made = text.replace(
    /\{\{|\}\}|\{(\w*)(?::([^{}]*))?\}/g,
    (whole, name: string | undefined, style: string | undefined) => {
      if (name === undefined) return whole.slice(1);
      const value = /^\d+$/.test(name)
        ? positional[Number(name)]
        : name === ''
          ? positional[next++]
          : named.get(name);
      if (value === undefined) throw new TemplateError('wrong_kind', '`format` has more places than values');
      const shown = style
        ? formatted(`%${/[sdfxX]$/.test(style) ? style : `${style}s`}`, [value], budget)
        : textOf(value, budget);
      budget.text(shown.length);
      return shown;
    },
  );
  budget.text(made.length);
  return made;
}
