import type { Permission } from '../access/permission.ts';
import type { TenantConfig } from '../config/config.ts';
import { onCallPage, type ShownSchedule } from '../dashboard/on-call-page.tsx';
import { DAY_MS, dayOf, instantOf, wallAt } from '../oncall/wall.ts';
import { troubleOf } from '../oncall/fetched-calendar.ts';
import { isZone } from '../oncall/zone.ts';
import type { Caller } from './caller.ts';
import type { Tell } from './live.ts';
import type { Rosters } from './rosters.ts';
import type { Visit, Visits } from './visits.ts';

export interface OnCallPageDependencies {
  readonly rosters: Pick<Rosters, 'all' | 'shifts' | 'overrides' | 'unreachable'>;
  readonly config: (tenant: string) => TenantConfig;
  /** Is there a way to page somebody? */
  readonly isReachable: (tenant: string, person: string) => Promise<boolean>;
  readonly permitted: (
    permission: Permission,
    page: (visit: Visit) => Promise<void>,
  ) => (visit: Visit) => Promise<void>;
  readonly tell: Tell;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** How many days are shown at once, and how many weeks ahead one may look. */
const DAYS = 14;
const MOST_WEEKS = 52;
/** How often the page is made anew by the passing of time alone, in milliseconds. */
const ANEW_MS = 60_000;

/** Who is on call now and next, with gaps and people who cannot be reached. */
export function addOnCallPages(visits: Visits, deps: OnCallPageDependencies): void {
  const { rosters, config, now, permitted } = deps;

  async function shown(reader: Caller, days: readonly number[]): Promise<ShownSchedule[]> {
    const all = await rosters.all(reader);
    if ('denied' in all) return [];
    const [from = 0] = days;
    const until = days.at(-1) ?? from;
    return Promise.all(
      all.map(async ({ schedule, now: present, next, gaps }): Promise<ShownSchedule> => {
        const found = await rosters.shifts(reader, schedule.id, from, until);
        const shifts = 'denied' in found ? [] : found.shifts;
        const people = [...new Set(shifts.flatMap((shift) => shift.people.map(({ person }) => person)))];
        const reached = await Promise.all(people.map((one) => deps.isReachable(reader.tenant, one)));
        const { id, name, zone } = schedule;
        const unreachable = people.filter((_, n) => reached[n] === false);
        const calendars = (schedule.fetched ?? []).flatMap((one) => {
          const trouble = troubleOf(one, one.state, now());
          return one.state && trouble ? [{ layer: one.layer, trouble, ...one.state }] : [];
        });
        return { id, name, zone, now: present, next, shifts, gaps, unreachable, calendars };
      }),
    );
  }

  visits.get(
    '/on-call',
    permitted('people', async ({ reader, frame, request, response }) => {
      const { schedules, people, defaults } = config(reader.tenant);
      const { zone: wanted } = request.query;
      const zone = typeof wanted === 'string' && isZone(wanted) ? wanted : defaults.timeZone;
      const weeks = Math.min(MOST_WEEKS, Math.max(0, Math.floor(Number(request.query.weeks) || 0)));
      const today = dayOf(wallAt(now(), zone)) + weeks * 7 * DAY_MS;
      const days = Array.from({ length: DAYS + 1 }, (_, n) => instantOf(today + n * DAY_MS, zone));
      const nameOf = (person: string): string => people.get(person)?.name ?? person;
      const zones = [
        ...new Set([zone, defaults.timeZone, ...[...schedules.values()].map((one) => one.zone), 'UTC']),
      ];
      const [found, lost] = await Promise.all([shown(reader, days), rosters.unreachable(reader)]);
      const unreachable = 'denied' in lost ? [] : lost;
      response.send(
        onCallPage({ frame, unreachable, schedules: found, days, zone, zones, weeks, nameOf, now: now() }),
      );
    }),
  );

  visits.get(
    '/live/on-call',
    permitted('people', async ({ reader, response }) => {
      const { tenant } = reader;
      const version = async (): Promise<string> => {
        const made = await rosters.overrides(reader);
        const seen = 'denied' in made ? [] : made.map(({ override }) => [override.id, override.until]);
        return JSON.stringify([seen, Math.floor(now() / ANEW_MS)]);
      };
      await deps.tell(response, { name: `on call at ${tenant}`, version });
    }),
  );
  for (const path of ['/on-call', '/live/on-call']) visits.only(path, 'GET');
}
