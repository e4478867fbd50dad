/** A stretch of a template: text as it is, what is shown of an expression, or a statement. */
export interface Piece {
  readonly kind: 'text' | 'expression' | 'statement';
  /** Text as it is rendered; what stands between the marks of the others, in the words of the library's lexer. */
  readonly source: string;
  /** On which it begins, from 1. */
  readonly line: number;
}

/** What is wrong with a template. */
export interface Unusable {
  readonly message: string;
  /** From 1; absent where it is no one line's fault. */
  readonly line?: number;
}

interface Mark extends Omit<Piece, 'kind'> {
  readonly kind: 'expression' | 'statement' | 'comment';
  readonly start: number;
  readonly end: number;
  readonly before: '-' | '+' | '';
  readonly after: '-' | '+' | '';
}

const CLOSES = { expression: '}}', statement: '%}', comment: '#}' } as const;
const KINDS = { '{': 'expression', '%': 'statement', '#': 'comment' } as const;

/**
 * Takes a template apart, its blanks treated as StackStorm does it: the newline behind a statement and the blanks
 * before one that begins a line are not rendered (Jinja's trim_blocks and lstrip_blocks), `-` takes all blanks on its
 * side and `+` none. `{% raw %}` is text. One newline at the end is not rendered.
 * @see https://jinja.palletsprojects.com/en/stable/templates/#whitespace-control
 */
export function piecesOf(template: string): readonly Piece[] | Unusable {
  const text = template.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  const pieces: Piece[] = [];
  let [at, line, before] = [0, 1, undefined as Mark | undefined];
  const lineAt = (offset: number, since: number): number =>
    line + (text.slice(since, offset).match(/\n/g)?.length ?? 0);

  for (;;) {
    const start = nextMark(text, at);
    const mark = start === undefined ? undefined : markAt(text, start, lineAt(start, at));
    if (mark && 'message' in mark) return mark;
    const shown = between(text.slice(at, mark?.start), before, mark);
    if (shown !== '') pieces.push({ kind: 'text', source: shown, line });
    if (!mark) return pieces;
    line = mark.line + (text.slice(mark.start, mark.end).match(/\n/g)?.length ?? 0);
    [at, before] = [mark.end, mark];
    if (mark.kind === 'statement' && mark.source === 'raw') {
      const raw = rawUntil(text, mark);
      if ('message' in raw) return raw;
      const inside = between(text.slice(mark.end, raw.start), { ...mark, after: mark.after || '+' }, raw);
      if (inside !== '') pieces.push({ kind: 'text', source: inside, line });
      line = lineAt(raw.end, mark.end);
      [at, before] = [raw.end, raw];
    } else if (mark.kind !== 'comment') {
      pieces.push({ kind: mark.kind, source: forLexer(mark.source), line: mark.line });
    }
  }
}

/** @returns the offset of the next `{{`, `{%` or `{#`. */
function nextMark(text: string, from: number): number | undefined {
  for (let at = text.indexOf('{', from); at >= 0; at = text.indexOf('{', at + 1)) {
    if ('{%#'.includes(text[at + 1] ?? ' ')) return at;
  }
  return undefined;
}

function markAt(text: string, start: number, line: number): Mark | Unusable {
  const kind = KINDS[text[start + 1] as keyof typeof KINDS];
  const close = CLOSES[kind];
  const end = kind === 'comment' ? text.indexOf(close, start + 2) : closing(text, start + 2, close);
  if (end < 0)
    return { line, message: `the \`${text.slice(start, start + 2)}\` that begins here has no \`${close}\`` };
  return { kind, line, start, end: end + 2, ...trimmed(text.slice(start + 2, end), kind) };
}

/** @returns what stands in a mark, and the signs for blanks at its ends. An expression has no `+` for them. */
function trimmed(inside: string, kind: Mark['kind']): Pick<Mark, 'source' | 'before' | 'after'> {
  const signs = kind === 'expression' ? '-' : '-+';
  const sign = (one: string | undefined): Mark['before'] =>
    one !== undefined && signs.includes(one) ? (one as '-' | '+') : '';
  const before = sign(inside[0]);
  const rest = inside.slice(before.length);
  const after = sign(rest.at(-1));
  return { before, after, source: rest.slice(0, rest.length - after.length).trim() };
}

/** @returns the offset of what closes a mark, outside of quotes and braces of its own; -1: there is none. */
function closing(text: string, from: number, close: string): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const one = text[at] as string;
    if (depth === 0 && text.startsWith(close, at)) return at;
    if (one === '"' || one === "'") {
      at = endOfQuoted(text, at);
      if (at < 0) return -1;
    } else if (one === '{') depth++;
    else if (one === '}' && depth > 0) depth--;
  }
  return -1;
}

function endOfQuoted(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === text[start]) return at;
  }
  return -1;
}

function rawUntil(text: string, mark: Mark): Mark | Unusable {
  const end = /\{%([-+]?)\s*endraw\s*([-+]?)%\}/g;
  end.lastIndex = mark.end;
  const found = end.exec(text);
  if (!found) return { line: mark.line, message: '`{% raw %}` has no `{% endraw %}`' };
  const [whole, before = '', after = ''] = found;
  return {
    ...mark,
    source: 'endraw',
    start: found.index,
    end: found.index + whole.length,
    before: before as Mark['before'],
    after: after as Mark['after'],
  };
}

/** @returns the text between two marks without the blanks that are not rendered. */
function between(text: string, left: Mark | undefined, right: Mark | undefined): string {
  let shown = text;
  if (left?.after === '-') shown = shown.trimStart();
  else if (left && left.kind !== 'expression' && left.after === '') shown = shown.replace(/^\n/, '');
  if (right?.before === '-') return shown.trimEnd();
  if (!right || right.kind === 'expression' || right.before === '+') return shown;
  const line = text.lastIndexOf('\n') + 1;
  const startsLine = line > 0 || left === undefined;
  return startsLine && text.slice(line).trim() === ''
    ? shown.slice(0, shown.length - (text.length - line))
    : shown;
}

const KNOWN_ESCAPES = 'ntrbfv\'"\\xu';

/**
 * Python keeps a backslash before what it knows no escape of, as in `'\d'`; the library refuses it. Blanks outside of
 * quotes become one: the library takes time by the square of how many there are.
 */
function forLexer(source: string): string {
  return source.replace(/("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\s+/gs, (_, text?: string) =>
    text === undefined
      ? ' '
      : text.replace(/\\(.)/gs, (whole, one: string) =>
          one === '\n' ? '' : KNOWN_ESCAPES.includes(one) ? whole : `\\${whole}`,
        ),
  );
}
