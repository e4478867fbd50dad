import type { Budget } from './budget.ts';
import { TemplateError } from './error.ts';
import { formatted } from './printf.ts';
import { offsetsOf } from './search.ts';
import {
  areEqual,
  compare,
  isList,
  isMapping,
  itemsOf,
  nameOf,
  textOf,
  Undefined,
  type Value,
} from './value.ts';

/** @returns what an operator makes of two values, as Python has it. `and` and `or` are not among them. */
export function operated(operator: string, left: Value, right: Value, budget: Budget): Value {
  switch (operator) {
    case '==':
      return areEqual(left, right, budget);
    case '!=':
      return !areEqual(left, right, budget);
    case '<':
      return compare(left, right, budget) < 0;
    case '<=':
      return compare(left, right, budget) <= 0;
    case '>':
      return compare(left, right, budget) > 0;
    case '>=':
      return compare(left, right, budget) >= 0;
    case 'in':
      return isIn(left, right, budget);
    case 'not in':
      return !isIn(left, right, budget);
    case '~': {
      const [a, b] = [textOf(left, budget), textOf(right, budget)];
      budget.text(a.length + b.length);
      return a + b;
    }
  }
  return computed(operator, left, right, budget);
}

/** @returns whether a text, a list or a map has something in it. Nothing is in what is not there. */
function isIn(left: Value, right: Value, budget: Budget): boolean {
  if (typeof right === 'string' && typeof left === 'string')
    return left === '' || offsetsOf(left, right, budget, 1).length > 0;
  budget.read(right);
  if (isMapping(right)) return typeof left === 'string' && Object.hasOwn(right, left);
  if (isList(right)) return right.some((item) => areEqual(item, left, budget));
  if (right instanceof Undefined) return false;
  throw refused('in', left, right);
}

function computed(operator: string, left: Value, right: Value, budget: Budget): Value {
  if (operator === '%' && typeof left === 'string') {
    return formatted(left, isList(right) ? right : [right], budget);
  }
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return finite(arithmetic(operator, a, b));
  if (operator === '+' && typeof left === 'string' && typeof right === 'string') {
    budget.text(left.length + right.length);
    return left + right;
  }
  if (operator === '+' && isList(left) && isList(right)) {
    budget.spend(left.length + right.length);
    return [...itemsOf(left, budget), ...itemsOf(right, budget)];
  }
  const [times, repeated] = a === undefined ? [b, left] : [a, right];
  if (operator === '*' && times !== undefined && Number.isInteger(times)) {
    const count = Math.max(0, times);
    if (typeof repeated === 'string') {
      budget.text(repeated.length * count);
      return repeated.repeat(count);
    }
    if (isList(repeated)) {
      budget.spend(repeated.length * count);
      return Array.from({ length: repeated.length * count }, (_, n) => repeated[n % repeated.length] ?? null);
    }
  }
  throw refused(operator, left, right);
}

function arithmetic(operator: string, a: number, b: number): number {
  if ('//%'.includes(operator) && b === 0) throw new TemplateError('wrong_kind', 'it divides by zero');
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '//':
      return Math.floor(a / b);
    case '%':
      return a - b * Math.floor(a / b);
    case '**':
      return a ** b;
    default:
      throw new TemplateError('unsupported', `\`${operator}\` is no operator of templates`);
  }
}

function finite(number: number): number {
  if (Number.isFinite(number)) return number;
  throw new TemplateError('wrong_kind', 'it computes what is no number');
}

/** @returns a number, or true and false as 1 and 0. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'number' ? value : undefined;
}

function refused(operator: string, left: Value, right: Value): TemplateError {
  return new TemplateError(
    left instanceof Undefined || right instanceof Undefined ? 'undefined' : 'wrong_kind',
    `\`${operator}\` does not go with ${nameOf(left)} and ${nameOf(right)}`,
  );
}
