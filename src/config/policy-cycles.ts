import { valueAt } from './explain.ts';
import type { Finding } from './expand.ts';
import { isMapping } from './schema-walk.ts';

/**
 * @param file the file as written.
 * @returns every circle of escalation policies that follow one another, told once, where the first of them names the next.
 */
export function policyCycles(file: unknown): Finding[] {
  const written = valueAt(file, ['escalation']);
  const policies = isMapping(written) ? Object.keys(written) : [];
  const after = (policy: string): string | undefined => {
    const then = valueAt(file, ['escalation', policy, 'then']);
    return typeof then === 'string' && policies.includes(then) ? then : undefined;
  };
  const told = new Set<string>();
  return policies.flatMap((first): Finding[] => {
    const circle = circleFrom(first, after);
    if (!circle || told.has(first)) return [];
    for (const policy of circle) told.add(policy);
    const message =
      `escalation policies that follow one another must end, and these come round: ${[...circle, first].join(' → ')}. ` +
      'Take one `then` out, or use `repeat`';
    return [{ path: ['escalation', first, 'then'], message }];
  });
}

/** @returns the policies that follow one another from one on until it comes again; undefined when it does not. */
function circleFrom(
  first: string,
  after: (policy: string) => string | undefined,
): readonly string[] | undefined {
  const seen = [first];
  for (let next = after(first); next !== undefined; next = after(next)) {
    if (next === first) return seen;
    // It leads into a circle of others, which is told of itself.
    if (seen.includes(next)) return undefined;
    seen.push(next);
  }
  return undefined;
}
