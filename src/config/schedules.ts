import type { Calendar, Holidays } from '../oncall/hours.ts';
import type { HandOver } from '../oncall/hours-text.ts';
import type { Layer, Schedule } from '../oncall/schedule.ts';
import { DAY_MS, MINUTE_MS, weekdayOf, type Wall } from '../oncall/wall.ts';
import { holidaysOf } from './public-holidays.ts';
import type { TenantFile } from './schema.ts';

type LayerFile = TenantFile['schedules'][string]['layers'][number];

const NO_HOLIDAYS: Holidays = new Set<string>();

/** @returns the schedules of a file, without overrides, which people make in chat. */
export function schedulesOf(file: TenantFile): Map<string, Schedule> {
  const holidays = daysOff(file);
  const { timeZone: usual } = file.defaults;
  return new Map(
    Object.entries(file.schedules).map(([id, { name = id, timeZone = usual, holidays: off, layers }]) => [
      id,
      { id, name, zone: timeZone, holidays: holidays(off), layers: layers.map(layerOf) },
    ]),
  );
}

/** @returns the hours at which people work. */
export function businessHoursOf(file: TenantFile): Map<string, Calendar> {
  const holidays = daysOff(file);
  return new Map(
    Object.entries(file.businessHours).map(([id, { timeZone, open, holidays: off }]): [string, Calendar] => [
      id,
      { zone: timeZone ?? file.defaults.timeZone, hours: open, holidays: holidays(off), onHolidays: 'skip' },
    ]),
  );
}

/** @returns the first hand-over on or after a day. */
export function firstHandOver(from: string, { day, minute }: HandOver): Wall {
  const first = Date.parse(`${from}T00:00Z`);
  const wait = day === undefined ? 0 : (day - weekdayOf(first) + 7) % 7;
  return first + wait * DAY_MS + minute * MINUTE_MS;
}

function daysOff(file: TenantFile): (key: string | undefined) => Holidays {
  const all = new Map(Object.entries(file.holidays).map(([key, written]) => [key, holidaysOf(written)]));
  return (key) => (key === undefined ? undefined : all.get(key)) ?? NO_HOLIDAYS;
}

function layerOf({ name, people, turn, handOver, from, until, hours, onHolidays }: LayerFile): Layer {
  return {
    name,
    turns: {
      groups: people.map((one) => (typeof one === 'string' ? [one] : one)),
      start: firstHandOver(from, handOver),
      lengthMs: turn,
    },
    hours,
    ...(onHolidays && { onHolidays }),
    ...(until !== undefined && { end: Date.parse(`${until}T00:00Z`) }),
  };
}
