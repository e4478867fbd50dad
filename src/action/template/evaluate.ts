import { Arguments, type Given } from './arguments.ts';
import type { Budget } from './budget.ts';
import { TemplateError } from './error.ts';
import type { Rendering } from './filter.ts';
import { FILTERS } from './filters.ts';
import { FUNCTIONS } from './function.ts';
import { called } from './method.ts';
import { numberOf, operated } from './operator.ts';
import type { Scope } from './scope.ts';
import type { Argument, Call, Expression, Filter, Member, Slice } from './syntax.ts';
import { TESTS } from './test.ts';
import {
  isList,
  isMapping,
  isTrue,
  mappingOf,
  nameOf,
  Namespace,
  textOf,
  Undefined,
  valueOf,
  type Value,
} from './value.ts';

const CONSTANTS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

const ORDERS = ['<', '<=', '>', '>='];

/**
 * Works out expressions. The library's own interpreter is not used: it compares as JavaScript does (`'' == 0`), takes
 * no filters of one's own, and cannot be held to a number of steps.
 */
export class Evaluator implements Rendering {
  readonly budget: Budget;

  constructor(budget: Budget) {
    this.budget = budget;
  }

  /** @throws {TemplateError} where it asks for what cannot be had. */
  value(of: Expression, scope: Scope): Value {
    this.budget.spend(1);
    switch (of.type) {
      case 'Identifier': {
        const constant = CONSTANTS.get(of.value);
        return constant === undefined ? scope.get(of.value) : constant;
      }
      case 'IntegerLiteral':
      case 'FloatLiteral':
      case 'StringLiteral':
        return of.value;
      case 'ArrayLiteral':
      case 'TupleLiteral':
        return of.value.map((item) => this.value(item, scope));
      case 'ObjectLiteral':
        return mappingOf(
          Array.from(of.value, ([key, value]) => [
            textOf(this.value(key, scope), this.budget),
            this.value(value, scope),
          ]),
        );
      case 'MemberExpression':
        return this.#member(of, scope);
      case 'CallExpression':
        return this.#call(of, scope);
      case 'UnaryExpression':
        return this.#signed(of.operator.value, this.value(of.argument, scope));
      case 'BinaryExpression':
        return this.#binary(of.operator.value, of.left, of.right, scope);
      case 'FilterExpression':
        return this.filtered(this.value(of.operand, scope), of.filter, scope);
      case 'TestExpression':
        return this.test(of.test.value, this.value(of.operand, scope), undefined) !== of.negate;
      case 'SelectExpression':
        return isTrue(this.value(of.test, scope))
          ? this.value(of.lhs, scope)
          : new Undefined('what `if` leaves out');
      case 'Ternary':
        return this.value(isTrue(this.value(of.condition, scope)) ? of.trueExpr : of.falseExpr, scope);
    }
  }

  /** @returns what a filter, as it is written, makes of a value. */
  filtered(value: Value, of: Filter, scope: Scope): Value {
    const name = filterName(of);
    const given =
      of.type === 'Identifier'
        ? { positional: [], named: new Map<string, Value>() }
        : this.#given(of.args, scope);
    return this.filter(name, value, given);
  }

  filter(name: string, value: Value, given: Given): Value {
    const found = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined;
    if (!found) throw new TemplateError('unsupported', `there is no filter \`${name}\``);
    this.budget.spend(1);
    this.budget.read(value);
    const free = found.parameters.includes('rest');
    const args = new Arguments(name, found.parameters, free ? { positional: [], named: new Map() } : given);
    return found.apply(value, args, this, given);
  }

  test(name: string, value: Value, argument: Value | undefined): boolean {
    const found = Object.hasOwn(TESTS, name) ? TESTS[name] : undefined;
    if (!found) throw new TemplateError('unsupported', `there is no test \`${name}\``);
    this.budget.spend(1);
    return found(value, argument, this.budget);
  }

