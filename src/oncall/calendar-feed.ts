import ICAL from 'ical.js';
import type { OnCallPerson, Schedule } from './schedule.ts';

/** What a feed needs to know besides the shifts. */
export interface FeedNames {
  /** @returns what a person is called. */
  readonly person: (id: string) => string;
  /** Makes the ids of shifts unique in the world, such as the server's name. */
  readonly domain: string;
}

/** Somebody on call by a schedule. Epoch milliseconds; `until` is exclusive. */
export interface FeedEntry {
  readonly schedule: Pick<Schedule, 'id' | 'name'>;
  readonly who: OnCallPerson;
  readonly from: number;
  readonly until: number;
}

/** What calendar programs call it, and the IANA zone in which they show it unless told otherwise. */
export interface FeedAbout {
  readonly name: string;
  readonly zone: string;
}

/**
 * Shifts as an iCalendar (RFC 5545), which calendar programs subscribe to. An event for each entry, whose id stays the
 * same as long as the shift begins at the same time, so that programs change it and do not add another. Times are in UTC.
 * @param now when it is made, epoch milliseconds.
 */
export function calendarFeed(
  { name, zone }: FeedAbout,
  entries: readonly FeedEntry[],
  { person: nameOf, domain }: FeedNames,
  now: number,
): string {
  const calendar = new ICAL.Component('vcalendar');
  calendar.updatePropertyWithValue('prodid', '-//Muster//On-call//EN');
  calendar.updatePropertyWithValue('version', '2.0');
  calendar.updatePropertyWithValue('method', 'PUBLISH');
  calendar.updatePropertyWithValue('x-wr-calname', name);
  calendar.updatePropertyWithValue('x-wr-timezone', zone);
  // Outlook's own, and that of RFC 7986, 5.7.
  calendar.updatePropertyWithValue('x-published-ttl', 'PT1H');
  calendar.updatePropertyWithValue('refresh-interval', ICAL.Duration.fromString('PT1H'));
  for (const { schedule, who, from, until } of entries) {
    const { person, layer, override } = who;
    const event = new ICAL.Component('vevent');
    event.updatePropertyWithValue('uid', `${schedule.id}-${person}-${from}@${domain}`);
    event.updatePropertyWithValue('dtstamp', utc(now));
    event.updatePropertyWithValue('dtstart', utc(from));
    event.updatePropertyWithValue('dtend', utc(until));
    event.updatePropertyWithValue('summary', `${nameOf(person)} is on call for ${schedule.name}`);
    event.updatePropertyWithValue('description', override === undefined ? (layer ?? '') : 'By an override');
    // Being on call does not make somebody busy.
    event.updatePropertyWithValue('transp', 'TRANSPARENT');
    calendar.addSubcomponent(event);
  }
  return calendar.toString();
}

function utc(at: number): ICAL.Time {
  return ICAL.Time.fromJSDate(new Date(at), true);
}
