import { clockTime, length } from './clock.ts';
import type { Outcome } from './outcome.ts';
import { rowsOf } from './rows.ts';

/** @returns what is simulated, in a line. @param zone IANA name. */
export function headline(outcome: Outcome, zone: string): string {
  const { severity, service, team, policy, at } = outcome;
  const about = service !== undefined ? ` on ${service}` : team !== undefined ? ` for ${team}` : '';
  const by = policy === undefined ? 'without an escalation policy' : `by the policy ${policy}`;
  return `${severity}${about}, declared ${clockTime(at, zone)} (${zone}), ${by}`;
}

/** @returns what would follow after the last line, in a sentence. */
export function ending({ end, endsAt, at, acts }: Outcome): string {
  const calledOff = acts.flatMap(({ command, by, cancelled }) =>
    cancelled.length === 0
      ? []
      : [
          `${by}'s ${command} calls off ${cancelled.map(({ name, afterMs }) => `${name} at +${length(afterMs)}`).join(', ')}. `,
        ],
  );
  const last =
    end === 'nothing follows'
      ? 'Nothing follows.'
      : end === 'time'
        ? `This is all within ${length(endsAt - at)}; more follows.`
        : `That is too much to tell in full: it was looked at until +${length(endsAt - at)}.`;
  return `${calledOff.join('')}${last}`;
}

/**
 * @param zone IANA name of the zone in which times are told.
 * @returns the plan as lines of text, in columns.
 */
export function tableOf(outcome: Outcome, zone: string): string[] {
  const rows = rowsOf(outcome, zone).map(({ afterMs, at, who, what }) => [
    `+${length(afterMs)}`,
    clockTime(at, zone),
    who,
    what,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column < 3 ? cell.padEnd(widths[column] ?? 0) : cell))
      .join('  ')
      .trimEnd(),
  );
  return [`${headline(outcome, zone)}.`, ...lines, ending(outcome)];
}
