import type { ScheduleConfig, TenantConfig } from '../config/config.ts';
import type { Feed, FeedOf, FeedStore } from '../mongo/feed-store.ts';
import { hashToken, newToken } from './api/token.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import type { Operations } from './operations.ts';
import type { Rosters } from './rosters.ts';
import { createTrail, type TrailDependencies } from './trail.ts';

/** What a calendar of a schedule or a person is called in an address. */
export function feedAddress(of: FeedOf, token: string): string {
  const path = 'schedule' in of ? of.schedule : `people/${encodeURIComponent(of.person)}`;
  return `/oncall/${path}/${token}.ics`;
}

/** Addresses of calendars: made, replaced and ended by those who may see who is on call. */
export function createFeeds(
  deps: TrailDependencies & {
    readonly operations: Pick<Operations, 'permitted'>;
    readonly rosters: Pick<Rosters, 'scheduleNamed'>;
    readonly config: (tenant: string) => TenantConfig;
    readonly store: FeedStore;
    /** Address of this server, without a slash at its end. */
    readonly baseUrl: () => string;
  },
) {
  const trail = createTrail(deps);
  const aboutOf = (of: FeedOf): string =>
    'schedule' in of ? `schedule ${of.schedule}` : `person ${of.person}`;

  /** @returns what is meant, or why the caller may have no calendar of it. */
  async function target(caller: Caller, of: FeedOf): Promise<FeedOf | Denied> {
    const denied = await deps.operations.permitted(caller, 'people');
    if (denied) return denied;
    if ('schedule' in of) {
      const schedule: ScheduleConfig | Denied = deps.rosters.scheduleNamed(caller.tenant, of.schedule);
      return 'denied' in schedule ? schedule : { schedule: schedule.id };
    }
    if (deps.config(caller.tenant).people.has(of.person)) return of;
    return {
      denied: 'not_found',
      message: `${of.person} is nobody of the configuration, and never on call: name them under \`people\`.`,
    };
  }

  return {
    /**
     * Makes an address, in place of the one that the caller had for the same.
     * @returns the whole address, which nobody can be told again.
     */
    async make(caller: Caller, of: FeedOf): Promise<{ url: string; of: FeedOf } | Denied> {
      const meant = await target(caller, of);
      if ('denied' in meant) return meant;
      return trail.attempt(
        caller,
        { action: 'feed' },
        async () => {
          const token = newToken();
          const { tenant, person } = caller;
          await deps.store.replace(hashToken(token), {
            tenant,
            of: meant,
            owner: person.id,
            madeAt: deps.now(),
          });
          return { url: `${deps.baseUrl()}${feedAddress(meant, token)}`, of: meant };
        },
        { about: () => aboutOf(meant) },
      );
    },

    /** Ends the caller's address, or everybody's, which needs a further permission. */
    async end(caller: Caller, of: FeedOf, everybodys: boolean): Promise<{ ended: number } | Denied> {
      const meant = await target(caller, of);
      if ('denied' in meant) return meant;
      const denied = everybodys ? await deps.operations.permitted(caller, 'roster') : undefined;
      if (denied) return denied;
      return trail.attempt(
        caller,
        { action: 'feed:end' },
        async () => ({
          ended: await deps.store.end(caller.tenant, meant, everybodys ? undefined : caller.person.id),
        }),
        { about: () => aboutOf(meant) },
      );
    },

    /** @returns the caller's addresses without their tokens; all, for who may change the rosters of others. */
    async list(caller: Caller): Promise<readonly Feed[] | Denied> {
      const denied = await deps.operations.permitted(caller, 'people');
      if (denied) return denied;
      const all = await deps.store.list(caller.tenant);
      const { policy } = deps.config(caller.tenant).access;
      const seesAll = caller.roles.some((role) => policy.permissions[role].includes('roster'));
      return seesAll ? all : all.filter(({ owner }) => owner === caller.person.id);
    },
  };
}

export type Feeds = ReturnType<typeof createFeeds>;
