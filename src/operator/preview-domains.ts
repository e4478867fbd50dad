import type { TenantConfig } from '../config/config.ts';
import { SOURCES } from '../inbox/sources.ts';
import { trackerSites } from '../trackers.ts';

/**
 * @param others domains of servers of one's own, such as `git.acme.example`, which the configuration does not name.
 * @returns the domains of whose pages Muster may have something on record, each once; one that stands within another is
 * left out.
 */
export function previewDomains(
  config: Pick<TenantConfig, 'integrations' | 'trackers'> | undefined,
  others: readonly string[],
): string[] {
  const sites = config ? trackerSites(config.trackers) : [];
  const kinds = [...(config?.integrations.values() ?? [])].map(({ source }) => source);
  const found = [
    ...others.map((one) => one.trim().toLowerCase()),
    ...sites.flatMap((site) => URL.parse(site)?.hostname ?? []),
    ...SOURCES.flatMap(({ name, domain }) => (domain !== undefined && kinds.includes(name) ? [domain] : [])),
  ];
  const each = [...new Set(found)];
  return each.filter((one) => !each.some((other) => one !== other && one.endsWith(`.${other}`)));
}
