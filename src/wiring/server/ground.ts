import type { Client } from '@temporalio/client';
import { allTenants, tenantOf, type TenantConfig } from '../../config/config.ts';
import { createAccounts } from '../../http/accounts.ts';
import { Afterwards } from '../../http/afterwards.ts';
import { createAuditLater } from '../../http/audit-later.ts';
import { auditorInTemporal, createAuditor } from '../../http/auditor.ts';
import { createCalling } from '../../http/calling.ts';
import { createIncidents } from '../../http/incidents.ts';
import { createLimit } from '../../http/limits.ts';
import { createLinkRequests } from '../../http/link-requests.ts';
import { linksTo, runWorkflowsIn } from '../../http/links.ts';
import { createOperations } from '../../http/operations.ts';
import { createProviders } from '../../http/providers.ts';
import { createSendLater } from '../../http/replies.ts';
import type { Assembly } from '../assembly.ts';
import { auditorScheduleId } from '../inspection/auditing.ts';
import { configuredIn } from '../instances/instances.ts';

/** How often an account may make a code that links another, and how often it may type one. */
const LINKS = { count: 5, perMs: 10 * 60_000 };

/**
 * What all that a server does stands on: operations on incidents, who people are, the trail that everything leaves.
 * @param baseUrl address for people, without a slash at its end; read at each use, since a free port is known late.
 */
export function createGround(assembly: Assembly, client: Client, baseUrl: () => string) {
  const { settings, addresses, config, stores, recognition, redact, log, metrics } = assembly;
  const { namespace, taskQueue } = settings.temporal;
  const configOf = (tenant: string): TenantConfig => tenantOf(config(), tenant);
  const afterwards = new Afterwards();
  const auditLater = createAuditLater(client, taskQueue);
  const now = Date.now;
  const trail = { audit: stores.audit, auditLater, redact, log, metrics, afterwards, now };
  const operations = createOperations({
    config: configOf,
    stores,
    redact,
    log,
    metrics,
    afterwards,
    auditLater,
    incidents: createIncidents({ client, taskQueue, ids: stores.declarations }),
    links: linksTo(baseUrl, namespace, addresses.temporalUi),
    linksOf: recognition.linksOf,
    now,
  });
  const accounts = createAccounts({
    recognition,
    requests: createLinkRequests({ client, taskQueue }),
    links: stores.links,
    loudness: stores.loudness,
    limit: createLimit(() => LINKS),
    ...trail,
  });
  const providers = createProviders({
    configured: configuredIn(assembly.instances),
    store: stores.instances,
    now,
  });
  const auditor = createAuditor({
    ...auditorInTemporal(client, taskQueue, auditorScheduleId(taskQueue)),
    reports: stores.auditor,
    now,
  });
  const sendLater = createSendLater(client, taskQueue);
  const calling = createCalling({
    operations,
    config: configOf,
    accountsOf: recognition.accountsOf,
    sendLater,
  });
  return {
    assembly,
    client,
    taskQueue,
    baseUrl,
    configOf,
    afterwards,
    trail,
    operations,
    runWorkflow: runWorkflowsIn(addresses.temporalUi, namespace),
    accounts,
    providers,
    /** How the provider instances of all tenants are. */
    everyProvider: async () =>
      (await Promise.all(allTenants(config()).map(({ tenant }) => providers(tenant)))).flat(),
    auditor,
    sendLater,
    calling,
  };
}

export type Ground = ReturnType<typeof createGround>;
