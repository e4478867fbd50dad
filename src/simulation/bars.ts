import { length } from './clock.ts';
import { lanesOf } from './lanes.ts';
import type { Outcome } from './outcome.ts';
import type { RowKind } from './rows.ts';

const SIGNS: Record<RowKind, string> = {
  page: '●',
  unreachable: '○',
  act: '✓',
  warning: '!',
  breach: '✗',
  end: '■',
  run: '▶',
  other: '·',
};
/** Where two come to stand on one place, the graver is shown. */
const GRAVEST: readonly RowKind[] = [
  'breach',
  'end',
  'unreachable',
  'warning',
  'act',
  'run',
  'page',
  'other',
];

/**
 * The timeline in characters, for where there are no pictures: a line for each lane, all equally long.
 * @param width how many characters the time has.
 */
export function barsOf(outcome: Outcome, zone: string, width = 40): string[] {
  const { lanes, lengthMs } = lanesOf(outcome, zone);
  const lines = lanes.map(({ name, marks }) => {
    const places = Array.from({ length: width }, () => '─');
    for (const kind of GRAVEST.toReversed()) {
      for (const mark of marks) {
        if (mark.kind === kind) places[Math.round((mark.afterMs / lengthMs) * (width - 1))] = SIGNS[kind];
      }
    }
    return `${places.join('')} ${name}`;
  });
  const end = `+${length(lengthMs)}`;
  return [...lines, `+0m${end.padStart(width - 3)}`];
}

/** What the signs of {@link barsOf} mean. */
export const SIGNS_MEAN =
  '● paged, ○ cannot be reached, ✓ somebody acts, ! SLA warning, ✗ SLA breach, ■ the escalation ends, ▶ a runbook is run';
