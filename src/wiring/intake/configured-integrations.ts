import { findTenant, type Config } from '../../config/config.ts';
import type { IntegrationConfig } from '../../config/integration-schema.ts';
import { toJson, type SchemaNode } from '../../config/json-schema.ts';
import { secretsIn } from '../../config/secrets-in.ts';
import type { ConfiguredIntegration } from '../../http/integrations.ts';
import { attemptsOf } from './redelivering.ts';
import { withReach } from '../../inbox/reach.ts';
import { SOURCES } from '../../inbox/sources.ts';

/**
 * @param config read at each request, so that a reload counts at once. @param baseUrl address for people.
 * @returns the integrations of a tenant as they are shown.
 */
export function createConfiguredIntegrations(
  config: () => Config,
  baseUrl: () => string,
): (tenant: string) => readonly ConfiguredIntegration[] {
  return (tenant) =>
    [...(findTenant(config(), tenant)?.integrations.values() ?? [])].flatMap((one) =>
      shown(one, `${baseUrl()}/in/${one.id}/${one.secret}`),
    );
}

/** Schemas by the name of the source: making one takes longer than all the rest, and pages look again and again. */
const schemas = new Map<string, SchemaNode>();

function schemaOf({ name, settings }: (typeof SOURCES)[number]): SchemaNode {
  const known = schemas.get(name) ?? toJson(settings);
  schemas.set(name, known);
  return known;
}

function shown(one: IntegrationConfig, address: string): ConfiguredIntegration[] {
  const source = SOURCES.find(({ name }) => name === one.source);
  if (!source) return [];
  const { name, title, brings } = source;
  const own = secretsIn(one.settings, [schemaOf(source)]);
  const asked = attemptsOf(one, Date.now);
  const secrets = [one.secret, one.previousSecret ?? one.secret, ...own];
  return [
    {
      id: one.id,
      source: name,
      title,
      brings,
      address,
      quietAfterMs: one.quietAfterMs,
      ...(asked && { asked: asked.hooks }),
      // In JSON some are written otherwise.
      secrets: [...new Set(secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]))].sort(
        (a, b) => b.length - a.length,
      ),
      guide: (shownAddress) => {
        const { id, bodyLimitBytes } = one;
        const context = { integration: id, address: shownAddress, bodyLimitBytes };
        return withReach(source.guide(one.settings, context), shownAddress);
      },
    },
  ];
}
