import { withoutTypographic } from '../text/quotes.ts';

/** A placeholder of an alias format: `{{name}}`, or `{{name=default}}`, which may be left out. */
export interface Placeholder {
  readonly kind: 'placeholder';
  readonly name: string;
  /** What it stands for when it is left out, without quotes; undefined where it must be given. */
  readonly fallback: string | undefined;
  /** Characters that it has in the format. */
  readonly length: number;
}

/** Text of an alias format between its placeholders: a regular expression. */
export interface Wording {
  readonly kind: 'wording';
  readonly source: string;
}

export type Part = Placeholder | Wording;

/** Why a format cannot be read, and the offset in it at which that stands. */
export interface Unreadable {
  readonly offset: number;
  readonly message: string;
}

const NAME = /^[\p{L}_][\p{L}\d_.-]*$/u;

/**
 * Takes an alias format apart. Braces of a default may nest: `{{hosts={{ kept.hosts }}}}`, `{{body={"a": {"b": 1}}}}`.
 * @returns its placeholders and what stands between them, in order.
 */
export function partsOf(format: string): readonly Part[] | Unreadable {
  const parts: Part[] = [];
  let from = 0;
  for (;;) {
    const open = format.indexOf('{{', from);
    if (open > from || (open < 0 && from < format.length))
      parts.push({ kind: 'wording', source: format.slice(from, open < 0 ? undefined : open) });
    if (open < 0) return parts;
    const close = closing(format, open);
    if (close === undefined) return { offset: open, message: 'the placeholder that begins here has no `}}`' };
    const read = placeholder(format.slice(open + 2, close - 2));
    if (typeof read === 'string') return { offset: open, message: read };
    parts.push({ ...read, length: close - open });
    from = close;
  }
}

/** @returns the offset behind the `}}` that ends what opens at an offset. */
function closing(format: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < format.length; at++) {
    if (format[at] === '{') depth++;
    if (format[at] === '}') depth--;
    if (depth === 0) return at + 1;
  }
  return undefined;
}

function placeholder(text: string): Omit<Placeholder, 'length'> | string {
  const [, name = '', fallback] = /^\s*(.*?)\s*(?:=\s*(.*?)\s*)?$/s.exec(text) ?? [];
  if (!NAME.test(name))
    return name === ''
      ? 'a placeholder needs a name: `{{host}}`'
      : `\`${name}\` is no name of a parameter: letters, digits, \`_\`, \`.\` and \`-\`, beginning with a letter`;
  return { kind: 'placeholder', name, fallback: fallback === undefined ? undefined : bare(fallback) };
}

/** @returns a value without the quotes around all of it. */
export function bare(value: string): string {
  const [, , quoted] = /^(["'])(.*)\1$/s.exec(value) ?? [];
  return quoted ?? withoutTypographic(value) ?? value;
}
