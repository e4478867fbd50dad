/** What a parameter may be, in the words of JSON Schema. */
export const KINDS = ['string', 'integer', 'number', 'boolean', 'array', 'object', 'null'] as const;
export type Kind = (typeof KINDS)[number];

/**
 * What an action takes under one name, as StackStorm's metadata of actions has it: JSON Schema, draft 4, with
 * `required`, `immutable`, `secret` and `position` (https://docs.stackstorm.com/actions.html#action-metadata).
 */
export interface Parameter {
  /** Absent: a text where it is said, and anything where it is not. */
  readonly type?: Kind | readonly Kind[] | undefined;
  readonly description?: string | undefined;
  /** A text in it may be a Jinja template. None is as if there were no default. */
  readonly default?: unknown;
  readonly required?: boolean | undefined;
  /** Whether it is always its default. */
  readonly immutable?: boolean | undefined;
  /** Whether nobody may see what it is. */
  readonly secret?: boolean | undefined;
  /** The only values that it may have. */
  readonly enum?: readonly unknown[] | undefined;
  /** Where it stands among the others, from 0; those without come behind, as they are written. */
  readonly position?: number | undefined;
  /** A regular expression in RE2's syntax that is found in a text. */
  readonly pattern?: string | undefined;
  /** What a text is in which it is found, for people, such as `a date such as 2026-11-22`. */
  readonly patternMeans?: string | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  /** What each item of a list is. */
  readonly items?: Parameter | undefined;
  /** What stands under the keys of an object. */
  readonly properties?: Parameters | undefined;
  /** Whether an object may have other keys too. Absent: it may. */
  readonly additionalProperties?: boolean | undefined;
}

/** What an action takes, by name. */
export type Parameters = Readonly<Record<string, Parameter>>;

/** @returns what a parameter may be, in the order in which it is tried. */
export function kindsOf({ type }: Parameter): readonly Kind[] {
  if (type === undefined) return ['string'];
  return typeof type === 'string' ? [type] : type;
}

/** @returns the parameter of a name; undefined: there is none, whatever JavaScript's objects have besides. */
export const parameterOf = (parameters: Parameters, name: string): Parameter | undefined =>
  Object.hasOwn(parameters, name) ? parameters[name] : undefined;

/** @returns the names of parameters in the order in which people are asked for them. */
export function inOrder(parameters: Parameters): readonly string[] {
  const position = (name: string): number => parameters[name]?.position ?? Infinity;
  return Object.keys(parameters).sort((a, b) =>
    position(a) === position(b) ? 0 : position(a) - position(b),
  );
}
