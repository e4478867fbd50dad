import { formatProblem } from '../config/problem.ts';
import type { Standing } from '../config/standing.ts';
import type { Notice } from '../dashboard/frame.ts';

/**
 * What everybody should know who looks at the pages: that a configuration was refused, and what of it does not count.
 * @param inFull may the reader know what stands in the file?
 */
export function noticesOf(standing: Standing, inFull: boolean): Notice[] {
  const { refused, source, version, since, warnings } = standing;
  const notice = (title: string, at: number, lines: readonly string[]): Notice => ({
    title,
    at,
    lines: inFull ? lines : ['Ask who runs Muster.'],
  });
  const leftOut = warnings.filter((one) => one.leftOut).map((one) => formatProblem(one, source));
  const notices: Notice[] = [];
  if (refused) {
    const { at, problems, reason } = refused;
    const lines = problems.length > 0 ? problems.map((one) => formatProblem(one, source)) : [reason];
    notices.push(notice(`A newer configuration was refused; version ${version} stays in force.`, at, lines));
  }
  if (leftOut.length > 0)
    notices.push(notice('Some alias files or plug-ins do not count; all else does.', since, leftOut));
  return notices;
}
