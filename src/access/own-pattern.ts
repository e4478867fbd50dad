import { RE2JS, RE2JSException } from 're2js';
import type { RedactionPattern } from './redact.ts';

/** A pattern of one's own as it was written: plain data. */
export interface WrittenPattern {
  readonly name: string;
  /** In RE2's syntax. */
  readonly source: string;
  readonly ignoreCase: boolean;
}

/** A pattern of one's own, ready for use. */
export interface OwnPattern extends RedactionPattern {
  readonly written: WrittenPattern;
}

/**
 * Compiles a pattern of one's own. It runs on RE2, whose time is linear in the text: no pattern can stop the program.
 * @returns the pattern, or what is wrong with it.
 */
export function compilePattern(written: WrittenPattern): OwnPattern | string {
  const { name, source, ignoreCase } = written;
  try {
    const expression = RE2JS.compile(source, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    if (expression.matcher('').find()) return 'matches the empty text, so it would match everywhere';
    return {
      name,
      written,
      // In RE2's replacements `$` and `\` are special.
      replaceIn: (text, mark) => expression.matcher(text).replaceAll(mark.replace(/[\\$]/g, '\\$&')),
    };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return `${error.message}: patterns have the syntax of RE2 (no look-around, no back-references)`;
  }
}
