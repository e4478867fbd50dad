import type { Db } from 'mongodb';
import type { CalendarState } from '../oncall/fetched-calendar.ts';

/** A calendar as it was fetched last, with what is known of its fetching. */
export interface KeptCalendar extends CalendarState {
  /** Hash of the address that it is from: another address begins anew. */
  readonly address: string;
  /** Hash of the text, by which it is seen whether it has changed; absent before it was ever fetched. */
  readonly sum?: string;
  readonly text?: string;
  /** What its server knows the text by. */
  readonly etag?: string;
  readonly lastModified?: string;
}

/** Which calendar of which schedule. */
export interface CalendarKey {
  readonly tenant: string;
  /** The key in the configuration. */
  readonly schedule: string;
  /** Name of the layer. */
  readonly layer: string;
}

/** @returns what a calendar is kept by. */
export function calendarId({ tenant, schedule, layer }: CalendarKey): string {
  return `${tenant}:${schedule}/${layer}`;
}

/** Calendars that were fetched, found by their layer. One workflow of a schedule writes them. */
export function createCalendarStore(db: Db) {
  const kept = db.collection<KeptCalendar & { readonly _id: string }>('calendars');
  return {
    /** @returns undefined for one that was never tried. */
    async find(key: CalendarKey): Promise<KeptCalendar | undefined> {
      const found = await kept.findOne({ _id: calendarId(key) });
      if (!found) return undefined;
      const { _id, ...calendar } = found;
      return calendar;
    },

    /** @returns what is known of the fetching of one, without its text; undefined for one that was never tried. */
    async state(key: CalendarKey): Promise<Omit<KeptCalendar, 'text'> | undefined> {
      const found = await kept.findOne({ _id: calendarId(key) }, { projection: { text: 0 } });
      if (!found) return undefined;
      const { _id, text: _text, ...state } = found;
      return state;
    },

    async save(key: CalendarKey, calendar: KeptCalendar): Promise<void> {
      await kept.replaceOne({ _id: calendarId(key) }, calendar, { upsert: true });
    },
  };
}

export type CalendarStore = ReturnType<typeof createCalendarStore>;
