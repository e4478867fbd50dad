import { allTenants, type Config } from '../../config/config.ts';
import type { TrackerConfig } from '../../config/tracker-schema.ts';
import type { Development } from '../../tracker/development.ts';
import { TrackerError } from '../../tracker/error.ts';
import { TRACKER_KINDS } from '../../tracker/kinds.ts';
import type { Tracker } from '../../tracker/tracker.ts';

/**
 * @param config what is in force. @param now epoch milliseconds.
 * @returns a function that finds a tenant's bug tracker; it throws TrackerError `tracker_not_found` when there is none.
 */
export function createTrackers(
  config: () => Config,
  now: () => number,
): (tenant: string, id: string) => Tracker {
  const built = new WeakMap<TrackerConfig, Tracker>();
  return (tenant, id) => {
    const configured = allTenants(config())
      .find((one) => one.tenant === tenant)
      ?.trackers.get(id);
    const kind = TRACKER_KINDS.find(({ name }) => name === configured?.kind);
    if (!configured || !kind)
      throw new TrackerError(
        'tracker_not_found',
        `The configuration has no tracker ${id} any more: look under trackers, and push the item again.`,
      );
    const tracker = built.get(configured) ?? kind.create(configured.settings, { id, now });
    built.set(configured, tracker);
    return tracker;
  };
}

/** @returns the addresses at which people open the bug trackers of a tenant. */
export function trackerSites(trackers: ReadonlyMap<string, TrackerConfig>): string[] {
  return [...trackers.values()].flatMap(({ kind: name, settings }) => {
    const kind = TRACKER_KINDS.find((one) => one.name === name);
    return kind ? [kind.site(settings)] : [];
  });
}

/** @returns a function that finds the trackers of a tenant that take what git servers tell, by their names. */
export function createDevelopments(
  config: () => Config,
  tracker: (tenant: string, id: string) => Tracker,
): (tenant: string) => ReadonlyMap<string, Development> {
  return (tenant) => {
    const configured = allTenants(config()).find((one) => one.tenant === tenant)?.trackers;
    const found = new Map<string, Development>();
    for (const id of configured?.keys() ?? []) {
      const { development } = tracker(tenant, id);
      if (development) found.set(id, development);
    }
    return found;
  };
}
