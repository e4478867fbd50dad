import ICAL from 'ical.js';
import type { WrittenShift } from './schedule.ts';
import { instantOf } from './wall.ts';

/** A calendar that cannot be read, with why. */
export class CalendarError extends Error {
  override readonly name = 'CalendarError';
}

/** One time of an event that repeats; the library does not export its type. */
interface Occurrence {
  readonly item: ICAL.Event;
  readonly startDate: ICAL.Time;
  readonly endDate: ICAL.Time;
}

/** Most events of one calendar, repetitions counted, so that one that repeats every second ends. */
const MOST_SHIFTS = 20_000;

/**
 * Reads shifts from an iCalendar (RFC 5545) that people keep elsewhere: each event is a shift of those whom its attendees
 * or its summary name. Repetitions, exceptions and cancelled events are understood.
 * @param personOf who an e-mail address or some words of a summary mean; undefined for nobody who is known.
 * @param zone what times without a zone of their own are meant in: an IANA name.
 * @param from epoch milliseconds; what is over by then is left out. @param until what begins later is left out.
 * @returns the shifts in the order of time, and what names nobody.
 * @throws CalendarError
 */
export function readCalendar(
  text: string,
  personOf: (name: string) => string | undefined,
  zone: string,
  from: number,
  until: number,
): { shifts: WrittenShift[]; unknown: string[] } {
  const events = eventsOf(text);
  const exceptions = events.filter((event) => event.isRecurrenceException());
  const shifts: WrittenShift[] = [];
  const unknown = new Set<string>();
  const instantOfStart = (event: ICAL.Event, time: ICAL.Time): number =>
    instant(event, 'dtstart', time, zone);
  const take = (event: ICAL.Event, begins: number, ends: number): void => {
    if (ends <= from || begins >= until || ends <= begins) return;
    if (event.component.getFirstPropertyValue('status') === 'CANCELLED') return;
    const people = peopleOf(event, personOf);
    if (people.length === 0) unknown.add(event.summary || event.uid);
    for (const person of people) shifts.push({ person, from: begins, until: ends });
    if (shifts.length > MOST_SHIFTS) throw new CalendarError(`it has more than ${MOST_SHIFTS} shifts`);
  };
  for (const event of events) {
    if (event.isRecurrenceException()) continue;
    if (!event.isRecurring()) {
      const zoned = event.component.hasProperty('dtend') ? 'dtend' : 'dtstart';
      take(event, instantOfStart(event, event.startDate), instant(event, zoned, event.endDate, zone));
      continue;
    }
    for (const exception of exceptions) if (exception.uid === event.uid) event.relateException(exception);
    const repetitions = event.iterator();
    for (let turn = 0; ; turn++) {
      const next = repetitions.next() as ICAL.Time | null;
      if (!next || instantOfStart(event, next) >= until) break;
      if (turn > MOST_SHIFTS) throw new CalendarError(`"${event.summary}" repeats too often`);
      const { item, startDate, endDate } = event.getOccurrenceDetails(next) as Occurrence;
      take(item, instantOfStart(item, startDate), instantOfStart(item, endDate));
    }
  }
  return { shifts: shifts.sort((a, b) => a.from - b.from), unknown: [...unknown] };
}

function eventsOf(text: string): ICAL.Event[] {
  let calendar: ICAL.Component;
  try {
    calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  } catch (error) {
    throw new CalendarError(`it is no iCalendar: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (calendar.name !== 'vcalendar') throw new CalendarError(`it is a ${calendar.name}, no vcalendar`);
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  return calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
}

/** Whoever is invited, else whom the summary names: whole, or its parts between commas, `&`, `+` and `/`. */
function peopleOf(event: ICAL.Event, personOf: (name: string) => string | undefined): string[] {
  const invited = event.attendees.flatMap((attendee) => {
    const address = String(attendee.getFirstValue()).replace(/^mailto:/i, '');
    return personOf(address) ?? [];
  });
  if (invited.length > 0) return [...new Set(invited)];
  const summary = event.summary || '';
  const whole = personOf(summary.trim());
  if (whole !== undefined) return [whole];
  const named = summary.split(/[,&+/]| and /).flatMap((part) => personOf(part.trim()) ?? []);
  return [...new Set(named)];
}

/** Times are in UTC, in a zone of IANA, in one that the calendar defines itself, or in none: then in the schedule's. */
function instant(event: ICAL.Event, property: 'dtstart' | 'dtend', time: ICAL.Time, zone: string): number {
  const wall = Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);
  const { zone: own } = time;
  if (own === ICAL.Timezone.utcTimezone) return wall;
  const named = event.component.getFirstProperty(property)?.getParameter('tzid');
  if (!time.isDate && typeof named === 'string') {
    if (isZone(named)) return instantOf(wall, named);
    if (own !== ICAL.Timezone.localTimezone) return time.toUnixTime() * 1_000;
    throw new CalendarError(`it does not say what the time zone ${JSON.stringify(named)} is`);
  }
  return instantOf(wall, zone);
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
