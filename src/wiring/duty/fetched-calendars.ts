import type { Logger } from 'pino';
import { allTenants, type Config, type ScheduleConfig, type TenantConfig } from '../../config/config.ts';
import { personNamed } from '../../config/person-named.ts';
import {
  calendarId,
  type CalendarKey,
  type CalendarStore,
  type KeptCalendar,
} from '../../mongo/calendar-store.ts';
import type { PersonOf } from '../../oncall/calendar-people.ts';
import { readCalendar, type WrittenCalendar } from '../../oncall/written-calendar.ts';

/** How often the store is asked for what was fetched, in milliseconds. */
const EVERY_MS = 5_000;

/** A calendar with the zone and text that it was read of. */
interface ReadCalendar {
  readonly of: string;
  readonly calendar: WrittenCalendar;
}

/** What was fetched from elsewhere, as a part of the configuration that this process has in force. */
export interface FetchedCalendars {
  /**
   * @returns a configuration with the calendars that were fetched for it: who is on call is the same for as long as it is
   * held. The same for the same, until another calendar is fetched.
   */
  readonly into: (config: Config) => Config;
  /** Takes up what the store has. Rejects when it does not answer. */
  readonly look: () => Promise<void>;
  readonly close: () => void;
}

/** @param config the configuration in force, without what is fetched. */
export function followCalendars(deps: {
  readonly config: () => Config;
  readonly store: Pick<CalendarStore, 'find' | 'state'>;
  readonly log: Pick<Logger, 'warn'>;
  readonly everyMs?: number;
}): FetchedCalendars {
  let kept: ReadonlyMap<string, KeptCalendar> = new Map();
  const read = new WeakMap<TenantConfig['people'], Map<string, ReadCalendar>>();
  let made: { readonly from: Config; readonly kept: typeof kept; readonly config: Config } | undefined;

  /** A calendar is read once for the people in force, and its newest text alone is held: some change at every look. */
  function calendarOf(
    tenant: TenantConfig,
    schedule: ScheduleConfig,
    layer: string,
    { text, sum = '' }: KeptCalendar,
  ): WrittenCalendar | undefined {
    if (text === undefined) return undefined;
    const known = read.get(tenant.people) ?? new Map<string, ReadCalendar>();
    read.set(tenant.people, known);
    const id = calendarId({ tenant: tenant.tenant, schedule: schedule.id, layer });
    const of = `${schedule.zone} ${sum}`;
    const before = known.get(id);
    if (before?.of === of) return before.calendar;
    try {
      const calendar = readCalendar(text, personOf(tenant), schedule.zone);
      known.set(id, { of, calendar });
      return calendar;
    } catch (err) {
      // It was read before it was kept: this is another version of the program.
      deps.log.warn({ err, schedule: schedule.id }, 'a calendar that was fetched cannot be read');
      return undefined;
    }
  }

  function filled(tenant: TenantConfig): TenantConfig {
    const schedules = [...tenant.schedules].map(([id, schedule]): [string, ScheduleConfig] => {
      const { fetched } = schedule;
      if (!fetched) return [id, schedule];
      const found = new Map(
        fetched.flatMap(({ layer }) => {
          const one = kept.get(calendarId({ tenant: tenant.tenant, schedule: id, layer }));
          return one ? [[layer, one] as const] : [];
        }),
      );
      return [
        id,
        {
          ...schedule,
          fetched: fetched.map((one) => {
            const { checkedAt, fetchedAt, failing } = found.get(one.layer) ?? {};
            if (checkedAt === undefined) return one;
            const state = {
              checkedAt,
              ...(fetchedAt !== undefined && { fetchedAt }),
              ...(failing && { failing }),
            };
            return { ...one, state };
          }),
          layers: schedule.layers.map((layer) => {
            const one = found.get(layer.name);
            return { ...layer, turns: (one && calendarOf(tenant, schedule, layer.name, one)) ?? layer.turns };
          }),
        },
      ];
    });
    return { ...tenant, schedules: new Map(schedules) };
  }

  /** A text may have a megabyte: it is asked for when its hash is another one only. */
  async function newest(key: CalendarKey): Promise<KeptCalendar | undefined> {
    const state = await deps.store.state(key);
    const before = kept.get(calendarId(key));
    if (!state || !before || state.sum !== before.sum) return state && (await deps.store.find(key));
    return { ...state, ...(before.text !== undefined && { text: before.text }) };
  }

  async function look(): Promise<void> {
    const keys = allTenants(deps.config()).flatMap(({ tenant, schedules }) =>
      [...schedules.values()].flatMap(({ id, fetched = [] }) =>
        fetched.map(({ layer }): CalendarKey => ({ tenant, schedule: id, layer })),
      ),
    );
    if (keys.length === 0) return;
    const found = await Promise.all(keys.map(async (key) => [calendarId(key), await newest(key)] as const));
    const fresh = new Map(found.flatMap(([id, one]) => (one ? [[id, one] as const] : [])));
    const isSame =
      fresh.size === kept.size && [...fresh].every(([id, one]) => isSameState(one, kept.get(id)));
    if (!isSame) kept = fresh;
  }

  let complained = false;
  const timer = setInterval(() => {
    look().then(
      () => (complained = false),
      (err: unknown) => {
        if (!complained)
          deps.log.warn(
            { err },
            'fetched calendars cannot be looked for; those known count: check MONGODB_URI',
          );
        complained = true;
      },
    );
  }, deps.everyMs ?? EVERY_MS);
  timer.unref();
  return {
    into(config) {
      if (made?.from === config && made.kept === kept) return made.config;
      const any = allTenants(config).some(({ schedules }) =>
        [...schedules.values()].some((one) => one.fetched),
      );
      const whole: Config = any
        ? {
            ...config,
            ...filled(config),
            tenants: new Map([...config.tenants].map(([id, tenant]) => [id, filled(tenant)])),
          }
        : config;
      made = { from: config, kept, config: whole };
      return whole;
    },
    look,
    close: () => clearInterval(timer),
  };
}

/** @returns who the names in a tenant's calendars are. */
export function personOf({ people }: Pick<TenantConfig, 'people'>): PersonOf {
  return personNamed(Object.fromEntries(people));
}

function isSameState(one: KeptCalendar, other: KeptCalendar | undefined): boolean {
  return (
    one.checkedAt === other?.checkedAt && one.sum === other.sum && one.failing?.times === other.failing?.times
  );
}
