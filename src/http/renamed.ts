import type { TenantConfig } from '../config/config.ts';
import type { IntegrationRef } from '../inbox/batch.ts';
import type { Renamed } from '../inbox/condition.ts';
import type { ChangeStore } from '../mongo/change-store.ts';

/** Most repositories of one integration that are looked up. */
const MOST = 200;

/** @returns a function that finds the repositories which services name as they were called before. */
export function createRenamed(deps: {
  readonly store: Pick<ChangeStore, 'namesOf'>;
  readonly config: (tenant: string) => Pick<TenantConfig, 'services'>;
}): (ref: IntegrationRef) => Promise<readonly Renamed[]> {
  return async ({ tenant, integration }) => {
    const places = new Map<string, { from: string; services: Set<string> }>();
    for (const { id, repositories = [] } of deps.config(tenant).services.values())
      for (const place of repositories) {
        if (place.integration !== integration) continue;
        const key = place.repository.toLowerCase();
        const one = places.get(key) ?? { from: place.repository, services: new Set() };
        one.services.add(id);
        places.set(key, one);
      }
    const found = await Promise.all(
      [...places.values()].slice(0, MOST).map(async ({ from, services }): Promise<Renamed[]> => {
        const { current = from } = await deps.store.namesOf(tenant, integration, from);
        const isSame = current.toLowerCase() === from.toLowerCase();
        return isSame ? [] : [{ from, to: current, services: [...services] }];
      }),
    );
    return found.flat();
  };
}
