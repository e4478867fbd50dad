import { formatProblem } from '../config/problem.ts';
import { bounded } from '../text/bounded.ts';
import type { Standing } from '../config/standing.ts';
import type { Notice } from '../dashboard/frame.ts';

/** How many lines of a notice stand on every page, and most characters of one. */
const SHOWN = 5;
const LONGEST = 300;

/**
 * What everybody should know who looks at the pages: that a configuration was refused, and what of it does not count.
 * @param inFull may the reader know what stands in the file?
 */
export function noticesOf(standing: Standing, inFull: boolean): Notice[] {
  const { refused, source, version, since, warnings } = standing;
  const notice = (title: string, at: number, lines: readonly string[]): Notice => ({
    title,
    at,
    lines: inFull ? shortened(lines) : ['Ask who runs Muster.'],
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

/** A pack that is broken has hundreds of lines, and each page would begin with them. */
function shortened(lines: readonly string[]): readonly string[] {
  const shown = lines.slice(0, SHOWN).map((line) => bounded(line, LONGEST));
  const more = lines.length - shown.length;
  if (more === 0) return shown;
  return [
    ...shown,
    `And ${more} more: muster check-config, the log and GET /api/v1/configuration name all of them.`,
  ];
}
