import type { Delivery } from '../chat/delivery.ts';
import { coveredMessage, putOnCallMessage } from '../chat/override-messages.ts';
import type { Message } from '../chat/message.ts';
import { didYouMean } from '../command/nearest.ts';
import type { ScheduleConfig, TenantConfig } from '../config/config.ts';
import { pagedPeople } from '../config/paged-people.ts';
import type { PersonTarget } from '../escalation/policy.ts';
import type { Person } from '../incident/person.ts';
import type { MadeOverride, OverrideStore } from '../mongo/override-store.ts';
import { coverageAt, firstShifts, shiftsOf, type Coverage } from '../oncall/coverage.ts';
import type { Override } from '../oncall/override.ts';
import { gaps, shifts, type Shift } from '../oncall/shift.ts';
import type { Caller } from './caller.ts';
import type { Calling } from './calling.ts';
import type { Denied } from './denied.ts';
import type { Operations } from './operations.ts';
import type { SendLater } from './replies.ts';
import { createTrail, type TrailDependencies } from './trail.ts';
import { typedId } from './typed-id.ts';
import { Unavailable } from './unavailable.ts';

export interface RosterDependencies extends TrailDependencies {
  readonly operations: Pick<Operations, 'permitted'>;
  readonly config: (tenant: string) => TenantConfig;
  readonly store: Pick<OverrideStore, 'of' | 'add' | 'end'>;
  /** The overrides of a schedule as far as they are known, also while the store is away. */
  readonly overrides: (tenant: string, schedule: string) => Promise<readonly Override[]>;
  /** Somebody with all the ways in which they are reached; undefined when the configuration has them no more. */
  readonly person: (tenant: string, id: string) => Promise<PersonTarget | undefined>;
  readonly reach: Calling['reach'];
  readonly sendLater: SendLater;
  /** Tells whatever watches a schedule that its overrides have changed. Never rejects. */
  readonly changed: (tenant: string, schedule: string) => Promise<void>;
}

/** Who is to be on call for a time. Times are epoch milliseconds. */
export interface OverrideRequest {
  /** Ids of people. */
  readonly people: readonly string[];
  /** Whose place they take; without it everybody's. */
  readonly replaces?: string;
  /** Now when it is not given. */
  readonly from?: number;
  readonly until: number;
  readonly note?: string;
}

/** An override and the schedule that it is of. */
export interface OverrideOf {
  readonly schedule: ScheduleConfig;
  readonly override: MadeOverride;
}

/** A schedule as it stands. */
export interface StandingSchedule extends Coverage {
  readonly schedule: ScheduleConfig;
  /** Who is on call ahead and has no account that a page could go to, and when they first are, epoch milliseconds. */
  readonly unreachable: readonly { readonly person: string; readonly from: number }[];
}

/** A shift and the schedule that it is of. */
export interface ShiftOf extends Shift {
  readonly schedule: ScheduleConfig;
}

/** How long an override may be, in milliseconds: longer is a matter of the configuration. */
const LONGEST_MS = 366 * 86_400_000;
/** How far back an override may begin, in milliseconds: what was typed a moment ago. */
const JUST_NOW_MS = 60_000;
/** Most people who are told that somebody takes their place. */
const TOLD = 5;

/** @returns an override that says what another says, made before it, and with none in its way; undefined when there is none. */
function sameAs(made: MadeOverride, before: readonly MadeOverride[]): MadeOverride | undefined {
  const who = ({ people, replaces }: Override): string =>
    JSON.stringify([[...people].sort(), replaces ?? null]);
  return before.find(
    (one, index) =>
      one.id !== made.id &&
      who(one) === who(made) &&
      one.from <= made.from &&
      // `2h` typed again a moment later ends a moment later.
      one.until >= made.until - JUST_NOW_MS &&
      !before.slice(index + 1).some(({ from, until }) => from < made.until && until > made.from),
  );
}

const impossible = (message: string): Denied => ({ denied: 'impossible', message });
const invalid = (message: string): Denied => ({ denied: 'invalid', message });

