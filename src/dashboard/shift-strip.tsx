import type { Shift } from '../oncall/shift.ts';
import { zonedDay } from './zoned-time.ts';

export interface StripProps {
  /** What it shows, for who does not see it. */
  readonly label: string;
  /** All shifts of the time shown, gaps included. */
  readonly shifts: readonly Shift[];
  /** Where days begin in the zone shown, in order, epoch milliseconds; the last is the end. */
  readonly days: readonly number[];
  /** IANA name. */
  readonly zone: string;
  readonly nameOf: (person: string) => string;
  /** Epoch milliseconds. */
  readonly now: number;
}

const WIDTH = 1_120;
const HEAD = 24;
const ROW = 44;
/** About how wide a letter is. */
const LETTER = 7;
const TINTS = ['', 'odd', 'third'] as const;

/** @returns as much of a name as there is room for; nothing where not even its beginning fits. */
function fitting(name: string, width: number): string {
  const letters = Math.floor((width - 8) / LETTER);
  if (name.length <= letters) return name;
  return letters < 3 ? '' : `${name.slice(0, letters - 1)}…`;
}

/** Shifts as a strip of a calendar. Days are as long as they are: one on which clocks change is shorter or longer. */
export function ShiftStrip({ label, shifts, days, zone, nameOf, now }: StripProps) {
  const from = days[0] ?? 0;
  const until = days.at(-1) ?? from + 1;
  const x = (at: number): number => Math.round(((at - from) / (until - from)) * WIDTH * 10) / 10;
  const tints = new Map<string, (typeof TINTS)[number]>();
  const tint = (who: string): string => {
    const known = tints.get(who) ?? TINTS[tints.size % TINTS.length] ?? '';
    tints.set(who, known);
    return known;
  };
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      <svg class="strip" viewBox={`0 0 ${WIDTH} ${HEAD + ROW + 4}`} role="img" aria-label={label}>
        {days.slice(0, -1).map((day) => (
          <g key={day} class="day">
            <line x1={x(day)} x2={x(day)} y1={0} y2={HEAD + ROW + 4} />
            <text x={x(day) + 4} y={16}>
              {zonedDay(day, zone)}
            </text>
          </g>
        ))}
        {shifts.map((shift) => {
          const who = shift.people.map(({ person }) => nameOf(person)).join(', ');
          const isGap = shift.people.length === 0;
          const isOverride = shift.people.some(({ override }) => override !== undefined);
          const width = Math.max(1, x(shift.until) - x(shift.from));
          const kind = isGap ? 'gap' : `${tint(who)}${isOverride ? ' override' : ''}`;
          return (
            <g key={shift.from} class={`shift ${kind}`}>
              <title>{isGap ? 'Nobody' : `${who}${isOverride ? ' (override)' : ''}`}</title>
              <rect x={x(shift.from)} y={HEAD} width={width} height={ROW} rx={3} />
              <text x={x(shift.from) + 5} y={HEAD + ROW / 2 + 4}>
                {fitting(isGap ? 'Nobody' : who, width)}
              </text>
            </g>
          );
        })}
        {now >= from && now < until && (
          <line class="now" x1={x(now)} x2={x(now)} y1={HEAD - 4} y2={HEAD + ROW + 4} />
        )}
      </svg>
    </div>
  );
}
