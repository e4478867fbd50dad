import { createChangesOf } from '../../http/changes.ts';
import { createFindCode } from '../../http/find.ts';
import { createIntegrations } from '../../http/integrations.ts';
import { createKnownLinks } from '../../http/known-links.ts';
import { createMaintenances } from '../../http/maintenances.ts';
import { createRenamed } from '../../http/renamed.ts';
import { createRunbooks } from '../../http/runbooks.ts';
import { createRuns } from '../../http/runs.ts';
import { createRunOrdering } from '../../http/run-ordering.ts';
import { createRunWorkflows } from '../../http/run-workflows.ts';
import { runQueueOf } from '../../action/run-queue.ts';
import type { startCapturing } from '../intake/capturing.ts';
import { createConfiguredIntegrations } from '../intake/configured-integrations.ts';
import { redeliver } from '../intake/intake-waking.ts';
import { trackerSites } from '../tickets/trackers.ts';
import { createFollowUp } from './follow-up.ts';
import type { Ground } from './ground.ts';
import { createOnCall } from './on-call.ts';
import { createServerSimulations } from './simulations.ts';

/** All that can be asked of a server, in whichever way it is asked: by chat, the API or the pages. */
export function createServices(
  ground: Ground,
  { test, journal }: Pick<Awaited<ReturnType<typeof startCapturing>>, 'test' | 'journal'>,
) {
  const { assembly, client, taskQueue, baseUrl, configOf, trail, operations, providers, auditor } = ground;
  const { config, stores } = assembly;
  const workflows = createRunWorkflows({ client, taskQueue: runQueueOf(taskQueue), ids: stores.runs });
  const order = createRunOrdering({
    ...trail,
    workflows,
    config: configOf,
    privateOf: operations.privateOf,
  });
  const runs = createRuns({
    ...trail,
    operations,
    config: configOf,
    workflows,
    order,
    store: stores.runs,
    output: assembly.runOutput,
  });
  return {
    operations,
    providers,
    auditor,
    ...createOnCall(ground),
    ...createFollowUp(ground),
    simulations: createServerSimulations(ground),
    maintenances: createMaintenances({
      ...trail,
      operations,
      config: configOf,
      store: stores.maintenances,
    }),
    runs,
    runbooks: createRunbooks({ operations, config: configOf, runs, order, redact: assembly.redact }),
    changes: createChangesOf({ operations, store: stores.changes, config: configOf }),
    find: createFindCode({ operations, store: stores.code }),
    knownLinks: createKnownLinks({
      operations,
      stores,
      config: configOf,
      trackerSites: (tenant) => trackerSites(configOf(tenant).trackers),
    }),
    integrations: createIntegrations({
      ...trail,
      operations,
      configured: createConfiguredIntegrations(config, baseUrl),
      inbox: stores.inbox,
      batches: stores.inboxBatches,
      keptMs: (tenant) => configOf(tenant).retention.inbox,
      aftermath: stores.aftermath,
      redeliveries: stores.redeliveries,
      renamed: createRenamed({ store: stores.changes, config: configOf }),
      redeliver: async (ref, keys) =>
        redeliver(client, taskQueue, ref, await stores.inboxAgain.keep(ref, keys, Date.now())),
      test,
      journal,
      patterns: (tenant) => [...configOf(tenant).redaction, config().secrets],
    }),
  };
}

export type Services = ReturnType<typeof createServices>;
