import { parse, tokenize } from '@huggingface/jinja';
import type { Piece, Unusable } from './tag.ts';

/** An expression, as the library's parser makes it. */
export type Expression =
  | { readonly type: 'Identifier'; readonly value: string }
  | { readonly type: 'IntegerLiteral' | 'FloatLiteral'; readonly value: number }
  | { readonly type: 'StringLiteral'; readonly value: string }
  | { readonly type: 'ArrayLiteral' | 'TupleLiteral'; readonly value: readonly Expression[] }
  | { readonly type: 'ObjectLiteral'; readonly value: ReadonlyMap<Expression, Expression> }
  | Member
  | Call
  | {
      readonly type: 'BinaryExpression';
      readonly operator: { readonly value: string };
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly type: 'UnaryExpression';
      readonly operator: { readonly value: string };
      readonly argument: Expression;
    }
  | { readonly type: 'FilterExpression'; readonly operand: Expression; readonly filter: Filter }
  | {
      readonly type: 'TestExpression';
      readonly operand: Expression;
      readonly negate: boolean;
      readonly test: { readonly value: string };
    }
  | { readonly type: 'SelectExpression'; readonly lhs: Expression; readonly test: Expression }
  | {
      readonly type: 'Ternary';
      readonly condition: Expression;
      readonly trueExpr: Expression;
      readonly falseExpr: Expression;
    };

export interface Member {
  readonly type: 'MemberExpression';
  readonly object: Expression;
  readonly property: Expression | Slice;
  /** `a[b]`, not `a.b`. */
  readonly computed: boolean;
}

export interface Slice {
  readonly type: 'SliceExpression';
  readonly start?: Expression;
  readonly stop?: Expression;
  readonly step?: Expression;
}

export interface Call {
  readonly type: 'CallExpression';
  readonly callee: Expression;
  readonly args: readonly Argument[];
}

export type Argument =
  | Expression
  | {
      readonly type: 'KeywordArgumentExpression';
      readonly key: { readonly value: string };
      readonly value: Expression;
    }
  | { readonly type: 'SpreadExpression'; readonly argument: Expression }
  | { readonly type: 'KeywordSpreadExpression'; readonly argument: Expression };

/** A filter's name, or its name with arguments. */
export type Filter = { readonly type: 'Identifier'; readonly value: string } | Call;

/** What a statement says, without what stands between it and its end. */
export type Opening =
  | { readonly type: 'If'; readonly test: Expression }
  | { readonly type: 'For'; readonly loopvar: Expression; readonly iterable: Expression }
  | { readonly type: 'Set'; readonly assignee: Expression; readonly value: Expression | null }
  | { readonly type: 'FilterStatement'; readonly filter: Filter };

/** The library's declarations name their modules in a way that Node's resolution does not find. */
const lexed = tokenize as unknown as (source: string) => readonly unknown[];
const parsed = parse as unknown as (tokens: readonly unknown[]) => { readonly body: readonly unknown[] };

/** Reads what stands between `{{` and `}}`. */
export function expressionOf(piece: Piece): Expression | Unusable {
  if (piece.source === '') return { line: piece.line, message: '`{{ }}` is empty' };
  return only(`{{ ${piece.source} }}`, piece) as Expression | Unusable;
}

/** Reads what stands between `{%` and `%}` where a statement begins. @param ending the statement's end, where it has one. */
export function openingOf(piece: Piece, ending: string | undefined): Opening | Unusable {
  const source = piece.source.replace(/^elif\b/, 'if');
  return only(`{% ${source} %}${ending === undefined ? '' : `{% ${ending} %}`}`, piece) as Opening | Unusable;
}

/** The library says no line, and reads on where it should not: so each tag is read by itself. */
function only(source: string, { line, kind, source: written }: Piece): unknown {
  const shown = kind === 'expression' ? `{{ ${short(written)} }}` : `{% ${short(written)} %}`;
  try {
    const [first, ...more] = parsed(lexed(source)).body;
    if (first !== undefined && more.length === 0) return first;
    return { line, message: `\`${shown}\` cannot be read` };
  } catch (error) {
    return { line, message: `\`${shown}\` cannot be read: ${reason(error, written)}` };
  }
}

const short = (text: string): string => {
  const one = text.replace(/\s+/g, ' ');
  return one.length > 60 ? `${one.slice(0, 59)}…` : one;
};

function reason(error: unknown, written: string): string {
  const [, test] = /\bis\s+(?:not\s+)?(\w+)\s*[('"[\d]/.exec(written) ?? [];
  if (test !== undefined) return `the test \`${test}\` cannot have an argument here`;
  if (error instanceof RangeError) return 'it is too deep';
  const message = error instanceof Error ? error.message : '';
  if (error instanceof TypeError || message === 'Unexpected end of input')
    return 'something is missing at its end';
  return message.replace(/^Parser Error: /, '').replace(/\.$/, '');
}
