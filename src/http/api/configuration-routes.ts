import type { Router } from 'express';
import { redactDeep } from '../../access/redact.ts';
import type { Config } from '../../config/config.ts';
import type { Standing } from '../../config/standing.ts';
import { DEFAULT_TENANT } from '../../incident/id.ts';
import type { ConfigurationVersion } from '../../mongo/configuration-store.ts';
import type { Applied, Configurations, Plan, Wanted } from '../configurations.ts';
import { onlyMethod } from '../method.ts';
import type { Operations } from '../operations.ts';
import { bodyOf, unlessDenied, valid } from './request.ts';
import { iso } from './resource.ts';
import { applyBody, planBody, versionQuery, versionsQuery } from './configuration-schema.ts';
import { callerIn } from './token.ts';

export interface ConfigurationRoutes {
  readonly operations: Operations;
  readonly standing: () => Standing;
  readonly configurations: Configurations;
  /** The patterns of all tenants are taken out of what is shown. */
  readonly redaction: () => Config['redaction'];
}

/** Which configuration is in force, what another would change, and those that there were. */
export function addConfigurationRoutes(router: Router, deps: ConfigurationRoutes): void {
  const { operations, standing, configurations } = deps;
  router
    .route('/api/v1/configuration')
    .get(async (_request, response) => {
      const who = callerIn(response);
      const denied = await operations.permitted(who, 'configuration');
      if (denied) unlessDenied(denied);
      const { version, source, since, refused, managed, number, warnings } = standing();
      // The file is that of all tenants; only who runs Muster is told what stands in it.
      const own = who.tenant === DEFAULT_TENANT;
      response.json({
        version,
        since: iso(since),
        managed,
        ...(number !== undefined && { number }),
        ...(own && { source, warnings }),
        ...(refused && {
          refused: {
            at: iso(refused.at),
            ...(own
              ? { reason: refused.reason, problems: refused.problems }
              : { reason: 'A newer configuration was refused. Ask who runs Muster.', problems: [] }),
          },
        }),
      });
    })
    .all(onlyMethod('GET'));

  router
    .route('/api/v1/configuration/plan')
    .post(async (request, response) => {
      const { take, ...wanted } = valid(planBody, bodyOf(request), 'body');
      response.json(
        planResource(unlessDenied(await configurations.plan(callerIn(response), wantedOf(wanted), take))),
      );
    })
    .all(onlyMethod('POST'));

  router
    .route('/api/v1/configuration/versions')
    .get(async (request, response) => {
      const { limit } = valid(versionsQuery, request.query, 'query');
      const versions = unlessDenied(await configurations.versions(callerIn(response), limit));
      response.json({ versions: versions.map(versionResource) });
    })
    .post(async (request, response) => {
      const { take, base, ...wanted } = valid(applyBody, bodyOf(request), 'body');
      const who = callerIn(response);
      const { number, refused, ...plan } = unlessDenied<Applied>(
        await configurations.apply(who, wantedOf(wanted), base, take),
      );
      const body = { number, ...planResource(plan), ...(refused !== undefined && { refused }) };
      response.status(201).location(`/api/v1/configuration/versions/${number}`).json(body);
    })
    .all(onlyMethod('GET, POST'));

  router
    .route('/api/v1/configuration/versions/:version')
    .get(async (request, response) => {
      const { against } = valid(versionQuery, request.query, 'query');
      const named = request.params.version;
      const { version, changes } = unlessDenied(
        await configurations.version(callerIn(response), named, against),
      );
      response.json({
        ...versionResource(version),
        changes,
        document: redactDeep(JSON.parse(version.written) as unknown, deps.redaction()),
      });
    })
    .all(onlyMethod('GET'));
}

function wantedOf({
  files,
  source,
  version,
}: {
  files?: readonly { file: string; text: string }[] | undefined;
  source?: string | undefined;
  version?: number | undefined;
}): Wanted {
  if (version !== undefined) return { version };
  return { files: files ?? [], source: source ?? files?.[0]?.file ?? 'the configuration' };
}

function planResource({ effects, ...plan }: Plan) {
  const gaps = effects.gaps.map(({ from, until, ...gap }) => ({
    ...gap,
    from: iso(from),
    until: iso(until),
  }));
  return { ...plan, effects: { ...effects, gaps } };
}

function versionResource({ number, version, at, how, by, source }: ConfigurationVersion) {
  return { number, version, at: iso(at), how, source, ...(by && { by }) };
}
