import { RE2JS, RE2JSException } from 're2js';
import type { RedactionPattern } from '../access/redact.ts';
import { valueAt } from './explain.ts';
import type { Finding } from './expand.ts';
import type { Path } from './problem.ts';

/**
 * Compiles patterns of one's own. They run on RE2, whose time is linear in the text: no pattern can stop the program.
 * @param file the file as written; what is no pattern at all is left to the schema.
 */
export function compilePatterns(file: unknown): { compiled: RedactionPattern[]; findings: Finding[] } {
  const compiled: RedactionPattern[] = [];
  const findings: Finding[] = [];
  const patterns = valueAt(file, ['redaction', 'patterns']);
  for (const index of Array.isArray(patterns) ? patterns.keys() : []) {
    const path: Path = ['redaction', 'patterns', index, 'pattern'];
    const [name, source, ignoreCase] = ['name', 'pattern', 'ignoreCase'].map((key) =>
      valueAt(patterns, [index, key]),
    );
    if (typeof name !== 'string' || typeof source !== 'string') continue;
    const pattern = compilePattern(name, source, ignoreCase === true);
    if (typeof pattern === 'string') findings.push({ path, message: pattern });
    else compiled.push(pattern);
  }
  return { compiled, findings };
}

/** @returns the pattern, or what is wrong with it. @param source in RE2's syntax. */
export function compilePattern(name: string, source: string, ignoreCase: boolean): RedactionPattern | string {
  try {
    const expression = RE2JS.compile(source, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    if (expression.matcher('').find()) return 'matches the empty text, so it would match everywhere';
    return {
      name,
      // In RE2's replacements `$` and `\` are special.
      replaceIn: (text, mark) => expression.matcher(text).replaceAll(mark.replace(/[\\$]/g, '\\$&')),
    };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return `${error.message}: patterns have the syntax of RE2 (no look-around, no back-references)`;
  }
}
