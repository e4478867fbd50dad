import { holdsUntil, type Maintenance, type OpeningOf } from '../alert/maintenance.ts';
import { didYouMean } from '../command/nearest.ts';
import type { TenantConfig } from '../config/config.ts';
import { onOneLine } from '../incident/title.ts';
import type { MadeMaintenance, MaintenanceStore } from '../mongo/maintenance-store.ts';
import { openingAt } from '../oncall/hours.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import type { Operations } from './operations.ts';
import { createTrail, type TrailDependencies } from './trail.ts';
import { typedId } from './typed-id.ts';

/** A time that is to be made in which alerts open no incident. */
export interface MaintenanceRequest {
  /** A service or team by its key or name; without it all alerts. */
  readonly about?: string;
  /** Epoch milliseconds; now when it is not given. */
  readonly from?: number;
  readonly until: number;
  readonly reason?: string;
}

/** One that holds or will, as it is shown. */
export interface ShownMaintenance extends Maintenance {
  /** Whether it holds now, and until when that is so at least, epoch milliseconds. */
  readonly holdsUntil?: number;
  /** Who made it; absent for one of the configuration. */
  readonly by?: MadeMaintenance['by'];
}

/** How long one may be, in milliseconds: longer is a matter of the configuration. */
const LONGEST_MS = 31 * 86_400_000;
/** How far back one may begin, in milliseconds: what was typed a moment ago. */
const JUST_NOW_MS = 60_000;
/** How many may hold at once. */
const MOST = 100;

const invalid = (message: string): Denied => ({ denied: 'invalid', message });

/** Times in which alerts open no incident, with permission and trail; chat and API both come here. */
export function createMaintenances(
  deps: TrailDependencies & {
    readonly operations: Pick<Operations, 'permitted'>;
    readonly config: (tenant: string) => TenantConfig;
    readonly store: MaintenanceStore;
  },
) {
  const trail = createTrail(deps);
  const { operations, store } = deps;

  /** @returns what it is of. */
  function scopeOf(tenant: string, about: string): Pick<Maintenance, 'services' | 'teams'> | Denied {
    const { services, teams } = deps.config(tenant);
    const wanted = about.trim().toLowerCase();
    const find = (all: ReadonlyMap<string, { readonly id: string; readonly name: string }>) =>
      all.get(wanted) ?? [...all.values()].find(({ name }) => name.toLowerCase() === wanted);
    const service = find(services);
    if (service) return { services: [service.id] };
    const team = find(teams);
    if (team) return { teams: [team.id] };
    const near = didYouMean(wanted, [...services.keys(), ...teams.keys()]);
    const message = `There is no service or team ${JSON.stringify(about.slice(0, 60))}.${near} \`all\` is for all alerts.`;
    return { denied: 'not_found', message };
  }

  async function begin(caller: Caller, request: MaintenanceRequest): Promise<MadeMaintenance | Denied> {
    const { tenant, person: by, via, deliveryId } = caller;
    const now = deps.now();
    const { about, from = now, until } = request;
    if (until <= from) return invalid('A maintenance ends after it begins.');
    if (from < now - JUST_NOW_MS) return invalid('A maintenance cannot begin in the past.');
    if (until - from > LONGEST_MS)
      return invalid(
        'A maintenance lasts at most 31 days: longer ones stand under `maintenance` in the configuration.',
      );
    const scope = about === undefined ? {} : scopeOf(tenant, about);
    if ('denied' in scope) return scope;
    const reason = deps.redact(onOneLine(request.reason ?? ''), tenant).slice(0, 200);
    const id = typedId('m', `${tenant}:${via}:${deliveryId}`);
    const before = (await store.of(tenant)).filter((one) => one.until > now);
    const same = before.find((one) => one.id === id);
    if (same) return same;
    if (before.length >= MOST)
      return { denied: 'impossible', message: `${MOST} maintenances hold already: end some of them first.` };
    const made = { id, ...scope, from, until, by, ...(reason && { reason }) };
    await store.add(tenant, made, now);
    return made;
  }

  async function end({ tenant }: Caller, id: string): Promise<MadeMaintenance | Denied> {
    const ended = await store.end(tenant, id, deps.now());
    if (ended) return ended;
    const isWritten = deps.config(tenant).maintenance.some((one) => one.id === id);
    return isWritten
      ? { denied: 'impossible', message: `${id} stands in the configuration: take it out there.` }
      : {
          denied: 'not_found',
          message: `There is no maintenance ${JSON.stringify(id.slice(0, 40))} that holds or will.`,
        };
  }

  return {
    /** Keeps alerts from opening incidents for a time. */
    async begin(caller: Caller, request: MaintenanceRequest): Promise<MadeMaintenance | Denied> {
      const denied = await operations.permitted(caller, 'maintenance');
      if (denied) return denied;
      return trail.attempt(caller, { action: 'maintenance:begin' }, () => begin(caller, request), {
        about: ({ id, services = [], teams = [] }) => [id, ...services, ...teams].join(' '),
      });
    },

    /** Ends one that people made. */
    async end(caller: Caller, id: string): Promise<MadeMaintenance | Denied> {
      const denied = await operations.permitted(caller, 'maintenance');
      if (denied) return denied;
      return trail.attempt(caller, { action: 'maintenance:end' }, () => end(caller, id), { about: () => id });
    },

    /** @returns those that hold or will, of the configuration and of people. */
    async list(caller: Caller): Promise<readonly ShownMaintenance[] | Denied> {
      const denied = await operations.permitted(caller, 'list');
      if (denied) return denied;
      const { tenant } = caller;
      const now = deps.now();
      const { maintenance, businessHours } = deps.config(tenant);
      const openingOf: OpeningOf = (hours) => {
        const calendar = businessHours.get(hours);
        return calendar && openingAt(calendar, now);
      };
      const all: readonly (Maintenance & Pick<ShownMaintenance, 'by'>)[] = [
        ...maintenance,
        ...(await store.of(tenant)),
      ];
      return all
        .filter(({ until = Infinity }) => until > now)
        .map((one) => {
          const until = holdsUntil(one, openingOf, now);
          return { ...one, ...(until !== undefined && until < Infinity && { holdsUntil: until }) };
        });
    },
  };
}

export type Maintenances = ReturnType<typeof createMaintenances>;
