import type { TenantConfig } from '../config/config.ts';
import { SOURCES } from '../inbox/sources.ts';
import { trackerSites } from '../wiring/tickets/trackers.ts';

/**
 * @param others domains of servers of one's own, such as `git.acme.example`, which the configuration does not name.
 * @returns the domains of whose pages Muster may have something on record, each once: those that are named, then those of
 * trackers and integrations; one that stands within another is left out.
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

/** @returns what an operator is told of domains that did not come into a manifest: nothing where all did. */
export function withoutRoom(domains: {
  readonly taken: readonly string[];
  readonly left: readonly string[];
  readonly unfit: readonly string[];
}): string[] {
  const { taken, left, unfit } = domains;
  const each = (some: readonly string[]) => some.join(', ');
  return [
    ...(left.length === 0
      ? []
      : [
          `Slack previews pages of ${taken.length} domains at most: ${each(taken)}. Left out: ${each(left)}.`,
          'Muster’s own is taken first, then those of --preview in their order, then those of trackers and integrations. A domain stands for all within it: name acme.example alone for git.acme.example and grafana.acme.example.',
        ]),
    ...(unfit.length === 0
      ? []
      : [
          `Not in the manifest, because Slack knows public names of domains alone: ${each(unfit)}. Their pages have no previews; /im find <address> tells the same.`,
        ]),
  ];
}
