import { RE2JS, RE2JSException } from 're2js';

/** Says of a text whether a pattern fits it. */
export type Fits = (text: string) => boolean;

const EXPRESSION = /^\/(.*)\/(i?)$/s;

/**
 * Reads a pattern: the text itself, in which `*` stands for anything, or an expression of RE2 between slashes, such as
 * `/^eu-\d+$/` or `/timeout/i`, which is looked for anywhere. RE2 takes time linear in the text.
 * @returns what says whether a text fits, or what is wrong with the pattern.
 */
export function readPattern(written: string): Fits | string {
  const [, source, flag] = EXPRESSION.exec(written) ?? [];
  try {
    if (source !== undefined) {
      const expression = RE2JS.compile(source, flag ? RE2JS.CASE_INSENSITIVE : 0);
      return (text) => expression.matcher(text).find();
    }
    if (!written.includes('*')) return (text) => text === written;
    const parts = written.split('*').map((part) => RE2JS.quote(part));
    const whole = RE2JS.compile(parts.join('.*'), RE2JS.DOTALL);
    return (text) => whole.matches(text);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return `${error.message}: expressions have the syntax of RE2 (no look-around, no back-references)`;
  }
}
