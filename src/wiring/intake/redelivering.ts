import { allTenants, findTenant, type Config } from '../../config/config.ts';
import type { IntegrationConfig } from '../../config/integration-schema.ts';
import { github } from '../../git/github/source.ts';
import type { GitHubSettings } from '../../git/github/settings.ts';
import type { IntegrationRef } from '../../inbox/batch.ts';
import type { Attempts } from '../../redelivery/attempts.ts';
import { GitHubAttempts } from '../../redelivery/github/client.ts';

const MINUTE_MS = 60_000;

/** @returns what asks the sender of an integration what it could not deliver; undefined without settings for it. */
export function attemptsOf(one: IntegrationConfig, now: () => number): Attempts | undefined {
  if (one.source !== github.name) return undefined;
  const { redelivery } = one.settings as GitHubSettings;
  if (!redelivery) return undefined;
  const { everyMinutes, ...rest } = redelivery;
  const secrets = [one.secret, ...(one.previousSecret === undefined ? [] : [one.previousSecret])];
  return new GitHubAttempts(
    { ...rest, everyMs: everyMinutes * MINUTE_MS },
    { integration: one.id, paths: secrets.map((secret) => `/in/${one.id}/${secret}`), now },
  );
}

/** @param config read at each look, so that a reload counts at once. @returns which senders are asked, and how. */
export function createRedelivering(
  config: () => Config,
  now: () => number,
): {
  readonly configured: () => readonly IntegrationRef[];
  readonly attempts: (ref: IntegrationRef) => Attempts | undefined;
} {
  return {
    configured: () =>
      allTenants(config()).flatMap(({ tenant, integrations }) =>
        [...integrations.values()]
          .filter((one) => attemptsOf(one, now) !== undefined)
          .map(({ id }) => ({ tenant, integration: id })),
      ),
    attempts({ tenant, integration }) {
      const one = findTenant(config(), tenant)?.integrations.get(integration);
      return one && attemptsOf(one, now);
    },
  };
}
