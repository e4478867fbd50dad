import type { CalendarState, CalendarTrouble } from '../oncall/fetched-calendar.ts';
import type { UnknownName } from '../oncall/schedule.ts';
import { titleOf } from '../tracker/title.ts';
import type { Message } from './message.ts';
import { plain, type Text } from './text.ts';

/** Which calendar: the name of its schedule and of its layer. */
export interface NamedCalendar {
  readonly schedule: string;
  readonly layer: string;
}

/** @returns how a calendar is, in one sentence; what its server said is in it as it is. */
export function troubleText(
  { layer }: Pick<NamedCalendar, 'layer'>,
  trouble: CalendarTrouble,
  { fetchedAt, failing }: CalendarState,
): Text {
  const which: Text = ['The calendar of ', { bold: layer }];
  const why = failing ? `: ${failing.reason}` : '';
  if (fetchedAt === undefined)
    return [...which, ` was never fetched${why}. `, { bold: 'Nobody' }, ' is on call by it.'];
  const counts: Text = ['What was fetched ', { time: fetchedAt }, ' counts.'];
  if (trouble === 'stale') return [...which, ' is out of date', `${why}. `, ...counts];
  return [...which, ` cannot be used${why}. `, ...counts];
}

/** @returns what a schedule's channels hear of a calendar that cannot be fetched or read; loudly when it is old. */
export function calendarTroubleMessage(
  calendar: NamedCalendar,
  trouble: CalendarTrouble,
  state: CalendarState,
): Message {
  const loud = trouble !== 'failing';
  const text: Text = ['⚠️ ', { bold: calendar.schedule }, ': ', ...troubleText(calendar, trouble, state)];
  return {
    summary: plain(text),
    ...(loud && { accent: 'SEV-1' as const, heading: '⚠️ Who is on call may be wrong' }),
    sections: [
      {
        text,
        footnote: [
          'It is tried again by itself. Look at its address in the configuration, and at whoever keeps it; until then put people on call with ',
          { code: '/im override' },
          '.',
        ],
      },
    ],
  };
}

/** @returns that a calendar which somebody was told of is fetched again. */
export function calendarMendedMessage({ schedule, layer }: NamedCalendar): Message {
  const text: Text = ['✅ ', { bold: schedule }, ': the calendar of ', { bold: layer }, ' is fetched again.'];
  return { summary: plain(text), accent: 'good', sections: [{ text }] };
}

/** Most names of a calendar that are told at once, and most characters of each: what it says is from outside. */
const NAMES_TOLD = 10;
const NAME_LENGTH = 80;

/** @returns which names in a calendar are nobody's; of many the first. */
export function unknownNamesMessage(
  { schedule, layer }: NamedCalendar,
  names: readonly Pick<UnknownName, 'name' | 'from'>[],
): Message {
  const text: Text = [
    '⚠️ ',
    { bold: schedule },
    ': the calendar of ',
    { bold: layer },
    ' names people who are not under ',
    { code: 'people' },
    ', so that nobody is on call in their place',
    ...names
      .slice(0, NAMES_TOLD)
      .flatMap(({ name, from }): Text => [
        '\n• ',
        { bold: titleOf(name, NAME_LENGTH) },
        ' from ',
        { time: from },
      ]),
    ...(names.length > NAMES_TOLD ? [`\n• and ${names.length - NAMES_TOLD} more`] : []),
  ];
  return { summary: plain(text).replaceAll('\n• ', ', '), sections: [{ text }] };
}
