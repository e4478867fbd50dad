import ICAL from 'ical.js';
import type { Schedule } from './schedule.ts';
import type { Shift } from './shift.ts';

/** What a feed needs to know besides the shifts. */
export interface FeedNames {
  /** @returns what a person is called. */
  readonly person: (id: string) => string;
  /** Makes the ids of shifts unique in the world, such as the server's name. */
  readonly domain: string;
}

/**
 * Shifts as an iCalendar (RFC 5545), which calendar programs subscribe to. An event for each person and shift, whose id
 * stays the same as long as the shift begins at the same time, so that programs change it and do not add another.
 * @param now when it is made, epoch milliseconds.
 */
export function calendarFeed(
  { id, name, zone }: Schedule,
  shifts: readonly Shift[],
  { person: nameOf, domain }: FeedNames,
  now: number,
): string {
  const calendar = new ICAL.Component('vcalendar');
  calendar.updatePropertyWithValue('prodid', '-//Muster//On-call//EN');
  calendar.updatePropertyWithValue('version', '2.0');
  calendar.updatePropertyWithValue('method', 'PUBLISH');
  calendar.updatePropertyWithValue('x-wr-calname', `On call: ${name}`);
  calendar.updatePropertyWithValue('x-wr-timezone', zone);
  for (const shift of shifts) {
    for (const { person, layer, override } of shift.people) {
      const event = new ICAL.Component('vevent');
      event.updatePropertyWithValue('uid', `${id}-${person}-${shift.from}@${domain}`);
      event.updatePropertyWithValue('dtstamp', utc(now));
      event.updatePropertyWithValue('dtstart', utc(shift.from));
      event.updatePropertyWithValue('dtend', utc(shift.until));
      event.updatePropertyWithValue('summary', `${nameOf(person)} is on call for ${name}`);
      event.updatePropertyWithValue('description', override === undefined ? (layer ?? '') : 'By an override');
      // Being on call does not make somebody busy.
      event.updatePropertyWithValue('transp', 'TRANSPARENT');
      calendar.addSubcomponent(event);
    }
  }
  return calendar.toString();
}

function utc(at: number): ICAL.Time {
  return ICAL.Time.fromJSDate(new Date(at), true);
}
