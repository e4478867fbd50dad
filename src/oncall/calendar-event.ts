import ICAL from 'ical.js';
import { clockOf, instantBy, timeAt, wallBy, wallOf, type Clock } from './calendar-clock.ts';
import { CalendarError } from './calendar-text.ts';
import type { Wall } from './wall.ts';

/** A time from an instant to another, in epoch milliseconds; `until` is exclusive. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** A time at which an event is, and the event that says who is there: itself, or one that changes it. */
export interface Turn extends Stretch {
  readonly event: ICAL.Event;
}

/** Rules that repeat more often than hourly are none of shifts. */
const TOO_OFTEN: ReadonlySet<string> = new Set(['SECONDLY', 'MINUTELY']);

/** How much looking for the turns of a calendar may still take; taken from as it is done. */
export interface Effort {
  /** Times that may still be tried. */
  left: number;
}

/** At how many times in a row none has to fit until none is believed to: at fewer where they are years apart. */
const IN_A_ROW = 20_000;
const FEW_IN_A_ROW = 100;
const YEARS = 50;

/** When an event is, as it is written. */
interface Times {
  readonly start: Wall;
  readonly clock: Clock;
  /** @returns when a turn ends that begins at this wall time. */
  readonly endOf: (start: Wall) => number;
}

/** @returns the turns of an event that does not repeat, or of one that changes a turn of another. */
export function turnOf(event: ICAL.Event, zone: string): Turn {
  const { start, clock, endOf } = timesOf(event, zone);
  return { event, from: instantBy(clock, start), until: endOf(start) };
}

/**
 * The turns of an event that repeats, in the order of time: at the same local time also after a change of clocks, and as
 * long by the clocks on the wall as the first, which is how calendar programs show them.
 * @param changes events of the same id that change one turn, or one and all after it.
 * @param zone IANA name of the zone in which times without one are meant.
 * @throws CalendarError
 */
export function* turnsOf(
  event: ICAL.Event,
  changes: readonly ICAL.Event[],
  zone: string,
  effort: Effort,
): Generator<Turn, void> {
  const own = timesOf(event, zone);
  const left = new Set([...listed(event, 'exdate', zone), ...changes.map((one) => changed(one, zone))]);
  const onwards = changes
    .filter((one) => one.modifiesFuture())
    .map((one) => ({ one, since: changed(one, zone), times: timesOf(one, zone) }))
    .sort((a, b) => a.since - b.since);
  for (const start of starts(event, own, zone, effort)) {
    const at = instantBy(own.clock, start);
    if (left.has(at)) continue;
    const change = onwards.findLast(({ since }) => since <= at);
    if (!change) {
      yield { event, from: at, until: own.endOf(start) };
      continue;
    }
    const { one, since, times } = change;
    const moved = start + (times.start - wallBy(times.clock, since));
    yield { event: one, from: instantBy(times.clock, moved), until: times.endOf(moved) };
  }
}

function timesOf(event: ICAL.Event, zone: string): Times {
  const begins = event.component.getFirstProperty('dtstart');
  if (!begins) throw new CalendarError('the event does not say when it begins');
  const clock = clockOf(begins, event.startDate, zone);
  const start = wallOf(event.startDate);
  const ends = event.component.getFirstProperty('dtend');
  const endClock = ends ? clockOf(ends, event.endDate, zone) : clock;
  const end = wallOf(event.endDate);
  if (endClock === clock) return { start, clock, endOf: (from) => instantBy(clock, from + (end - start)) };
  const exact = instantBy(endClock, end) - instantBy(clock, start);
  return { start, clock, endOf: (from) => instantBy(clock, from) + exact };
}

/** The wall times at which a repeating event begins, by all its rules and single dates. */
function* starts(
  event: ICAL.Event,
  { start, clock }: Times,
  zone: string,
  effort: Effort,
): Generator<Wall, void> {
  const rules = event.component.getAllProperties('rrule').map((property) => ruleOf(property, clock));
  const single = listed(event, 'rdate', zone).map((at) => wallBy(clock, at));
  const sources: Iterator<Wall>[] = [
    ...rules.map((rule) => ruled(rule, start, effort)),
    [...new Set([...(rules.length === 0 ? [start] : []), ...single])].sort((a, b) => a - b).values(),
  ];
  let heads = sources.map((source) => source.next());
  let last: Wall | undefined;
  for (;;) {
    const coming = heads.flatMap((head) => (head.done ? [] : [head.value]));
    if (coming.length === 0) return;
    const next = Math.min(...coming);
    if (next !== last) yield next;
    last = next;
    heads = heads.map((head, n) => {
      if (head.done || head.value !== next) return head;
      return sources[n]?.next() ?? head;
    });
  }
}

function* ruled(rule: ICAL.Recur, start: Wall, effort: Effort): Generator<Wall, void> {
  const times = rule.iterator(timeAt(start));
  const fits = times.check_contracting_rules.bind(times);
  let [tried, since] = [0, times.last.year];
  // Of a rule that fits no day, such as daily on 30 February, the library looks for the next one for ever.
  times.check_contracting_rules = () => {
    if (++tried > IN_A_ROW || (tried > FEW_IN_A_ROW && times.last.year - since > YEARS))
      throw new CalendarError('no time fits its rule');
    if (--effort.left < 0) throw new CalendarError('it repeats too often');
    return fits();
  };
  for (let next = times.next() as ICAL.Time | null; next; next = times.next() as ICAL.Time | null) {
    [tried, since] = [0, next.year];
    yield wallOf(next);
  }
}

/** A rule that is reckoned in wall times alone: its end, which is in UTC as a rule, becomes one of them. */
function ruleOf(property: ICAL.Property, clock: Clock): ICAL.Recur {
  const rule = (property.getFirstValue() as ICAL.Recur).clone();
  const several = (part: string): boolean => new Set(rule.getComponent(part)).size > 1;
  if (TOO_OFTEN.has(rule.freq) || several('BYMINUTE') || several('BYSECOND'))
    throw new CalendarError('it repeats too often: hourly at most');
  const until = rule.until;
  if (until?.isDate) rule.until = timeAt(wallOf(until) + 86_399_000);
  else if (until?.zone === ICAL.Timezone.utcTimezone) rule.until = timeAt(wallBy(clock, wallOf(until)));
  return rule;
}

/** Instants that a property lists. */
function listed(event: ICAL.Event, name: 'exdate' | 'rdate', zone: string): number[] {
  return event.component.getAllProperties(name).flatMap((property) =>
    (property.getValues() as (ICAL.Time | ICAL.Period)[]).flatMap((value) => {
      const time = value instanceof ICAL.Period ? value.start : value;
      if (!time.isDate) return [instantBy(clockOf(property, time, zone), wallOf(time))];
      // A date names the turn of that day, whatever its hour.
      const { startDate } = event;
      const first = event.component.getFirstProperty('dtstart');
      const clock = first ? clockOf(first, startDate, zone) : zone;
      return [instantBy(clock, wallOf(time) + (wallOf(startDate) % 86_400_000))];
    }),
  );
}

/** Which turn of another an event changes: when that begins, in epoch milliseconds. */
function changed(event: ICAL.Event, zone: string): number {
  const property = event.component.getFirstProperty('recurrence-id');
  if (!property) throw new CalendarError('the event does not say what it changes');
  const time = event.recurrenceId;
  return instantBy(clockOf(property, time, zone), wallOf(time));
}
