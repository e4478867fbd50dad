import { didYouMean } from '../../command/nearest.ts';
import type { Block } from './block.ts';
import { filterName } from './evaluate.ts';
import { FILTERS } from './filters.ts';
import { FUNCTIONS } from './function.ts';
import { METHODS } from './method.ts';
import type { Argument, Expression, Filter, Slice } from './syntax.ts';
import type { Unusable } from './tag.ts';
import { TESTS } from './test.ts';

/** Finds what a template names that there is not, before it is ever rendered. @returns the first, undefined: none. */
export function unknownIn(blocks: readonly Block[]): Unusable | undefined {
  for (const block of blocks) {
    const found = inBlock(block);
    if (found) return found;
  }
  return undefined;
}

function inBlock(block: Block): Unusable | undefined {
  const say = (message: string | undefined, line = block.line): Unusable | undefined =>
    message === undefined ? undefined : { message, line };
  switch (block.type) {
    case 'text':
      return undefined;
    case 'show':
      return say(inExpression(block.expression));
    case 'if':
      return (
        first(block.branches, ({ line, test, body }) => say(inExpression(test), line) ?? unknownIn(body)) ??
        unknownIn(block.otherwise)
      );
    case 'for':
      return (
        say(inExpression(block.over) ?? (block.condition && inExpression(block.condition))) ??
        unknownIn(block.body) ??
        unknownIn(block.otherwise)
      );
    case 'set':
      return 'type' in block.value ? say(inExpression(block.value)) : unknownIn(block.value);
    case 'filter':
      return say(inFilter(block.filter)) ?? unknownIn(block.body);
  }
}

function inExpression(of: Expression | Slice): string | undefined {
  switch (of.type) {
    case 'Identifier':
    case 'IntegerLiteral':
    case 'FloatLiteral':
    case 'StringLiteral':
      return undefined;
    case 'ArrayLiteral':
    case 'TupleLiteral':
      return first(of.value, inExpression);
    case 'ObjectLiteral':
      return first([...of.value].flat(), inExpression);
    case 'MemberExpression':
      return inExpression(of.object) ?? inExpression(of.property);
    case 'SliceExpression':
      return first([of.start, of.stop, of.step], (bound) => bound && inExpression(bound));
    case 'CallExpression':
      return inCall(of.callee) ?? first(of.args, inArgument);
    case 'UnaryExpression':
      return inExpression(of.argument);
    case 'BinaryExpression':
      return inExpression(of.left) ?? inExpression(of.right);
    case 'FilterExpression':
      return inExpression(of.operand) ?? inFilter(of.filter);
    case 'TestExpression':
      return inExpression(of.operand) ?? known('test', of.test.value, Object.keys(TESTS));
    case 'SelectExpression':
      return inExpression(of.lhs) ?? inExpression(of.test);
    case 'Ternary':
      return inExpression(of.condition) ?? inExpression(of.trueExpr) ?? inExpression(of.falseExpr);
  }
}

function inFilter(of: Filter): string | undefined {
  const own = known('filter', filterName(of), Object.keys(FILTERS));
  return own ?? (of.type === 'CallExpression' ? first(of.args, inArgument) : undefined);
}

function inCall(callee: Expression): string | undefined {
  if (callee.type === 'Identifier') return known('function', callee.value, Object.keys(FUNCTIONS));
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') {
    return 'only functions and methods can be called';
  }
  return inExpression(callee.object) ?? known('method', callee.property.value, METHODS);
}

function inArgument(arg: Argument): string | undefined {
  if (arg.type === 'KeywordArgumentExpression') return inExpression(arg.value);
  if (arg.type === 'SpreadExpression' || arg.type === 'KeywordSpreadExpression') {
    return '`*` and `**` before arguments are not supported';
  }
  return inExpression(arg);
}

const known = (what: string, name: string, names: readonly string[]): string | undefined =>
  names.includes(name) ? undefined : `there is no ${what} \`${name}\`.${didYouMean(name, names)}`;

function first<T, R>(several: readonly T[], find: (one: T) => R | undefined): R | undefined {
  for (const one of several) {
    const found = find(one);
    if (found !== undefined) return found;
  }
  return undefined;
}
