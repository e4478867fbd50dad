import { parse, stringify, YAMLError } from 'yaml';
import type { Budget } from './budget.ts';
import { TemplateError } from './error.ts';
import { at, isList, isMapping, kindOf, valueOf, type Value } from './value.ts';

/** How JSON is written: on one line, or with each level so many blanks further in. */
export interface JsonStyle {
  readonly indent?: number;
  readonly sorted?: boolean;
  /** Between items, and between a key and its value. */
  readonly separators?: readonly [item: string, key: string];
}

const DEEPEST = 100;
const MOST_INDENT = 16;

/** @returns a value as JSON. @throws {TemplateError} for what JSON does not have, and what is too long or too deep. */
export function jsonOf(value: Value, style: JsonStyle, budget: Budget): string {
  const indent = Math.min(MOST_INDENT, Math.max(0, Math.trunc(style.indent ?? 0)));
  const [comma, colon] = style.separators ?? [', ', ': '];
  return written(value, 0);

  function written(one: Value, depth: number): string {
    budget.spend(1);
    if (depth > DEEPEST) throw new TemplateError('too_long', `a value is more than ${DEEPEST} levels deep`);
    if (one === null || typeof one === 'boolean') return String(one);
    if (typeof one === 'number') return Number.isFinite(one) ? String(one) : 'null';
    if (typeof one === 'string') {
      budget.text(one.length);
      return JSON.stringify(one);
    }
    if (isList(one))
      return enclosed(
        '[',
        one.map((item) => written(valueOf(item, 'an item'), depth + 1)),
        ']',
        depth,
      );
    if (!isMapping(one)) throw new TemplateError('undefined', `${kindOf(one)} cannot be written as JSON`);
    const keys = Object.keys(one);
    if (style.sorted) keys.sort();
    const entries = keys.map(
      (key) => `${JSON.stringify(key)}${colon}${written(at(one, key) ?? null, depth + 1)}`,
    );
    return enclosed('{', entries, '}', depth);
  }

  function enclosed(open: string, parts: readonly string[], close: string, depth: number): string {
    const blanks = indent * (depth + 1);
    budget.text(parts.reduce((sum, part) => sum + part.length + comma.length + blanks + 1, 2));
    if (indent === 0 || parts.length === 0) return `${open}${parts.join(comma)}${close}`;
    const line = `\n${' '.repeat(blanks)}`;
    return `${open}${line}${parts.join(`${comma.trimEnd()}${line}`)}\n${' '.repeat(blanks - indent)}${close}`;
  }
}

/** @returns a value as YAML, keys in their alphabet's order, as StackStorm writes it. */
export function yamlOf(value: Value, indent: number | undefined, budget: Budget): string {
  // By way of JSON: nothing but data, once, and counted.
  const plain = JSON.parse(jsonOf(value, {}, budget)) as unknown;
  return stringify(plain, {
    sortMapEntries: true,
    indentSeq: false,
    indent: Math.min(MOST_INDENT, Math.max(1, Math.trunc(indent ?? 2))),
    aliasDuplicateObjects: false,
  });
}

/** What of a JSON text one step reads, and steps that one unit of a YAML text takes: parsing costs more than looking. */
const UNITS_A_STEP = 8;
const STEPS_A_UNIT = 4;

/** @returns what a JSON text says. */
export function fromJson(text: string, budget: Budget): Value {
  budget.spend(text.length / UNITS_A_STEP);
  try {
    return JSON.parse(text) as Value;
  } catch {
    throw new TemplateError('wrong_kind', 'a text is no JSON');
  }
}

/** @returns what a YAML text says. */
export function fromYaml(text: string, budget: Budget): Value {
  budget.spend(text.length * STEPS_A_UNIT);
  try {
    return valueOf(parse(text, { schema: 'core', logLevel: 'error', maxAliasCount: 10 }), 'YAML');
  } catch (error) {
    if (error instanceof YAMLError || error instanceof ReferenceError) {
      throw new TemplateError('wrong_kind', 'a text is no YAML');
    }
    throw error;
  }
}
