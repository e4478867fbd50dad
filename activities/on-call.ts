import type { OnCallNow } from '../src/escalation/due-step.ts';
import type { PersonTarget } from '../src/escalation/policy.ts';
import type { Override } from '../src/oncall/override.ts';
import { onCallAt, type Schedule } from '../src/oncall/schedule.ts';

/** Which schedules, as an escalation step names them. */
export interface OnCallQuestion {
  readonly tenant: string;
  readonly schedules: readonly { readonly schedule: string; readonly name: string }[];
}

export interface OnCallActivities {
  /**
   * Who is on call at this moment, by the configuration in force and the overrides. Whoever cannot be found out quickly is
   * left out rather than waited for: a page must not hang on the store.
   */
  whoIsOnCall(question: OnCallQuestion): Promise<OnCallNow[]>;
}

export function createOnCallActivities(deps: {
  /** @returns undefined when the configuration has no such schedule any more. */
  readonly schedule: (tenant: string, id: string) => Schedule | undefined;
  /** All of a schedule, in the order in which they were made. */
  readonly overrides: (tenant: string, schedule: string) => Promise<readonly Override[]>;
  /** Somebody with all the ways in which they are reached; undefined when the configuration has them no more. */
  readonly person: (tenant: string, id: string) => Promise<PersonTarget | undefined>;
  readonly now: () => number;
}): OnCallActivities {
  async function now(tenant: string, schedule: string, name: string): Promise<OnCallNow> {
    const known = deps.schedule(tenant, schedule);
    if (!known) return { schedule, name, people: [], unknown: true };
    const at = deps.now();
    const { people, until } = onCallAt(known, await deps.overrides(tenant, schedule), at);
    const byOverride = people.flatMap(({ person, override }) => (override === undefined ? [] : [person]));
    const found = await Promise.all(people.map(({ person }) => deps.person(tenant, person)));
    return {
      schedule,
      name: known.name,
      people: found.filter((person) => person !== undefined),
      ...(byOverride.length > 0 && { byOverride }),
      ...(Number.isFinite(until) && { until }),
    };
  }
  return {
    whoIsOnCall: ({ tenant, schedules }) =>
      Promise.all(schedules.map(({ schedule, name }) => now(tenant, schedule, name))),
  };
}
