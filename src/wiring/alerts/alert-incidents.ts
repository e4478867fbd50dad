import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { AlertActivityDependencies } from '../../../activities/alert.ts';
import { createSuppressing, type SuppressingDependencies } from './alert-suppressing.ts';
import type { Link } from '../../access/link.ts';
import type { Redact } from '../../access/redact.ts';
import { Afterwards } from '../../http/afterwards.ts';
import { createAuditLater } from '../../http/audit-later.ts';
import type { Caller } from '../../http/caller.ts';
import { createDeclaring } from '../../http/declaring.ts';
import { createIncidents } from '../../http/incidents.ts';
import type { LinksOf } from '../../http/links.ts';
import { Patience } from '../../http/patience.ts';
import { createTrail } from '../../http/trail.ts';
import { incidentWorkflowId } from '../../incident/id.ts';
import type { Stores } from '../../mongo/index.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import { alertNewsUpdate } from '../../../workflows/incident/messages.ts';

/** How long opening an incident may take, in milliseconds. */
const DECLARE_MS = 20_000;
/** How long an incident has to answer, in milliseconds. */
const TELL_MS = 20_000;

export interface AlertIncidentDependencies extends SuppressingDependencies {
  readonly client: Client;
  readonly taskQueue: string;
  readonly stores: Pick<Stores, 'declarations' | 'audit'>;
  readonly linksOf: (tenant: string, person: string) => Promise<readonly Link[]>;
  readonly links: LinksOf;
  readonly redact: Redact;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** @returns how alerts open incidents, the way in which people declare them, and tell them of themselves. */
export function createAlertIncidents(deps: AlertIncidentDependencies): AlertActivityDependencies {
  const { client, taskQueue, stores } = deps;
  const suppressing = createSuppressing(deps);
  const declare = createDeclaring({
    ...deps,
    incidents: createIncidents({ client, taskQueue, ids: stores.declarations }),
  });
  const trail = createTrail({
    ...deps,
    audit: stores.audit,
    auditLater: createAuditLater(client, taskQueue),
    afterwards: new Afterwards(),
  });
  return {
    suppressing,

    async declare({ terms, by, alerts, key }) {
      const { tenant, integration, declaration } = terms;
      const config = deps.config(tenant);
      const caller: Caller = {
        tenant,
        person: by,
        roles: [],
        via: `alerts:${integration}`,
        deliveryId: key,
        patience: new Patience(DECLARE_MS),
      };
      const { service, team, ...rest } = declaration;
      // What was taken out of the configuration meanwhile keeps no incident from being opened.
      const request = {
        ...rest,
        alerts,
        ...(service !== undefined && config.services.has(service) && { service }),
        ...(team !== undefined && config.teams.has(team) && { team }),
      };
      const declared = await trail.attempt(caller, { action: 'declare' }, () => declare(caller, request), {
        incident: ({ id }) => id,
      });
      return 'denied' in declared ? { denied: declared.message } : declared.id;
    },

    async tell({ tenant, incident, by, news, key }) {
      const handle = client.workflow.getHandle(incidentWorkflowId(tenant, incident));
      try {
        return await client.connection.withDeadline(Date.now() + TELL_MS, () =>
          handle.executeUpdate(alertNewsUpdate, { args: [{ by, news }], updateId: key }),
        );
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return 'gone';
        throw error;
      }
    },
  };
}
