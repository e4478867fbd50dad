import { GROUPINGS } from '../figures/group.ts';
import { parsePeriod } from '../figures/period.ts';
import { problem, type Ask, type Problem } from './ask.ts';
import type { Flagged } from './flag.ts';
import { likeliest } from './nearest.ts';
import { wording } from './token.ts';

/** Reads of which time the figures are wanted, and by what they are to be told apart: `last month by service`. */
export function parseFigures({ flags, rest }: Flagged): Ask | Problem {
  const text = wording(rest);
  const [, words = '', said] = /^(.*?)(?:(?:^| )by (\S+))?$/i.exec(text) ?? [];
  const wanted = (flags.get('by') ?? said)?.toLowerCase();
  const by = GROUPINGS.find((one) => one === wanted || `${one}s` === wanted);
  if (wanted !== undefined && !by) {
    const near = likeliest(wanted, GROUPINGS);
    const hint = near === undefined ? '' : ` Did you mean ${near}?`;
    return problem(
      `Figures are told by ${GROUPINGS.join(', ')}, not by ${JSON.stringify(wanted.slice(0, 40))}.${hint}`,
    );
  }
  const period = words.trim() === '' ? undefined : parsePeriod(words);
  if (words.trim() !== '' && !period) {
    return problem(
      `There is no period ${JSON.stringify(words.trim().slice(0, 40))}: write 7d, this week, last month, last quarter, year or 2026-10.`,
    );
  }
  const only = (flag: 'team' | 'service') => {
    const named = flags.get(flag)?.trim();
    return named ? { [flag]: named } : {};
  };
  return {
    kind: 'figures',
    ...(period && { period }),
    ...(by && { by }),
    ...only('team'),
    ...only('service'),
  };
}