  #binary(operator: string, left: Expression, right: Expression, scope: Scope): Value {
    const one = this.value(left, scope);
    if (operator === 'and') return isTrue(one) ? this.value(right, scope) : one;
    if (operator === 'or') return isTrue(one) ? one : this.value(right, scope);
    const other = this.value(right, scope);
    // `1 < x < 5` means both, as in Python.
    if (
      ORDERS.includes(operator) &&
      left.type === 'BinaryExpression' &&
      ORDERS.includes(left.operator.value)
    ) {
      return isTrue(one) && operated(operator, this.value(left.right, scope), other, this.budget);
    }
    return operated(operator, one, other, this.budget);
  }

  #signed(sign: string, value: Value): Value {
    if (sign === 'not') return !isTrue(value);
    const number = numberOf(value);
    if (number !== undefined) return sign === '-' ? -number : number;
    throw new TemplateError(
      value instanceof Undefined ? 'undefined' : 'wrong_kind',
      `\`${sign}\` is for numbers, not for ${nameOf(value)}`,
    );
  }

  #member({ object, property, computed }: Member, scope: Scope): Value {
    const of = this.value(object, scope);
    if (property.type === 'SliceExpression') return this.#slice(of, property, scope);
    const key = computed
      ? this.value(property, scope)
      : property.type === 'Identifier' || property.type === 'IntegerLiteral'
        ? property.value
        : null;
    const path = written({ type: 'MemberExpression', object, property, computed });
    const name = typeof key === 'string' || typeof key === 'number' ? String(key) : undefined;
    if (of instanceof Undefined) {
      throw new TemplateError('undefined', `\`${written(object)}\` is not there, so there is no \`${path}\``);
    }
    if (of instanceof Namespace) return of.values.get(name ?? '') ?? new Undefined(path);
    if (isMapping(of)) {
      return name !== undefined && Object.hasOwn(of, name) ? valueOf(of[name], path) : new Undefined(path);
    }
    if (typeof key !== 'number' || !Number.isInteger(key)) return new Undefined(path);
    if (isList(of)) return valueOf(of.at(key), path);
    if (typeof of !== 'string') return new Undefined(path);
    this.budget.read(of);
    return Array.from(of).at(key) ?? new Undefined(path);
  }

  #slice(of: Value, { start, stop, step }: Slice, scope: Scope): Value {
    const bounds = [start, stop, step].map((bound) => {
      const value = bound === undefined ? null : this.value(bound, scope);
      if (value === null || (typeof value === 'number' && Number.isInteger(value))) return value;
      throw new TemplateError('wrong_kind', 'what is cut with `[from:to]` needs whole numbers');
    });
    if (typeof of !== 'string' && !isList(of))
      throw new TemplateError(
        of instanceof Undefined ? 'undefined' : 'wrong_kind',
        `${nameOf(of)} cannot be cut with \`[from:to]\``,
      );
    this.budget.read(of);
    return typeof of === 'string' ? sliced(Array.from(of), bounds).join('') : sliced(of, bounds);
  }

  #call({ callee, args }: Call, scope: Scope): Value {
    const given = this.#given(args, scope);
    if (callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier') {
      const of = this.value(callee.object, scope);
      return called(
        of instanceof Undefined ? new Undefined(written(callee.object)) : of,
        callee.property.value,
        given,
        this.budget,
      );
    }
    const name = callee.type === 'Identifier' ? callee.value : '';
    const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (!found)
      throw new TemplateError('unsupported', `\`${written(callee)}\` is nothing that can be called`);
    return found(given, this.budget);
  }

  #given(args: readonly Argument[], scope: Scope): Given {
    const positional: Value[] = [];
    const named = new Map<string, Value>();
    for (const arg of args) {
      if (arg.type === 'KeywordArgumentExpression') named.set(arg.key.value, this.value(arg.value, scope));
      else if (arg.type === 'SpreadExpression' || arg.type === 'KeywordSpreadExpression') {
        throw new TemplateError('unsupported', '`*` and `**` before arguments are not supported');
      } else positional.push(this.value(arg, scope));
    }
    return { positional, named };
  }
}

/** @returns the name of a filter, as it is written. */
export const filterName = (of: Filter): string =>
  of.type === 'Identifier' ? of.value : of.callee.type === 'Identifier' ? of.callee.value : '';

/** @returns an expression in short, for messages: names and attributes, and no values. */
export function written(expression: Expression): string {
  if (expression.type === 'Identifier') return expression.value;
  if (expression.type === 'IntegerLiteral') return String(expression.value);
  if (expression.type === 'StringLiteral') return `'${expression.value.slice(0, 40)}'`;
  if (expression.type === 'FilterExpression')
    return `${written(expression.operand)}|${filterName(expression.filter)}`;
  if (expression.type === 'CallExpression') return `${written(expression.callee)}()`;
  if (expression.type !== 'MemberExpression') return '(…)';
  const { object, property, computed } = expression;
  if (property.type === 'SliceExpression') return `${written(object)}[:]`;
  return computed ? `${written(object)}[${written(property)}]` : `${written(object)}.${written(property)}`;
}

/** Python's `items[start:stop:step]`. */
function sliced<V extends Value>(
  items: readonly V[],
  [start, stop, step]: readonly (number | null | undefined)[],
): readonly V[] {
  const by = step ?? 1;
  if (by === 0) throw new TemplateError('wrong_kind', 'the step of `[from:to:step]` is not 0');
  const { length } = items;
  const [lowest, highest] = by > 0 ? [0, length] : [-1, length - 1];
  const bound = (given: number | null | undefined, standard: number): number =>
    given === null || given === undefined
      ? standard
      : Math.min(Math.max(given < 0 ? given + length : given, lowest), highest);
  const [from, to] =
    by > 0 ? [bound(start, 0), bound(stop, length)] : [bound(start, length - 1), bound(stop, -1)];
  const cut: V[] = [];
  for (let n = from; by > 0 ? n < to : n > to; n += by) cut.push(valueOf(items[n], 'an item') as V);
  return cut;
}
