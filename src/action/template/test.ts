import type { Budget } from './budget.ts';
import { operated } from './operator.ts';
import { areEqual, isList, isMapping, Undefined, type Value } from './value.ts';

/** @param argument what stands behind its name in `selectattr('a', 'equalto', 1)`. */
export type Test = (value: Value, argument: Value | undefined, budget: Budget) => boolean;

const compared =
  (operator: string): Test =>
  (value, argument, budget) =>
    operated(operator, value, argument ?? null, budget) === true;

const remainder = (value: Value, by: number): number | undefined =>
  typeof value === 'number' ? ((value % by) + by) % by : undefined;

const sequence: Test = (value) => typeof value === 'string' || isList(value) || isMapping(value);

/** Jinja's tests: https://jinja.palletsprojects.com/en/stable/templates/#builtin-tests */
export const TESTS: Readonly<Record<string, Test>> = {
  defined: (value) => !(value instanceof Undefined),
  undefined: (value) => value instanceof Undefined,
  none: (value) => value === null,
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' || typeof value === 'boolean',
  integer: (value) => typeof value === 'number' && Number.isInteger(value),
  float: (value) => typeof value === 'number' && !Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  true: (value) => value === true,
  false: (value) => value === false,
  mapping: (value) => isMapping(value),
  iterable: (value, argument, budget) => value instanceof Undefined || sequence(value, argument, budget),
  sequence,
  odd: (value) => remainder(value, 2) === 1,
  even: (value) => remainder(value, 2) === 0,
  divisibleby: (value, argument) => typeof argument === 'number' && remainder(value, argument) === 0,
  lower: (value) =>
    typeof value === 'string' && value === value.toLowerCase() && value !== value.toUpperCase(),
  upper: (value) =>
    typeof value === 'string' && value === value.toUpperCase() && value !== value.toLowerCase(),
  sameas: (value, argument, budget) =>
    typeof value === typeof argument && areEqual(value, argument ?? null, budget),
  equalto: compared('=='),
  eq: compared('=='),
  '==': compared('=='),
  ne: compared('!='),
  '!=': compared('!='),
  gt: compared('>'),
  greaterthan: compared('>'),
  '>': compared('>'),
  ge: compared('>='),
  '>=': compared('>='),
  lt: compared('<'),
  lessthan: compared('<'),
  '<': compared('<'),
  le: compared('<='),
  '<=': compared('<='),
  in: compared('in'),
};
