import { troubleOf, type CalendarState, type FetchedLayer } from '../oncall/fetched-calendar.ts';
import type { Coverage } from '../oncall/coverage.ts';
import type { Schedule } from '../oncall/schedule.ts';
import type { NowAndNext, Shift } from '../oncall/shift.ts';
import { troubleText } from './calendar-notice.ts';
import type { Message, Section } from './message.ts';
import { plain, type Text } from './text.ts';

/** Who is on call by one schedule, and what is missing ahead. */
export interface Duty extends Coverage {
  readonly schedule: Pick<Schedule, 'name'> & {
    readonly expectGaps?: boolean;
    /** Calendars of its layers that are fetched. */
    readonly fetched?: readonly (FetchedLayer & { readonly state?: CalendarState })[];
  };
  /** Who is on call ahead and cannot be paged. */
  readonly unreachable?: readonly { readonly person: string; readonly from: number }[];
}

/** What a person is called. */
export type NameOf = (person: string) => string;

/** How many gaps of one schedule are told. */
const GAPS = 3;

/** @returns who is on call now and next, and when nobody will be. */
export function rosterMessage(duties: readonly Duty[], nameOf: NameOf): Message {
  const lines = duties.map((duty): Text => [{ bold: duty.schedule.name }, ': ', ...line(duty, nameOf)]);
  return {
    summary: `On call. ${lines.map((one) => plain(one)).join(' ')}`,
    heading: 'On call',
    sections: duties.map((duty, n): Section => {
      const missing = warnings(duty, nameOf);
      return { text: lines[n] ?? [], ...(missing.length > 0 && { footnote: missing }) };
    }),
  };
}

function warnings({ schedule, gaps, now, unreachable = [] }: Duty, nameOf: NameOf): Text {
  const missing = schedule.expectGaps ? undefined : gapsText(gaps, now.from);
  const people = unreachable.flatMap(({ person, from }): Text => [
    '⚠️ ',
    { bold: nameOf(person) },
    ' cannot be paged, and is on call ',
    ...(from > now.from ? ['from ', { time: from }, '.'] : ['now.']),
    ' ',
  ]);
  const calendars = (schedule.fetched ?? []).flatMap((one): Text => {
    const trouble = troubleOf(one, one.state, now.from);
    return one.state && trouble ? ['⚠️ ', ...troubleText(one, trouble, one.state), ' '] : [];
  });
  return [...calendars, ...people, ...(missing ?? [])];
}

/** @returns the gaps ahead in one line; undefined without any besides one that is told already. */
export function gapsText(gaps: readonly Shift[], now: number): Text | undefined {
  const ahead = gaps.filter(({ from }) => from > now);
  if (ahead.length === 0) return undefined;
  const more = ahead.length > GAPS ? [` and ${ahead.length - GAPS} more`] : [];
  return [
    '⚠️ Nobody is on call ',
    ...ahead
      .slice(0, GAPS)
      .flatMap(({ from, until }, n): Text => [
        n > 0 ? ', ' : '',
        'from ',
        { time: from },
        ' until ',
        { time: until },
      ]),
    ...more,
    '.',
  ];
}

function line({ now, next }: NowAndNext, nameOf: NameOf): Text {
  const until: Text = Number.isFinite(now.until) && next ? [' until ', { time: now.until }] : [];
  const then: Text = next ? ['; then ', ...whoIn(next, nameOf)] : [];
  return [...whoIn(now, nameOf), ...until, ...then, '.'];
}

/** @returns who is on call in a shift, and who of them by an override. */
export function whoIn({ people }: Pick<Shift, 'people'>, nameOf: NameOf): Text {
  if (people.length === 0) return [{ bold: 'NOBODY' }];
  return people.flatMap(({ person, override }, n): Text => [
    ...(n > 0 ? [', '] : []),
    { bold: nameOf(person) },
    ...(override === undefined ? [] : [' (by an override)']),
  ]);
}
