import { TreeInterpreter, type JSONValue } from '@jmespath-community/jmespath';
import type { Delivery } from '../../inbox/delivery.ts';
import { bounded } from '../../inbox/bounded.ts';
import type { Reading } from '../../inbox/reading.ts';
import type { Alert } from '../alert.ts';
import { instantOf } from '../reading/instant.ts';
import { withinBounds } from '../reading/within-bounds.ts';
import { applied, type Expression } from './expression.ts';
import { isEachNamed, type CompiledMapping } from './mapping.ts';
import { statusOf } from './status.ts';
import { isTimeOut, withinTime } from './within-time.ts';

/** Most alerts of one body. */
const MOST = 5_000;
/** How long all expressions of a body may take, in milliseconds. */
const TIME_MS = 500;

/** A body that is not as the mapping says; the message names the setting. */
class Unlike extends Error {}

/**
 * Reads any JSON by a mapping.
 * @returns its alerts; ignored when it has none; `unparsed` with the field of the mapping that does not fit, or when the
 * expressions took too long.
 */
export function readJson(
  { body, receivedAt }: Pick<Delivery, 'body' | 'receivedAt'>,
  mapping: CompiledMapping,
): Reading {
  let written: JSONValue;
  try {
    written = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as JSONValue;
  } catch {
    return { kind: 'unparsed', reason: 'the body is no JSON in UTF-8' };
  }
  try {
    return withinTime(() => readingOf(written, mapping, receivedAt), TIME_MS);
  } catch (error) {
    if (isTimeOut(error))
      return {
        kind: 'unparsed',
        reason: `the expressions of mapping took longer than ${TIME_MS} ms on this body`,
      };
    const reason = error instanceof Error ? error.message : 'the mapping cannot be applied';
    return { kind: 'unparsed', reason: bounded(reason, 500) };
  }
}

function readingOf(body: JSONValue, mapping: CompiledMapping, receivedAt: number): Reading {
  const items = itemsOf(body, mapping.each);
  const real = items.filter((item) => {
    if (mapping.when === undefined) return true;
    const value = valueOf('when', mapping.when, item, body);
    return value !== false && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
  });
  if (real.length === 0)
    return { kind: 'ignored', reason: 'by mapping.each and mapping.when it has no alert' };
  const taken = real.slice(0, MOST);
  return {
    kind: 'read',
    alerts: taken.map((item) => withinBounds(alertOf(item, body, mapping, receivedAt))),
    ...(taken.length < real.length && {
      notes: [`Of ${real.length} alerts only the first ${MOST} were taken.`],
    }),
  };
}

function itemsOf(body: JSONValue, each: Expression | undefined): readonly JSONValue[] {
  const items = each === undefined ? body : valueOf('each', each, body, body);
  if (Array.isArray(items)) return items;
  if (each === undefined) return [items];
  if (items === null) return [];
  throw new Unlike('mapping.each does not come to a list');
}

function alertOf(item: JSONValue, body: JSONValue, mapping: CompiledMapping, receivedAt: number): Alert {
  const of = (name: string, expression: Expression | undefined): JSONValue =>
    expression === undefined ? null : valueOf(name, expression, item, body);
  const key = textOf(of('key', mapping.key));
  if (key === undefined) throw new Unlike('mapping.key comes to nothing');
  const word = textOf(of('status', mapping.status));
  const status = word === undefined ? undefined : statusOf(word);
  if (status === undefined) {
    const came = word === undefined ? 'nothing' : JSON.stringify(bounded(word, 60));
    throw new Unlike(`mapping.status comes to ${came}: map it to 'firing', 'acknowledged' or 'resolved'`);
  }
  const description = textOf(of('description', mapping.description));
  const group = textOf(of('group', mapping.group));
  const pairs = (name: 'labels' | 'links') => {
    const named = mapping[name];
    if (named === undefined) return [];
    if (!isEachNamed(named)) return pairsOf(of(name, named));
    return named.map(([one, expression]) => [one, of(`${name}.${one}`, expression)] as const);
  };
  const texts = (name: 'labels' | 'links') =>
    pairs(name).flatMap(([one, value]) => {
      const text = textOf(value);
      return text === undefined ? [] : [[one, text] as const];
    });
  return {
    key,
    status,
    title: textOf(of('title', mapping.title)) ?? key,
    ...(description !== undefined && { description }),
    labels: Object.fromEntries(texts('labels')),
    startedAt: startOf(of('startedAt', mapping.startedAt), receivedAt),
    ...(status === 'resolved' && { endedAt: receivedAt }),
    links: texts('links').map(([title, url]) => ({ title, url })),
    ...(group !== undefined && { group }),
  };
}

/** @throws Unlike that names the field of the mapping. */
function valueOf(name: string, expression: Expression, item: JSONValue, body: JSONValue): JSONValue {
  try {
    return TreeInterpreter.search(applied(expression, item), body);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new Unlike(`mapping.${name}: ${error.message}`);
  }
}

/** @returns a text of a single value, or of a list of them; undefined for anything else and for nothing. */
function textOf(value: JSONValue): string | undefined {
  if (Array.isArray(value)) {
    const parts = value.map(textOf).filter((part) => part !== undefined);
    return parts.length > 0 ? parts.join(', ') : undefined;
  }
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value);
  return text.trim() === '' ? undefined : text;
}

function pairsOf(value: JSONValue): readonly (readonly [string, JSONValue])[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** Seconds since 1970 until the year 5138; beyond that number, milliseconds. */
const MOST_SECONDS = 1e11;

function startOf(value: JSONValue, receivedAt: number): number {
  const number = typeof value === 'string' && /^\d{9,16}(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
  if (typeof number === 'number') {
    const at = Math.round(number < MOST_SECONDS ? number * 1_000 : number);
    return at > 0 ? Math.min(at, receivedAt) : receivedAt;
  }
  return (typeof value === 'string' ? instantOf(value, receivedAt) : undefined) ?? receivedAt;
}
