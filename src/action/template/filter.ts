import type { Arguments, Given } from './arguments.ts';
import type { Budget } from './budget.ts';
import { TemplateError } from './error.ts';
import { nameOf, Undefined, type Value } from './value.ts';

/** What a filter may ask of the rendering that it is part of. */
export interface Rendering {
  readonly budget: Budget;
  /** Applies another filter, as `map('upper')` does. */
  filter(name: string, value: Value, given: Given): Value;
  /** Applies a test, as `select('defined')` does. */
  test(name: string, value: Value, argument: Value | undefined): boolean;
}

/** What stands behind a `|`. */
export interface Filter {
  /** Names of its arguments, in their order. `rest` as the last one: any number more, taken by `apply` as they are. */
  readonly parameters: readonly string[];
  apply(value: Value, args: Arguments, rendering: Rendering, given: Given): Value;
}

/** Makes a filter. @see Filter */
export const filter = (parameters: readonly string[], apply: Filter['apply']): Filter => ({
  parameters,
  apply,
});

/** @returns a value as a number. @throws {TemplateError} when it is none. */
export function number(value: Value, of: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  throw new TemplateError(
    value instanceof Undefined ? 'undefined' : 'wrong_kind',
    `\`${of}\` is for numbers, not for ${nameOf(value)}`,
  );
}
