import { didYouMean } from '../../command/nearest.ts';
import { expressionOf, openingOf, type Expression, type Filter, type Opening } from './syntax.ts';
import type { Piece, Unusable } from './tag.ts';

/** What a template does, one after the other. */
export type Block = { readonly line: number } & (
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'show'; readonly expression: Expression }
  | { readonly type: 'if'; readonly branches: readonly Branch[]; readonly otherwise: readonly Block[] }
  | {
      readonly type: 'for';
      readonly names: readonly string[];
      readonly over: Expression;
      readonly condition: Expression | undefined;
      readonly body: readonly Block[];
      readonly otherwise: readonly Block[];
    }
  | { readonly type: 'set'; readonly target: Target; readonly value: Expression | readonly Block[] }
  | { readonly type: 'filter'; readonly filter: Filter; readonly body: readonly Block[] }
);

export interface Branch {
  readonly line: number;
  readonly test: Expression;
  readonly body: readonly Block[];
}

/** What is set: names, or an attribute of a namespace. */
export type Target = readonly string[] | { readonly namespace: string; readonly attribute: string };

const ENDS = { if: 'endif', for: 'endfor', set: 'endset', filter: 'endfilter' } as const;
/** What Jinja has and templates of one file, rendered for chat, have no use for. */
const LEFT_OUT = [
  'macro',
  'call',
  'include',
  'import',
  'from',
  'extends',
  'block',
  'do',
  'break',
  'continue',
  'with',
  'autoescape',
  'trans',
];

class Failure extends Error {
  readonly unusable: Unusable;

  constructor(message: string, line: number) {
    super(message);
    this.unusable = { message, line };
  }
}

const word = (piece: Piece | undefined): string =>
  piece?.kind === 'statement' ? (/^\w+/.exec(piece.source)?.[0] ?? '') : '';

/** Nests the pieces of a template as its statements say. @returns what it does, or what is wrong with it. */
export function blocksOf(pieces: readonly Piece[]): readonly Block[] | Unusable {
  let next = 0;
  try {
    const blocks = until([], undefined);
    return blocks;
  } catch (error) {
    if (error instanceof Failure) return error.unusable;
    throw error;
  }

  /** @returns what comes before a statement with one of these words, which is left for the caller. */
  function until(words: readonly string[], opened: Piece | undefined): readonly Block[] {
    const blocks: Block[] = [];
    for (;;) {
      const piece = pieces[next];
      if (piece === undefined) {
        if (!opened) return blocks;
        throw new Failure(`\`{% ${word(opened)} %}\` has no \`{% ${words.at(-1) ?? ''} %}\``, opened.line);
      }
      if (piece.kind === 'statement' && words.includes(word(piece))) return blocks;
      next++;
      blocks.push(blockOf(piece));
    }
  }

  function blockOf(piece: Piece): Block {
    const { line } = piece;
    if (piece.kind === 'text') return { type: 'text', line, text: piece.source };
    if (piece.kind === 'expression') return { type: 'show', line, expression: usable(expressionOf(piece)) };
    const name = word(piece);
    switch (name) {
      case 'if':
        return ifBlock(piece);
      case 'for':
        return forBlock(piece);
      case 'set':
        return setBlock(piece);
      case 'filter': {
        const { filter } = opening(piece, 'FilterStatement', ENDS.filter);
        return { type: 'filter', line, filter, body: closed(piece, ENDS.filter) };
      }
      default:
        throw new Failure(unknown(name), line);
    }
  }

  function ifBlock(piece: Piece): Block {
    const branches: Branch[] = [];
    let branch = piece;
    for (;;) {
      const { test } = opening(branch, 'If', ENDS.if);
      branches.push({ line: branch.line, test, body: until(['elif', 'else', ENDS.if], piece) });
      if (word(pieces[next]) !== 'elif') break;
      branch = pieces[next] as Piece;
      next++;
    }
    return { type: 'if', line: piece.line, branches, otherwise: otherwise(piece, ENDS.if) };
  }

  function forBlock(piece: Piece): Block {
    const { loopvar, iterable } = opening(piece, 'For', ENDS.for);
    const names = namesOf(loopvar, piece);
    const select = iterable.type === 'SelectExpression' ? iterable : undefined;
    const body = until(['else', ENDS.for], piece);
    return {
      type: 'for',
      line: piece.line,
      names,
      over: select?.lhs ?? iterable,
      condition: select?.test,
      body,
      otherwise: otherwise(piece, ENDS.for),
    };
  }

  function setBlock(piece: Piece): Block {
    const inOne = /^set\b[^=]*=/.test(piece.source);
    const { assignee, value } = opening(piece, 'Set', inOne ? undefined : ENDS.set);
    const target: Target =
      assignee.type === 'MemberExpression' &&
      assignee.object.type === 'Identifier' &&
      assignee.property.type === 'Identifier'
        ? { namespace: assignee.object.value, attribute: assignee.property.value }
        : namesOf(assignee, piece);
    return { type: 'set', line: piece.line, target, value: value ?? closed(piece, ENDS.set) };
  }

  function otherwise(piece: Piece, end: string): readonly Block[] {
    if (word(pieces[next]) !== 'else') {
      next++;
      return [];
    }
    next++;
    return closed(piece, end);
  }

  function closed(piece: Piece, end: string): readonly Block[] {
    const body = until([end], piece);
    next++;
    return body;
  }

  function opening<T extends Opening['type']>(
    piece: Piece,
    type: T,
    end: string | undefined,
  ): Extract<Opening, { type: T }> {
    const read = usable(openingOf(piece, end));
    if (read.type === type) return read as Extract<Opening, { type: T }>;
    throw new Failure(`\`{% ${word(piece)} %}\` cannot be read`, piece.line);
  }
}

function usable<T extends object>(read: T | Unusable): T {
  if ('message' in read) throw new Failure(read.message, read.line ?? 1);
  return read;
}

function namesOf(target: Expression, piece: Piece): readonly string[] {
  const names = target.type === 'TupleLiteral' ? target.value : [target];
  return names.map((name) => {
    if (name.type === 'Identifier') return name.value;
    throw new Failure(`\`{% ${word(piece)} %}\` needs names to set`, piece.line);
  });
}

function unknown(name: string): string {
  if (LEFT_OUT.includes(name)) return `\`{% ${name} %}\` is not supported`;
  if (name === 'else' || name === 'elif' || name.startsWith('end')) {
    return `\`{% ${name} %}\` ends or goes on with what has not begun`;
  }
  return `\`{% ${name} %}\` is no statement.${didYouMean(name, [...Object.keys(ENDS), ...Object.values(ENDS), 'else', 'elif'])}`;
}
