import { compilePattern, type OwnPattern } from '../access/own-pattern.ts';
import { valueAt } from './explain.ts';
import type { Finding } from './expand.ts';
import type { Path } from './problem.ts';

/**
 * Compiles the file's patterns.
 * @param file the file as written; what is no pattern at all is left to the schema.
 */
export function compilePatterns(file: unknown): { compiled: OwnPattern[]; findings: Finding[] } {
  const compiled: OwnPattern[] = [];
  const findings: Finding[] = [];
  const patterns = valueAt(file, ['redaction', 'patterns']);
  for (const index of Array.isArray(patterns) ? patterns.keys() : []) {
    const path: Path = ['redaction', 'patterns', index, 'pattern'];
    const [name, source, ignoreCase] = ['name', 'pattern', 'ignoreCase'].map((key) =>
      valueAt(patterns, [index, key]),
    );
    if (typeof name !== 'string' || typeof source !== 'string') continue;
    const pattern = compilePattern({ name, source, ignoreCase: ignoreCase === true });
    if (typeof pattern === 'string') findings.push({ path, message: pattern });
    else compiled.push(pattern);
  }
  return { compiled, findings };
}
