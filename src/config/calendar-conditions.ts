import { troubleOf, type CalendarTrouble } from '../oncall/fetched-calendar.ts';
import { allTenants, type Config } from './config.ts';

/** How a calendar is that is fetched from elsewhere. */
export interface CalendarCondition {
  readonly tenant: string;
  /** The key in the configuration. */
  readonly schedule: string;
  /** Name of the layer. */
  readonly layer: string;
  /** When it was fetched last, epoch milliseconds; absent: never. */
  readonly fetchedAt?: number;
  readonly trouble?: CalendarTrouble;
}

/** @returns how every calendar is that is fetched. @param now epoch milliseconds. */
export function calendarConditions(config: Config, now: number): CalendarCondition[] {
  return allTenants(config).flatMap(({ tenant, schedules }) =>
    [...schedules.values()].flatMap(({ id: schedule, fetched = [] }) =>
      fetched.map((one) => {
        const trouble = troubleOf(one, one.state, now);
        const fetchedAt = one.state?.fetchedAt;
        return {
          tenant,
          schedule,
          layer: one.layer,
          ...(fetchedAt !== undefined && { fetchedAt }),
          ...(trouble && { trouble }),
        };
      }),
    ),
  );
}