/** What may be known and changed of who is on call, with permission and trail; chat and API both come here. */
export function createRosters(deps: RosterDependencies) {
  const { config, operations, store } = deps;
  const trail = createTrail(deps);

  /** @returns the schedule of a key or name, whatever its case. */
  function scheduleNamed(tenant: string, named: string): ScheduleConfig | Denied {
    const { schedules } = config(tenant);
    const wanted = named.trim().toLowerCase();
    const found =
      schedules.get(wanted) ?? [...schedules.values()].find(({ name }) => name.toLowerCase() === wanted);
    if (found) return found;
    if (schedules.size === 0)
      return {
        denied: 'not_found',
        message: 'No schedule is configured: `schedules` in the configuration says who is on call.',
      };
    return {
      denied: 'not_found',
      message: `There is no schedule ${JSON.stringify(named.slice(0, 60))}.${didYouMean(wanted, schedules.keys())}`,
    };
  }

  async function allSchedules(caller: Caller): Promise<readonly ScheduleConfig[] | Denied> {
    const denied = await operations.permitted(caller, 'people');
    return denied ?? [...config(caller.tenant).schedules.values()];
  }

  async function one(caller: Caller, named: string): Promise<ScheduleConfig | Denied> {
    const denied = await operations.permitted(caller, 'people');
    return denied ?? scheduleNamed(caller.tenant, named);
  }

  async function standing(tenant: string, schedule: ScheduleConfig): Promise<StandingSchedule> {
    const overrides = await deps.overrides(tenant, schedule.id);
    const at = deps.now();
    const ahead = firstShifts(schedule, overrides, at, schedule.lookAheadMs);
    const found = await Promise.all(
      [...ahead].map(async ([id, from]) => {
        const target = await deps.person(tenant, id);
        return target && target.contacts.length > 0 ? [] : [{ person: id, from }];
      }),
    );
    return {
      schedule,
      ...coverageAt(schedule, overrides, at, schedule.lookAheadMs),
      unreachable: found.flat(),
    };
  }

  function personOf(tenant: string, id: string): Person | Denied {
    const { people } = config(tenant);
    const known = people.get(id);
    if (known) return { id: known.id, name: known.name };
    return invalid(
      `${id} is nobody of the configuration, and could not be paged: name them under \`people\`.${didYouMean(id, people.keys())}`,
    );
  }

  /** Tells somebody of a change that concerns them; the change stands also when they cannot be told. */
  async function tell(caller: Caller, person: Person, once: string, message: Message): Promise<void> {
    const [way] = await deps.reach(caller.tenant, { person }).catch(() => []);
    if (!way) return;
    const { tenant } = caller;
    const key = `${tenant}:override:${once}:${person.id}`;
    const delivery: Delivery = { key, tenant, instance: way.instance, to: way.to, message };
    await deps.sendLater(`${once}:${person.id}`, delivery, caller.patience).catch((err: unknown) => {
      if (!(err instanceof Unavailable)) throw err;
      deps.log.warn({ err, person: person.id }, 'somebody could not be told of an override');
    });
  }

  async function tellConcerned(
    caller: Caller,
    { schedule, override }: OverrideOf,
    before: readonly Override[],
  ): Promise<void> {
    const { people } = config(caller.tenant);
    const person = (id: string): Person => ({ id, name: people.get(id)?.name ?? id });
    const { from, until, replaces } = override;
    const put = override.people.map(person);
    const lost = shifts(schedule, before, from, until)
      .flatMap((shift) => shift.people.map((some) => some.person))
      .filter((id) => (replaces === undefined || id === replaces) && !override.people.includes(id));
    const others = [...new Set(lost)].slice(0, TOLD).map(person);
    const told = [
      ...put.map((who) => [who, putOnCallMessage(schedule, override)] as const),
      ...others.map((who) => [who, coveredMessage(schedule, override, put)] as const),
    ].filter(([{ id }]) => id !== caller.person.id);
    await Promise.all(told.map(([who, message]) => tell(caller, who, override.id, message)));
  }

  async function make(
    caller: Caller,
    schedule: ScheduleConfig,
    request: OverrideRequest,
  ): Promise<OverrideOf | Denied> {
    const { tenant } = caller;
    const now = deps.now();
    const { from = now, until, people, replaces, note } = request;
    for (const id of [...people, ...(replaces === undefined ? [] : [replaces])]) {
      const known = personOf(tenant, id);
      if ('denied' in known) return known;
    }
    if (until <= from) return invalid('It ends before it begins: give a later end.');
    if (until <= now) return invalid('That time is over.');
    if (from < now - JUST_NOW_MS)
      return invalid(
        'It would begin in the past, where it changes nothing any more: leave the beginning out.',
      );
    if (until - from > LONGEST_MS)
      return invalid('That is longer than a year: change the schedule in the configuration.');
    if (replaces !== undefined && people.includes(replaces))
      return invalid('Nobody can take their own place: name somebody else.');
    const override: MadeOverride = {
      // The same when the same is sent again.
      id: typedId('o', `${tenant} ${caller.via} ${caller.deliveryId}`),
      people: [...new Set(people)],
      ...(replaces !== undefined && { replaces }),
      from: Math.max(from, now),
      until,
      by: caller.person,
      madeAt: now,
      ...(note !== undefined && { note: deps.redact(note, tenant) }),
    };
    const before = await store.of(tenant, schedule.id);
    if (replaces !== undefined && shiftsOf(replaces, schedule, before, override.from, until).length === 0)
      return impossible(
        `${config(tenant).people.get(replaces)?.name ?? replaces} is not on call for ${schedule.name} in that time: there is nothing to take over.`,
      );
    const same = sameAs(override, before);
    if (same)
      return impossible(
        `That override is there already: ${same.id}, until ${new Date(same.until).toISOString().slice(0, 16).replace('T', ' ')} UTC. \`/im override cancel ${same.id}\` ends it.`,
      );
    await store.add(tenant, schedule.id, [override], now);
    // The same delivery may have made it before, a moment earlier by the clock.
    const kept = (await store.of(tenant, schedule.id)).find(({ id }) => id === override.id) ?? override;
    const made = { schedule, override: kept };
    await deps.changed(tenant, schedule.id);
    await tellConcerned(
      caller,
      made,
      before.filter(({ id }) => id !== kept.id),
    );
    return made;
  }

  return {
    scheduleNamed,

    /** @returns every schedule that there is, as it stands now. */
    async all(caller: Caller): Promise<readonly StandingSchedule[] | Denied> {
      const schedules = await allSchedules(caller);
      if ('denied' in schedules) return schedules;
      return Promise.all(schedules.map((schedule) => standing(caller.tenant, schedule)));
    },

    /**
     * @returns whom escalation policies and schedules would have paged and who has no account that a page could go to, by
     * the configuration and what people have linked, each with the settings that name them.
     */
    async unreachable(
      caller: Caller,
    ): Promise<readonly { readonly person: Person; readonly namedBy: readonly string[] }[] | Denied> {
      const denied = await operations.permitted(caller, 'people');
      if (denied) return denied;
      const { people } = config(caller.tenant);
      const found = await Promise.all(
        [...pagedPeople(config(caller.tenant))].map(async ([id, namedBy]) => {
          const target = await deps.person(caller.tenant, id);
          if (target && target.contacts.length > 0) return [];
          return [{ person: { id, name: people.get(id)?.name ?? id }, namedBy }];
        }),
      );
      return found.flat();
    },

    /** @returns one schedule as it stands now. */
    async one(caller: Caller, named: string): Promise<StandingSchedule | Denied> {
      const schedule = await one(caller, named);
      return 'denied' in schedule ? schedule : standing(caller.tenant, schedule);
    },

    /** @returns all shifts of a time, gaps included. Epoch milliseconds. */
    async shifts(
      caller: Caller,
      named: string,
      from: number,
      until: number,
    ): Promise<{ schedule: ScheduleConfig; shifts: readonly Shift[] } | Denied> {
      const schedule = await one(caller, named);
      if ('denied' in schedule) return schedule;
      const overrides = await deps.overrides(caller.tenant, schedule.id);
      return { schedule, shifts: shifts(schedule, overrides, from, until) };
    },

    /** @returns the times in which nobody is on call. */
    async gaps(
      caller: Caller,
      named: string,
      from: number,
      until: number,
    ): Promise<{ schedule: ScheduleConfig; gaps: readonly Shift[] } | Denied> {
      const schedule = await one(caller, named);
      if ('denied' in schedule) return schedule;
      const overrides = await deps.overrides(caller.tenant, schedule.id);
      return { schedule, gaps: gaps(schedule, overrides, from, until) };
    },

    /** @returns a person's shifts by all schedules, in the order of time. */
    async shiftsOf(
      caller: Caller,
      person: string,
      from: number,
      until: number,
    ): Promise<readonly ShiftOf[] | Denied> {
      const schedules = await allSchedules(caller);
      if ('denied' in schedules) return schedules;
      const found = await Promise.all(
        schedules.map(async (schedule) => {
          const overrides = await deps.overrides(caller.tenant, schedule.id);
          return shiftsOf(person, schedule, overrides, from, until).map((shift) => ({ schedule, ...shift }));
        }),
      );
      return found.flat().sort((a, b) => a.from - b.from);
    },

    /** @returns the overrides that are not over, of one schedule or of all, those that begin first first. */
    async overrides(caller: Caller, named?: string): Promise<readonly OverrideOf[] | Denied> {
      const schedules = named === undefined ? await allSchedules(caller) : await one(caller, named);
      if ('denied' in schedules) return schedules;
      const now = deps.now();
      const list = 'id' in schedules ? [schedules] : schedules;
      const found = await Promise.all(
        list.map(async (schedule) =>
          (await store.of(caller.tenant, schedule.id))
            .filter(({ until }) => until > now)
            .map((override) => ({ schedule, override })),
        ),
      );
      return found.flat().sort((a, b) => a.override.from - b.override.from);
    },

    /** Puts somebody on call for a time; the same delivery does so once. */
    async override(caller: Caller, named: string, request: OverrideRequest): Promise<OverrideOf | Denied> {
      const denied = await operations.permitted(caller, 'override');
      if (denied) return denied;
      return trail.attempt(
        caller,
        { action: 'override' },
        async () => {
          const schedule = scheduleNamed(caller.tenant, named);
          return 'denied' in schedule ? schedule : make(caller, schedule, request);
        },
        {
          about: ({ schedule, override }) =>
            `${schedule.id}: ${override.people.join(', ')}${override.replaces === undefined ? '' : ` for ${override.replaces}`} ${new Date(override.from).toISOString()}/${new Date(override.until).toISOString()} (${override.id})`,
        },
      );
    },

    /** Ends an override now. Whom it does not concern needs a further permission. @param named the schedule, if known. */
    async cancel(caller: Caller, id: string, named?: string): Promise<OverrideOf | Denied> {
      const denied = await operations.permitted(caller, 'override');
      if (denied) return denied;
      const { tenant, person } = caller;
      const wanted = id.trim().toLowerCase();
      const meant = named === undefined ? undefined : scheduleNamed(tenant, named);
      if (meant && 'denied' in meant) return meant;
      const schedules = meant ? [meant] : [...config(tenant).schedules.values()];
      const all = await Promise.all(
        schedules.map(async (schedule) =>
          (await store.of(tenant, schedule.id)).map((override) => ({ schedule, override })),
        ),
      );
      const found = all.flat().find(({ override }) => override.id === wanted);
      if (!found)
        return {
          denied: 'not_found',
          message: `There is no override ${JSON.stringify(id.slice(0, 40))}: \`/im override list\` shows those that there are.`,
        };
      const { schedule, override } = found;
      const concerned = [override.by.id, ...override.people, override.replaces].includes(person.id);
      const others = concerned ? undefined : await operations.permitted(caller, 'roster');
      if (others) return others;
      return trail.attempt(
        caller,
        { action: 'override:cancel' },
        async () => {
          const ended = await store.end(tenant, schedule.id, override.id, deps.now());
          if (!ended) return impossible(`The override ${override.id} is over already.`);
          await deps.changed(tenant, schedule.id);
          return { schedule, override: ended };
        },
        { about: () => `${schedule.id}: ${override.id}` },
      );
    },
  };
}

export type Rosters = ReturnType<typeof createRosters>;
