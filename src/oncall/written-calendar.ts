import ICAL from 'ical.js';
import { turnOf, turnsOf, type Effort, type Stretch, type Turn } from './calendar-event.ts';
import { peopleOf, type NamedPeople, type PersonOf } from './calendar-people.ts';
import { CalendarError, eventLines } from './calendar-text.ts';
import type { UnknownName, WrittenShift, WrittenTurns } from './schedule.ts';

export { CalendarError } from './calendar-text.ts';

/** Shifts as people wrote them into a calendar of their own, for any time: events may repeat for ever. */
export interface WrittenCalendar extends WrittenTurns {
  /** How many events there are, repetitions not counted. */
  readonly events: number;
}

/** Most turns of all events: whoever needs more of them has another error. */
const MOST_TURNS = 100_000;
/** Most times that rules try for these turns, those that do not fit with them: so long nothing else is done. */
const MOST_TRIES = 300_000;
/** How far after its last event a calendar is looked through when it is read, in milliseconds. */
const LOOKED_THROUGH_MS = 400 * 86_400_000;
/** How much further than asked for repetitions are reckoned, in milliseconds, so that it is seldom done. */
const STRIDE_MS = 200 * 86_400_000;
/** How many answers are kept. */
const KEPT = 50;

/** An event and its turns as far as they were reckoned. */
interface Known extends Stretch {
  readonly who: NamedPeople;
  readonly line: number;
}

/**
 * Reads an iCalendar (RFC 5545) that people keep elsewhere: each event is a shift of those whom its attendees or its
 * summary name. Repetitions, exceptions, cancelled events and zones of the calendar's own are understood.
 * @param personOf who an e-mail address or some words of a summary mean.
 * @param zone what times without a zone of their own are meant in: an IANA name.
 * @throws CalendarError, with the line where it is known.
 */
export function readCalendar(text: string, personOf: PersonOf, zone: string): WrittenCalendar {
  const lines = eventLines(text);
  const events = eventsOf(text, lines).map((event, n) => ({ event, line: lines[n] ?? 1 }));
  const people = new Map<ICAL.Event, NamedPeople>();
  const peopleIn = (event: ICAL.Event): NamedPeople => {
    const who = people.get(event) ?? peopleOf(event, personOf);
    people.set(event, who);
    return who;
  };
  const changes = new Map<string, ICAL.Event[]>();
  for (const { event } of events)
    if (event.isRecurrenceException()) changes.set(event.uid, [...(changes.get(event.uid) ?? []), event]);
  const effort: Effort = { left: MOST_TRIES };

  const known: Known[] = [];
  const add = ({ event, from, until }: Turn, line: number): void => {
    if (until <= from || event.component.getFirstPropertyValue('status') === 'CANCELLED') return;
    known.push({ from, until, who: peopleIn(event), line });
  };
  const repeating: { readonly turns: Iterator<Turn, void>; next: Turn | undefined; readonly line: number }[] =
    [];
  let last = -Infinity;
  for (const { event, line } of events)
    at(line, () => {
      const first = turnOf(event, zone);
      last = Math.max(last, first.from);
      // What changes one turn is an event of its own, also where a calendar has nothing else of it.
      if (event.isRecurrenceException() || !event.isRecurring()) add(first, line);
      else {
        const turns = turnsOf(event, changes.get(event.uid) ?? [], zone, effort);
        repeating.push({ turns, next: turns.next().value ?? undefined, line });
      }
    });

  let [reckoned, turned] = [-Infinity, 0];
  const reckon = (until: number): void => {
    effort.left = MOST_TRIES;
    for (const one of repeating)
      at(one.line, () => {
        while (one.next && one.next.from < until && turned < MOST_TURNS) {
          turned++;
          add(one.next, one.line);
          one.next = one.turns.next().value ?? undefined;
        }
      });
    // One that was moved to an earlier time comes later in the order of its rule.
    reckoned = until - STRIDE_MS / 4;
    known.sort((a, b) => a.from - b.from);
  };
  reckon(last + LOOKED_THROUGH_MS);
  if (turned >= MOST_TURNS || known.length > MOST_TURNS)
    throw new CalendarError(`it has more than ${MOST_TURNS} shifts: its events repeat too often`);

  const knownIn = (from: number, until: number): Known[] => {
    if (until > reckoned) reckon(until + STRIDE_MS);
    return known.filter((one) => one.until > from && one.from < until);
  };
  const answers = new Map<string, readonly WrittenShift[]>();
  return {
    events: events.length,
    shiftsIn(from, until) {
      const key = `${from}/${until}`;
      const before = answers.get(key);
      if (before) return before;
      const shifts = knownIn(from, until).flatMap(({ who, ...one }) =>
        who.people.map((person): WrittenShift => ({ person, from: one.from, until: one.until })),
      );
      const [oldest] = answers.keys();
      if (answers.size >= KEPT && oldest !== undefined) answers.delete(oldest);
      answers.set(key, shifts);
      return shifts;
    },
    unknownIn(from, until) {
      const found = new Map<string, UnknownName>();
      for (const { who, ...one } of knownIn(from, until))
        for (const name of who.unknown)
          if (!found.has(name)) found.set(name, { name, from: one.from, until: one.until, line: one.line });
      return [...found.values()];
    },
  };
}

/** Says of an error at which event it was met. */
function at<R>(line: number, read: () => R): R {
  try {
    return read();
  } catch (error) {
    if (error instanceof CalendarError && error.line !== undefined) throw error;
    throw new CalendarError(error instanceof Error ? error.message : String(error), line);
  }
}

function eventsOf(text: string, lines: readonly number[]): ICAL.Event[] {
  const parsed = parsedFrom(text, lines);
  const calendars = (typeof parsed[0] === 'string' ? [parsed] : parsed) as unknown[][];
  return calendars
    .map((one) => new ICAL.Component(one))
    .flatMap((calendar) => calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event)));
}

function parsedFrom(text: string, lines: readonly number[]): unknown[] {
  try {
    return ICAL.parse(text.replace(/^\uFEFF/, '')) as unknown[];
  } catch (error) {
    // The reader does not say where: the first event that cannot be read by itself is looked for.
    const all = text.split(/\r\n|\n|\r/);
    const line = lines.find((begin) => !isReadable(all, begin));
    const reason = error instanceof Error ? error.message : String(error);
    throw new CalendarError(`it cannot be read: ${reason}`, line);
  }
}

/** @param all lines of a calendar. @param begin line of an event, from 1. */
function isReadable(all: readonly string[], begin: number): boolean {
  let end = begin;
  while (end < all.length && !/^END:VEVENT\s*$/i.test(all[end - 1] ?? '')) end++;
  try {
    ICAL.parse(['BEGIN:VCALENDAR', ...all.slice(begin - 1, end), 'END:VCALENDAR'].join('\r\n'));
    return true;
  } catch {
    return false;
  }
}
