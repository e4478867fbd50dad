import { onCallAt } from '../oncall/schedule.ts';
import type { Override } from '../oncall/override.ts';
import { gaps } from '../oncall/shift.ts';
import { allTenants, findTenant, type Config } from './config.ts';

/** How far ahead gaps in coverage are looked for, in milliseconds. */
const AHEAD_MS = 14 * 86_400_000;
/** Most gaps that are told of a schedule. */
const TOLD = 5;

/** What a configuration would change at once or soon. Times are epoch milliseconds. */
export interface Effects {
  /** Schedules by which others are on call now. Ids of people. */
  readonly onCall: readonly {
    readonly tenant: string;
    readonly schedule: string;
    readonly before: readonly string[];
    readonly after: readonly string[];
  }[];
  /** Times at which nobody would be on call and now somebody is. */
  readonly gaps: readonly {
    readonly tenant: string;
    readonly schedule: string;
    readonly from: number;
    readonly until: number;
  }[];
}

/**
 * @param overrides finds the overrides of a schedule.
 * @param now epoch milliseconds.
 */
export async function effectsOf(
  before: Config,
  after: Config,
  overrides: (tenant: string, schedule: string) => Promise<readonly Override[]>,
  now: number,
): Promise<Effects> {
  const onCall: Effects['onCall'][number][] = [];
  const open: Effects['gaps'][number][] = [];
  for (const { tenant, schedules } of allTenants(after)) {
    const earlier = findTenant(before, tenant)?.schedules;
    for (const [id, schedule] of schedules) {
      const made = await overrides(tenant, id);
      const was = earlier?.get(id);
      if (was) {
        const people = (one: typeof schedule): string[] =>
          onCallAt(one, made, now).people.map(({ person }) => person);
        const [then, next] = [people(was), people(schedule)];
        if (then.join() !== next.join()) onCall.push({ tenant, schedule: id, before: then, after: next });
      }
      const until = now + AHEAD_MS;
      const known = was ? gaps(was, made, now, until) : [];
      const fresh = gaps(schedule, made, now, until).filter(
        (gap) => !known.some((one) => one.from <= gap.from && one.until >= gap.until),
      );
      for (const gap of fresh.slice(0, TOLD))
        open.push({ tenant, schedule: id, from: gap.from, until: gap.until });
    }
  }
  return { onCall, gaps: open };
}
