import type { Schedule } from '../oncall/schedule.ts';
import type { Shift } from '../oncall/shift.ts';
import { said, type Message, type Section } from './message.ts';
import { whoIn, type NameOf } from './roster.ts';
import { plain, type Text } from './text.ts';

/** The coming shifts of one schedule. */
export interface ComingShifts {
  readonly schedule: Pick<Schedule, 'name'>;
  readonly shifts: readonly Shift[];
}

/** @returns the coming shifts of each schedule, gaps included. */
export function comingMessage(coming: readonly ComingShifts[], nameOf: NameOf): Message {
  const sections = coming.map(({ schedule, shifts }): Section => ({
    text: [
      { bold: schedule.name },
      ...shifts.flatMap((shift): Text => ['\n• ', ...times(shift), ': ', ...whoIn(shift, nameOf)]),
    ],
  }));
  return {
    summary: `Coming shifts. ${sections.map(({ text }) => plain(text ?? []).replaceAll('\n• ', '; ')).join('. ')}`,
    heading: 'Coming shifts',
    sections,
  };
}

/** A shift of somebody, by the schedule of this name. */
export interface OwnShift extends Shift {
  readonly schedule: Pick<Schedule, 'name'>;
}

const DAY_MS = 86_400_000;

/**
 * @returns when who asks is on call.
 * @param looked from when, epoch milliseconds, and how many days ahead; shifts are cut off there. `of`: of the schedule of
 * this name alone.
 */
export function ownShiftsMessage(
  shifts: readonly OwnShift[],
  person: string,
  looked: { readonly from: number; readonly days: number; readonly of?: string },
): Message {
  const { from, days, of } = looked;
  if (shifts.length === 0)
    return said(`You are not on call${of === undefined ? '' : ` for ${of}`} in the next ${days} days.`);
  const lines = shifts.flatMap((shift, n): Text => {
    const others = shift.people.filter((one) => one.person !== person).length;
    const mine = shift.people.find((one) => one.person === person);
    return [
      n > 0 ? '\n• ' : '• ',
      ...(shift.from <= from ? ['now'] : [{ time: shift.from }]),
      ...untilText(shift.until < from + days * DAY_MS ? shift.until : Infinity),
      ': ',
      { bold: shift.schedule.name },
      ...(mine?.override === undefined ? [] : [' (by an override)']),
      ...(others > 0 ? [`, with ${others} more`] : []),
    ];
  });
  return {
    summary: `You are on call: ${plain(lines).replaceAll('\n• ', '; ').replace('• ', '')}`,
    heading: 'Your shifts',
    sections: [{ text: lines }],
  };
}

function times({ from, until }: Shift): Text {
  return [{ time: from }, ...untilText(until)];
}

/** @param until Infinity where no end is known. */
function untilText(until: number): Text {
  return Number.isFinite(until) ? [' to ', { time: until }] : [' on'];
}

/** What who asks for a calendar gets, alone. @param own whether it shows their own shifts. */
export function feedMessage(url: string, own: boolean): Message {
  return {
    // What a lock screen shows is no place for a secret.
    summary: 'The address of a calendar',
    heading: own ? 'Calendar of your shifts' : 'Calendar of the schedule',
    sections: [
      { text: [{ code: url }] },
      {
        footnote: [
          'Subscribe to it in your calendar. Whoever has the address can read it: keep it to yourself. Asking again makes a new one and ends this.',
        ],
      },
    ],
  };
}
