import type { Block } from './block.ts';
import type { Argument, Expression, Slice } from './syntax.ts';

/** Something that a template asks for: a name, and what of it where that is said. */
export interface Asked {
  readonly name: string;
  readonly member?: string;
}

/** @returns what a template asks its surroundings for; names that it sets itself are left out from where it begins. */
export function askedFor(blocks: readonly Block[], own: readonly string[] = []): readonly Asked[] {
  const set = [...own, ...blocks.flatMap(namesSetBy)];
  return blocks.flatMap((block) => ofBlock(block, set)).filter(({ name }) => !set.includes(name));
}

const namesSetBy = (block: Block): readonly string[] =>
  block.type === 'set' && Array.isArray(block.target) ? (block.target as readonly string[]) : [];

function ofBlock(block: Block, own: readonly string[]): readonly Asked[] {
  switch (block.type) {
    case 'text':
      return [];
    case 'show':
      return of(block.expression);
    case 'if':
      return [
        ...block.branches.flatMap(({ test, body }) => [...of(test), ...askedFor(body, own)]),
        ...askedFor(block.otherwise, own),
      ];
    case 'for': {
      const inner = [...own, ...block.names, 'loop'];
      const condition = (block.condition ? of(block.condition) : []).filter(
        ({ name }) => !inner.includes(name),
      );
      return [
        ...of(block.over),
        ...condition,
        ...askedFor(block.body, inner),
        ...askedFor(block.otherwise, own),
      ];
    }
    case 'set':
      return 'type' in block.value ? of(block.value) : askedFor(block.value, own);
    case 'filter':
      return [
        ...(block.filter.type === 'CallExpression' ? block.filter.args.flatMap(ofArgument) : []),
        ...askedFor(block.body, own),
      ];
  }
}

function of(one: Expression | Slice | undefined): readonly Asked[] {
  switch (one?.type) {
    case undefined:
    case 'IntegerLiteral':
    case 'FloatLiteral':
    case 'StringLiteral':
      return [];
    case 'Identifier':
      return CONSTANTS.includes(one.value) ? [] : [{ name: one.value }];
    case 'ArrayLiteral':
    case 'TupleLiteral':
      return one.value.flatMap(of);
    case 'ObjectLiteral':
      return [...one.value].flat().flatMap(of);
    case 'MemberExpression': {
      const { object, property, computed } = one;
      if (computed) return [...ofMember(object, textOf(property)), ...of(property)];
      return ofMember(object, property.type === 'Identifier' ? property.value : undefined);
    }
    case 'SliceExpression':
      return [one.start, one.stop, one.step].flatMap(of);
    case 'CallExpression': {
      // A function is no name of the surroundings; of a method what it is called on is.
      const { callee, args } = one;
      return [...(callee.type === 'MemberExpression' ? of(callee.object) : []), ...args.flatMap(ofArgument)];
    }
    case 'UnaryExpression':
      return of(one.argument);
    case 'BinaryExpression':
      return [...of(one.left), ...of(one.right)];
    case 'FilterExpression':
      return [
        ...of(one.operand),
        ...(one.filter.type === 'CallExpression' ? one.filter.args.flatMap(ofArgument) : []),
      ];
    case 'TestExpression':
      return of(one.operand);
    case 'SelectExpression':
      return [...of(one.lhs), ...of(one.test)];
    case 'Ternary':
      return [one.condition, one.trueExpr, one.falseExpr].flatMap(of);
  }
}

const CONSTANTS: readonly string[] = ['true', 'false', 'none', 'True', 'False', 'None'];

const textOf = (property: Expression | Slice): string | undefined =>
  property.type === 'StringLiteral' ? property.value : undefined;

const ofMember = (object: Expression, member: string | undefined): readonly Asked[] =>
  object.type === 'Identifier'
    ? [{ name: object.value, ...(member !== undefined && { member }) }]
    : of(object);

const ofArgument = (one: Argument): readonly Asked[] =>
  one.type === 'KeywordArgumentExpression'
    ? of(one.value)
    : one.type === 'SpreadExpression' || one.type === 'KeywordSpreadExpression'
      ? of(one.argument)
      : of(one);
