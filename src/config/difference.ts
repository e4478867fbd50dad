import { isDeepStrictEqual } from 'node:util';
import { bounded } from '../text/bounded.ts';
import { readDocument } from './document.ts';
import { aligned, nameOf, type Pair } from './alignment.ts';
import { formatPath, type Path } from './problem.ts';
import { isMapping } from './schema-walk.ts';

/** One thing in which two configurations differ. */
export interface Change {
  readonly path: Path;
  readonly kind: 'added' | 'removed' | 'changed';
  /** In words: `policy payments, step 2, wait: 5m → 10m`. */
  readonly text: string;
}

/** What one entry of a section is called. */
const ENTRY: Readonly<Record<string, string>> = {
  chat: 'provider instance',
  integrations: 'integration',
  maintenance: 'maintenance',
  trackers: 'tracker',
  actions: 'action',
  routes: 'route',
  runbooks: 'runbook',
  people: 'person',
  teams: 'team',
  services: 'service',
  holidays: 'holidays',
  businessHours: 'business hours',
  schedules: 'schedule',
  escalation: 'policy',
  tenants: 'tenant',
};
/** What one item of a list is called. */
const ITEM: Readonly<Record<string, string>> = { steps: 'step', layers: 'layer' };
/** Longest value that is shown, in characters. */
const SHOWN = 80;

/**
 * Compares two configurations as they are written.
 * @returns every difference, as deep down as it can be named, in the order of the newer one.
 */
export function differences(before: unknown, after: unknown): Change[] {
  return between(before, after, []);
}

function between(before: unknown, after: unknown, path: Path): Change[] {
  if (isDeepStrictEqual(before, after)) return [];
  const change = (kind: Change['kind'], what: string): Change[] => [
    { path, kind, text: [wordsOf(path), what].filter(Boolean).join(kind === 'changed' ? ': ' : ' ') },
  ];
  if (isMapping(before) && isMapping(after)) {
    const keys = new Set([...Object.keys(after), ...Object.keys(before)]);
    return [...keys].flatMap((key) => between(own(before, key), own(after, key), [...path, key]));
  }
  // A section that comes or goes is its entries.
  if (path.length < 2 && isMapping(after ?? before)) return between(before ?? {}, after ?? {}, path);
  const isAliasFile = path.at(-2) === 'contents';
  if (before === undefined) return change('added', `added${isAliasFile ? '' : valued(after)}`);
  if (after === undefined) return change('removed', `removed${isAliasFile ? '' : valued(before)}`);
  if (isList(before) && isList(after)) {
    const deep = before.every(isMapping) && after.every(isMapping);
    if (deep) {
      const pairs = aligned(before, after);
      const changes = pairs.flatMap(([was, is]) => {
        const [one, other] = [was === undefined ? was : before[was], is === undefined ? is : after[is]];
        return between(one, other, [...path, is ?? was ?? 0]);
      });
      const order = reordered(pairs, after);
      return order === undefined ? changes : [...changes, ...change('changed', order)];
    }
    const added = after.filter((one) => !before.some((other) => isDeepStrictEqual(one, other)));
    const gone = before.filter((one) => !after.some((other) => isDeepStrictEqual(one, other)));
    const parts = [...added.map((one) => `+ ${shown(one)}`), ...gone.map((one) => `– ${shown(one)}`)];
    return change('changed', parts.length > 0 ? parts.join(', ') : `now in the order ${shown(after)}`);
  }
  if (isAliasFile) {
    const [was, is] = [readYaml(before), readYaml(after)];
    if (isMapping(was) && isMapping(is)) return between(was, is, path);
    return change('changed', `the file, now with ${lines(after)} lines in place of ${lines(before)}`);
  }
  if (path.at(-2) === 'calendar' && path.at(-1) === 'content')
    return change('changed', `the calendar, now with ${lines(after)} lines in place of ${lines(before)}`);
  return change('changed', `${shown(before)} → ${shown(after)}`);
}

/** @returns what is said of items that are known by name and stand in another order. */
function reordered(pairs: readonly Pair[], after: readonly Record<string, unknown>[]): string | undefined {
  const both = pairs.filter(([was, is]) => was !== undefined && is !== undefined);
  const sorted = both.every(([was], n) => n === 0 || (both[n - 1]?.[0] ?? 0) < (was ?? 0));
  return sorted ? undefined : `now in the order ${shown(after.map(nameOf))}`;
}

/** @returns what a file says that is kept as text; undefined when it is no YAML. */
function readYaml(text: unknown): unknown {
  return typeof text === 'string' ? readDocument(text).value : undefined;
}

function lines(value: unknown): number {
  return String(value).trimEnd().split('\n').length;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function own(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** What is small is shown as it is; an entry is known by its key. */
function valued(value: unknown): string {
  return isMapping(value) ? '' : `: ${shown(value)}`;
}

function shown(value: unknown): string {
  return bounded(typeof value === 'string' ? value : JSON.stringify(value), SHOWN);
}

/** @returns a path in the words of the field: `policy payments, step 2, wait`. */
export function wordsOf(path: Path): string {
  const [section, key, ...rest] = path;
  if (section === 'tenants' && key !== undefined)
    return [`tenant ${String(key)}`, wordsOf(rest)].filter(Boolean).join(': ');
  if (section === 'aliases' && key !== undefined) {
    const [inner, file, ...more] = rest;
    const named = inner === 'contents' && file !== undefined;
    const what = named ? [`alias file ${String(file)}`, ...more] : [`aliases ${Number(key) + 1}`, ...rest];
    return what.map((part) => (typeof part === 'number' ? part + 1 : part)).join(', ');
  }
  const noun = typeof section === 'string' ? ENTRY[section] : undefined;
  if (noun === undefined || key === undefined) return formatPath(path);
  const parts: string[] = [`${noun} ${String(key)}`];
  for (const [n, part] of rest.entries()) {
    const list = rest[n - 1];
    if (typeof part === 'number' && typeof list === 'string' && ITEM[list] !== undefined) continue;
    const next = rest[n + 1];
    const item = typeof part === 'string' ? ITEM[part] : undefined;
    if (item !== undefined && typeof next === 'number') parts.push(`${item} ${next + 1}`);
    else parts.push(typeof part === 'number' ? `${part + 1}` : part);
  }
  return parts.join(', ');
}
