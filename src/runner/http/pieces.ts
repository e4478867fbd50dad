/** A piece of a Jinja template: text as it stands, or one `{{ … }}`. */
export interface Piece {
  readonly kind: 'text' | 'expression';
  /** As written, with its braces. */
  readonly text: string;
}

/** `{{ … }}`; quoted braces within do not end it. */
const EXPRESSION = /\{\{(?:[^"'}]|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\}(?!\}))*\}\}/gs;

/**
 * Takes a template apart, so that what each expression yields can be encoded for the place where it stands.
 * @returns its pieces in order, or why it cannot be: statements could stand across places that are encoded otherwise.
 */
export function piecesOf(template: string): readonly Piece[] | string {
  const pieces: Piece[] = [];
  let from = 0;
  const until = (end: number): void => {
    if (end > from) pieces.push({ kind: 'text', text: template.slice(from, end) });
  };
  for (const { 0: text, index } of template.matchAll(EXPRESSION)) {
    until(index);
    pieces.push({ kind: 'expression', text });
    from = index + text.length;
  }
  until(template.length);
  const plain = pieces.flatMap(({ kind, text }) => (kind === 'text' ? [text] : [])).join(' ');
  if (/\{[%#]/.test(plain)) return 'takes `{{ … }}` alone, no statements (`{% … %}`) and no comments';
  return plain.includes('{{') ? 'has a `{{` without its `}}`' : pieces;
}
