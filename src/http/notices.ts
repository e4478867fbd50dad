import { formatProblem } from '../config/problem.ts';
import type { Standing } from '../config/standing.ts';
import type { Notice } from '../dashboard/frame.ts';

/**
 * What everybody should know who looks at the pages: that a configuration was refused.
 * @param inFull may the reader know what stands in the file?
 */
export function noticesOf({ refused, source, version }: Standing, inFull: boolean): Notice[] {
  if (!refused) return [];
  const { at, problems, reason } = refused;
  const lines = problems.length > 0 ? problems.map((problem) => formatProblem(problem, source)) : [reason];
  return [
    {
      title: `A newer configuration was refused; version ${version} stays in force.`,
      lines: inFull ? lines : ['Ask who runs Muster.'],
      at,
    },
  ];
}
