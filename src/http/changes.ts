import type { TenantConfig } from '../config/config.ts';
import type { ChangesBefore } from '../git/before.ts';
import { titledFor } from '../git/newest.ts';
import type { CodePlace } from '../git/place.ts';
import { liveIn, type WentLive } from '../git/went-live.ts';
import type { IncidentId } from '../incident/id.ts';
import type { ChangeStore } from '../mongo/change-store.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import type { Operations } from './operations.ts';

/** How long before an incident is looked when it is not said, in milliseconds. */
export const USUAL_MS = 24 * 3_600_000;
/** Most changes that are shown of one look. */
const MOST = 500;

/** @returns what went live before an incident, for who may see it. @param sinceMs how long before; 24 hours where it is not said. */
export type ChangesOf = (caller: Caller, id: IncidentId, sinceMs?: number) => Promise<ChangesBefore | Denied>;

export interface ChangesDependencies {
  readonly operations: Pick<Operations, 'status'>;
  readonly store: Pick<ChangeStore, 'between' | 'repository' | 'namesOf' | 'mentionsOf'>;
  readonly config: (tenant: string) => Pick<TenantConfig, 'services'>;
}

export function createChangesOf({ operations, store, config }: ChangesDependencies): ChangesOf {
  return async (caller, id, sinceMs = USUAL_MS) => {
    const view = await operations.status(caller, id);
    if ('denied' in view) return view;
    const { tenant } = caller;
    const until = view.incident.declared.at;
    const from = until - sinceMs;
    const service = config(tenant).services.get(view.incident.service ?? '');
    const { repositories = [], branches = [], environments = [] } = service ?? {};
    // Two folders of one repository are read once.
    const reads = new Map<string, Promise<WentLive[]>>();
    // What it was called before, or is now: the mapping names it once.
    const readAll = async (integration: string, named: string): Promise<WentLive[]> => {
      const { all } = await store.namesOf(tenant, integration, named);
      const found = await Promise.all(
        all.map((repository) => store.between(tenant, { integration, repository }, from, until + 1)),
      );
      return found.flat();
    };
    const read = (integration: string, repository: string): Promise<WentLive[]> => {
      const key = `${integration}/${repository.toLowerCase()}`;
      const begun = reads.get(key) ?? readAll(integration, repository);
      reads.set(key, begun);
      return begun;
    };
    const [places, found, mentions] = await Promise.all([
      Promise.all(
        repositories.map(async (place) => {
          const seen = await store.repository(tenant, place.integration, place.repository);
          return { place, ...(seen && { seenAt: seen.seenAt }) };
        }),
      ),
      Promise.all(
        repositories.map(async (place) => {
          const all = await read(place.integration, place.repository);
          return liveIn(place, all, { branches, environments }).map((one) => ({ one, place }));
        }),
      ),
      store.mentionsOf(tenant, id),
    ]);
    // What touches two folders of the service is one change.
    const each = new Map<string, { one: WentLive; within: CodePlace[] }>();
    for (const { one, place } of found.flat()) {
      const key = `${one.integration}/${one.repository.toLowerCase()} ${one.key}`;
      each.set(key, { one, within: [...(each.get(key)?.within ?? []), place] });
    }
    const changes = [...each.values()]
      .map(({ one, within }) => titledFor(one, within))
      .sort((a, b) => b.at - a.at);
    return {
      incident: id,
      from,
      until,
      ...(service && { service: { id: service.id, name: service.name } }),
      places,
      changes: changes.slice(0, MOST),
      total: changes.length,
      mentions,
    };
  };
}
