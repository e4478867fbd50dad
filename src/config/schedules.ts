import type { Calendar, Holidays } from '../oncall/hours.ts';
import type { FetchedLayer } from '../oncall/fetched-calendar.ts';
import type { HandOver } from '../oncall/hours-text.ts';
import type { Rotation } from '../oncall/rotation.ts';
import type { Layer } from '../oncall/schedule.ts';
import { readCalendar } from '../oncall/written-calendar.ts';
import { DAY_MS, MINUTE_MS, weekdayOf, type Wall } from '../oncall/wall.ts';
import type { PersonOf } from '../oncall/calendar-people.ts';
import { channelsOf } from './channels.ts';
import type { ScheduleConfig } from './config.ts';
import { personNamed } from './person-named.ts';
import { holidaysOf } from './public-holidays.ts';
import type { TenantFile } from './schema.ts';

type LayerFile = TenantFile['schedules'][string]['layers'][number];

const NO_HOLIDAYS: Holidays = new Set<string>();

/** @returns the schedules of a file, without overrides, which people make in chat. */
export function schedulesOf(file: TenantFile): Map<string, ScheduleConfig> {
  const holidays = daysOff(file);
  const { timeZone: usual } = file.defaults;
  const personOf = personNamed(file.people);
  return new Map(
    Object.entries(file.schedules).map(([id, written]) => {
      const { name = id, timeZone: zone = usual, tellPeople, expectGaps, lookAhead: lookAheadMs } = written;
      const layers = written.layers.map((layer) => layerOf(layer, personOf, zone));
      const channels = channelsOf(written.channels);
      const fetched = written.layers.flatMap(fetchedOf);
      return [
        id,
        {
          id,
          name,
          zone,
          holidays: holidays(written.holidays),
          layers,
          channels,
          tellPeople,
          expectGaps,
          lookAheadMs,
          ...(fetched.length > 0 && { fetched }),
        },
      ];
    }),
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

/** What is fetched is no part of the configuration: until it is there, nobody is on call by it. */
function fetchedOf({ name, calendar }: LayerFile): FetchedLayer[] {
  if (calendar?.url === undefined) return [];
  const { url, every, staleAfter, privateAddresses } = calendar;
  return [
    {
      layer: name,
      url: url.replace(/^webcal:/i, 'https:'),
      everyMs: every,
      staleAfterMs: staleAfter,
      privately: privateAddresses,
    },
  ];
}

function turnsOf(written: LayerFile, personOf: PersonOf, zone: string): Layer['turns'] {
  const { calendar } = written;
  if (!calendar) return rotationOf(written);
  return calendar.content === undefined ? [] : readCalendar(calendar.content, personOf, zone);
}

function layerOf(written: LayerFile, personOf: PersonOf, zone: string): Layer {
  const { name, until, hours, onHolidays } = written;
  return {
    name,
    turns: turnsOf(written, personOf, zone),
    hours,
    ...(onHolidays && { onHolidays }),
    ...(until !== undefined && { end: Date.parse(`${until}T00:00Z`) }),
  };
}

const WEEK_MS = 7 * DAY_MS;
const MIDNIGHT: HandOver = { minute: 0 };

/** @returns the turns that a layer has without a calendar. */
export function rotationOf({ people = [], turn, handOver, from = '' }: LayerFile): Rotation {
  return {
    groups: people.map((one) => (typeof one === 'string' ? [one] : one)),
    start: firstHandOver(from, handOver ?? MIDNIGHT),
    lengthMs: turn ?? WEEK_MS,
  };
}
