import type { Hours } from '../oncall/hours.ts';
import { dateOf, DAY_MS, isLeftOut } from '../oncall/wall.ts';
import { CalendarError, readCalendar } from '../oncall/written-calendar.ts';
import { checkAddress, ForbiddenAddress } from '../outbound/public-address.ts';
import type { Finding } from './expand.ts';
import type { Path } from './problem.ts';
import { unknownCountry } from './public-holidays.ts';
import { personNamed } from './person-named.ts';
import { rotationOf } from './schedules.ts';
import type { TenantFile } from './schema.ts';

type ScheduleFile = TenantFile['schedules'][string];
type LayerFile = ScheduleFile['layers'][number];

const WHOLE_WEEK: Hours = { days: [1, 2, 3, 4, 5, 6, 7], from: 0, to: 1440 };

/** @returns what is well formed in holidays, hours and schedules, and cannot be meant. */
export function impossibleSchedules(file: TenantFile): Finding[] {
  return [
    ...Object.entries(file.holidays).flatMap(([id, { country, region }]) => {
      if (country === undefined) {
        const message = 'needs a country: name it, or list the days under `dates`';
        return region === undefined ? [] : [{ path: ['holidays', id, 'region'], message }];
      }
      const message = unknownCountry(country, region);
      return message === undefined ? [] : [{ path: ['holidays', id, 'country'], message }];
    }),
    ...Object.entries(file.businessHours).flatMap(([id, { open }]) =>
      overlapping(open, ['businessHours', id, 'open']),
    ),
    ...Object.entries(file.schedules).flatMap(([id, schedule]) =>
      impossible(schedule, file, ['schedules', id]),
    ),
  ];
}

function impossible(schedule: ScheduleFile, file: TenantFile, path: Path): Finding[] {
  const { layers, timeZone: zone = file.defaults.timeZone } = schedule;
  return layers.flatMap((layer, index): Finding[] => {
    const findings: Finding[] = [];
    const at = [...path, 'layers', index];
    const find = (message: string, ...where: Path): void =>
      void findings.push({ path: [...at, ...where], message });
    if (layers.findIndex(({ name }) => name === layer.name) < index) {
      find(`"${layer.name}" is the name of a layer below as well: each needs one of its own`, 'name');
    }
    for (const [number, group] of (layer.people ?? []).entries()) {
      if (new Set(group).size < group.length && typeof group !== 'string') {
        find('names somebody twice', 'people', number);
      }
    }
    const { start, lengthMs } = rotationOf(layer);
    if (layer.calendar) findings.push(...unreadable(layer.calendar, file, zone, [...at, 'calendar']));
    if (layer.handOver?.day !== undefined && lengthMs % (7 * DAY_MS) !== 0) {
      find(
        'turns that are not of whole weeks cannot all begin on one weekday: leave the day out',
        'handOver',
      );
    }
    if (!layer.calendar && isLeftOut(start, zone)) {
      const when = new Date(start).toISOString().slice(0, 16).replace('T', ' ');
      find(`there is no ${when} in ${zone}: clocks are put forward over it`, 'from');
    }
    if (!layer.calendar && layer.until !== undefined && Date.parse(`${layer.until}T00:00Z`) <= start) {
      find(`ends before it begins, at the hand-over on ${dateOf(start)}: correct the year?`, 'until');
    }
    if (layer.onHolidays && schedule.holidays === undefined) {
      find('needs the holidays of the schedule: name them under `holidays` of the schedule', 'onHolidays');
    }
    findings.push(...overlapping(layer.hours, [...at, 'hours']));
    const above = layers.slice(index + 1).find((other) => hides(other, layer));
    if (above) {
      find(
        `never speaks: the layer "${above.name}" above it covers all its time; the lowest layer stands first`,
        'name',
      );
    }
    return findings;
  });
}

/** @returns why a calendar cannot be read, with its line of the calendar. */
function unreadable(
  { file: name, content, url, privateAddresses }: NonNullable<LayerFile['calendar']>,
  { people }: TenantFile,
  zone: string,
  path: Path,
): Finding[] {
  if (url !== undefined) return privateAddresses ? [] : forbidden(url, [...path, 'url']);
  const at = [...path, name === undefined ? 'content' : 'file'];
  if (content === undefined)
    return [{ path: at, message: `the file ${name ?? ''} is not among those that were given: add it` }];
  try {
    readCalendar(content, personNamed(people), zone);
    return [];
  } catch (error) {
    if (!(error instanceof CalendarError)) throw error;
    const line = error.line === undefined ? '' : name === undefined ? `line ${error.line}` : `:${error.line}`;
    const where = name === undefined ? line : `${name}${line}`;
    return [{ path: at, message: [where, error.message].filter(Boolean).join(': ') }];
  }
}

/** @returns why nothing is fetched from an address; of a name that is found out when it is looked up. */
function forbidden(url: string, path: Path): Finding[] {
  try {
    checkAddress(new URL(url.replace(/^webcal:/i, 'https:')));
    return [];
  } catch (error) {
    if (!(error instanceof ForbiddenAddress)) throw error;
    const message = `${error.message}; set \`privateAddresses: true\` where that is meant`;
    return [{ path, message }];
  }
}

/** Does a layer always speak when one below it would? */
function hides(above: LayerFile, below: LayerFile): boolean {
  return (
    !above.calendar &&
    covers(above, below) &&
    (above.until === undefined || (below.until !== undefined && below.until <= above.until)) &&
    !below.calendar &&
    rotationOf(above).start <= rotationOf(below).start
  );
}

/** Do the hours of a layer have all those of another? */
function covers(above: LayerFile, below: LayerFile): boolean {
  // Hours belong to the day on which they begin: of days off only the same hours are sure to be the same.
  if (above.onHolidays)
    return (
      above.onHolidays === below.onHolidays && JSON.stringify(above.hours) === JSON.stringify(below.hours)
    );
  if (above.hours.length === 0) return true;
  const open = new Set(above.hours.flatMap(minutesOf));
  return (below.hours.length > 0 ? below.hours : [WHOLE_WEEK])
    .flatMap(minutesOf)
    .every((minute) => open.has(minute));
}

function overlapping(hours: readonly Hours[], path: Path): Finding[] {
  const seen = new Set<number>();
  return hours.flatMap((one, index) => {
    const minutes = minutesOf(one);
    const twice = minutes.some((minute) => seen.has(minute));
    for (const minute of minutes) seen.add(minute);
    return twice
      ? [{ path: [...path, index], message: 'overlaps with hours before it: write each time once' }]
      : [];
  });
}

/** Minutes of a week. */
function minutesOf({ days, from, to }: Hours): number[] {
  const length = to > from ? to - from : to + 1440 - from;
  return days.flatMap((day) =>
    Array.from({ length }, (_, minute) => ((day - 1) * 1440 + from + minute) % (7 * 1440)),
  );
}
