import type { RedactionPattern } from '../access/redact.ts';
import { valueAt } from './explain.ts';
import type { Finding } from './expand.ts';
import type { Path } from './problem.ts';

/**
 * Compiles patterns of one's own.
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
    const problem = problemOf(source);
    if (problem) findings.push({ path, message: problem });
    else compiled.push({ name, expression: new RegExp(source, ignoreCase === true ? 'giu' : 'gu') });
  }
  return { compiled, findings };
}

function problemOf(source: string): string | undefined {
  let expression: RegExp;
  try {
    expression = new RegExp(source, 'u');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return expression.test('') ? 'matches the empty text, so it would match everywhere' : undefined;
}
