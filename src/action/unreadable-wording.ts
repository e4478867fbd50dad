import { RE2JS, RE2JSSyntaxException } from 're2js';
import type { Part, Unreadable } from './placeholder.ts';

/** What RE2 leaves out of Python's expressions because it could run away, and how each begins. */
const LEFT_OUT: readonly (readonly [what: string, begins: RegExp])[] = [
  ['a look-ahead', /\(\?[=!]/],
  ['a look-behind', /\(\?<[=!]/],
  ['a back-reference', /\\[1-9]|\(\?P=/],
];

/** A piece that means something only as a whole: an escape, a class, the beginning of a group, or one character. */
const TOKEN =
  /\\[pP]\{[^}]*\}|\\x\{[^}]*\}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?:P?<[^>]*>|[a-z-]*[:)])|./gis;

interface Token {
  readonly text: string;
  /** Where it stands in the format. */
  readonly offset: number;
}

/**
 * @param written a format of which no expression can be made. @param parts what it is made of.
 * @param error what is said of the expression, in which stands more than what was written.
 * @returns what is wrong with the format, and where.
 */
export function unreadableWording(written: string, parts: readonly Part[], error: Error): Unreadable {
  for (const [what, begins] of LEFT_OUT) {
    const offset = written.search(begins);
    if (offset >= 0) return { offset, message: `it has ${what}, which expressions of RE2 cannot have` };
  }
  const tokens = tokensOf(parts);
  return unclosed(tokens) ?? wrongPiece(tokens, error);
}

/** @returns what the wordings of a format are made of; a placeholder is one group. */
function tokensOf(parts: readonly Part[]): readonly Token[] {
  let offset = 0;
  return parts.flatMap((part): readonly Token[] => {
    const from = offset;
    if (part.kind === 'wording') {
      offset += part.source.length;
      return [...part.source.matchAll(TOKEN)].map(({ 0: text, index }) => ({ text, offset: from + index }));
    }
    offset = from + part.length;
    return [{ text: '(?:x)', offset: from }];
  });
}

/** @returns that something is opened and not closed, or the other way round; undefined: nothing is. */
function unclosed(tokens: readonly Token[]): Unreadable | undefined {
  const open: number[] = [];
  for (const { text, offset } of tokens) {
    if (text === '[') return { offset, message: 'the class of characters that begins here has no `]`' };
    if (text === '\\') return { offset, message: 'nothing follows this `\\`: a backslash itself is `\\\\`' };
    if (text.startsWith('(') && !text.endsWith(')')) open.push(offset);
    if (text === ')' && open.pop() === undefined)
      return { offset, message: 'this `)` closes nothing: one that is said is `\\)`' };
  }
  const offset = open.at(-1);
  return offset === undefined
    ? undefined
    : { offset, message: 'the group that begins here has no `)`: a bracket that is said is `\\(`' };
}

/** Expressions are read from left to right: the first of their beginnings that is wrong in the same way ends where it is. */
function wrongPiece(tokens: readonly Token[], error: Error): Unreadable {
  if (!(error instanceof RE2JSSyntaxException)) return { offset: 0, message: error.message };
  const what = error.getDescription();
  let [right, wrong] = [0, tokens.length];
  while (wrong - right > 1) {
    const middle = Math.floor((right + wrong) / 2);
    if (descriptionOf(tokens.slice(0, middle)) === what) wrong = middle;
    else right = middle;
  }
  const end = tokens[wrong - 1];
  const piece = error.getPattern() ?? '';
  const before = tokens
    .slice(0, wrong)
    .map(({ text }) => text)
    .join('');
  // What RE2 names may have begun some pieces before it was complete: `**`, `{2000}`.
  const begun = before.endsWith(piece) ? tokenAt(tokens, before.length - piece.length) : end;
  return {
    offset: begun?.offset ?? 0,
    message: `${what}: \`${before.endsWith(piece) ? piece : (end?.text ?? '')}\``,
  };
}

/** @param length characters before it. */
function tokenAt(tokens: readonly Token[], length: number): Token | undefined {
  let before = 0;
  return tokens.find(({ text }) => {
    before += text.length;
    return before > length;
  });
}

/** @returns what is wrong with a beginning, whose open groups are closed; undefined: nothing. */
function descriptionOf(tokens: readonly Token[]): string | undefined {
  let depth = 0;
  for (const { text } of tokens) {
    if (text.startsWith('(') && !text.endsWith(')')) depth++;
    if (text === ')') depth--;
  }
  try {
    RE2JS.compile(`(?is)(?:${tokens.map(({ text }) => text).join('')}${')'.repeat(Math.max(0, depth))})`);
    return undefined;
  } catch (error) {
    return error instanceof RE2JSSyntaxException ? error.getDescription() : undefined;
  }
}
