import type { TenantConfig } from '../config/config.ts';
import type { IntegrationRef } from '../inbox/batch.ts';
import type { Renamed } from '../inbox/condition.ts';
import type { ChangeStore } from '../mongo/change-store.ts';

/** Most repositories of one integration that are looked up. */
const MOST = 200;
/** Stands for all folders of a repository. */
const WHOLE = '';

/** @returns a function that finds the repositories which services name as they were called before. */
export function createRenamed(deps: {
  readonly store: Pick<ChangeStore, 'namesOf'>;
  readonly config: (tenant: string) => Pick<TenantConfig, 'services'>;
}): (ref: IntegrationRef) => Promise<readonly Renamed[]> {
  return async ({ tenant, integration }) => {
    /** By the repository's name in small letters: folders of it, by the services that name them. */
    const named = new Map<string, { from: string; services: Map<string, Set<string>> }>();
    for (const { id, repositories = [] } of deps.config(tenant).services.values())
      for (const { repository, folder = WHOLE, ...place } of repositories) {
        if (place.integration !== integration) continue;
        const key = repository.toLowerCase();
        const one = named.get(key) ?? { from: repository, services: new Map<string, Set<string>>() };
        one.services.set(id, (one.services.get(id) ?? new Set()).add(folder));
        named.set(key, one);
      }
    const found = await Promise.all(
      [...named.values()].slice(0, MOST).map(async ({ from, services }): Promise<Renamed[]> => {
        const { current = from } = await deps.store.namesOf(tenant, integration, from);
        if (current.toLowerCase() === from.toLowerCase()) return [];
        const there = named.get(current.toLowerCase())?.services;
        const hasBoth = ([id, folders]: [string, Set<string>]): boolean => {
          const own = there?.get(id);
          return own !== undefined && (own.has(WHOLE) || [...folders].every((folder) => own.has(folder)));
        };
        const all = [...services];
        const idsOf = (some: typeof all): string[] => some.map(([id]) => id);
        return [
          {
            from,
            to: current,
            services: idsOf(all.filter((one) => !hasBoth(one))),
            both: idsOf(all.filter(hasBoth)),
          },
        ];
      }),
    );
    return found.flat();
  };
}
