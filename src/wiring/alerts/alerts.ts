import type { Client } from '@temporalio/client';
import type { AlertActivityDependencies } from '../../../activities/alert.ts';
import { createAlertIncidents, type AlertIncidentDependencies } from './alert-incidents.ts';
import { createSuppressing } from './alert-suppressing.ts';
import { createAlertTaking, type AlertTaking } from './alert-taking.ts';
import type { Heartbeat } from '../../alert/rule.ts';
import { allTenants, findTenant, tenantOf, type Config } from '../../config/config.ts';
import { createHeartbeatWatch } from './heartbeat-watch.ts';
import type { Stores } from '../../mongo/index.ts';
import type { UntilTaken } from '../temporal/until-taken.ts';

/** What makes incidents of alerts. */
export interface AlertParts {
  readonly incidents: AlertActivityDependencies;
  readonly taking: AlertTaking;
  /** @returns the heartbeat of a rule; undefined when the configuration has no such rule. */
  readonly heartbeat: (tenant: string, rule: string) => Heartbeat | undefined;
  /** Has the heartbeats of all tenants waited for. Never rejects. */
  readonly watchHeartbeats: (asking: Pick<UntilTaken, 'ask'>) => Promise<void>;
}

export interface AlertsDependencies extends Omit<AlertIncidentDependencies, 'config' | 'stores'> {
  readonly client: Client;
  readonly config: () => Config;
  readonly stores: AlertIncidentDependencies['stores'] & Pick<Stores, 'openAlerts'>;
}

/** @returns what makes incidents of alerts, by the configuration that is in force at each moment. */
export function createAlerts(deps: AlertsDependencies): AlertParts {
  const config = (tenant: string) => tenantOf(deps.config(), tenant);
  const heartbeats = createHeartbeatWatch(deps.client, deps.taskQueue);
  return {
    incidents: createAlertIncidents({ ...deps, config }),
    taking: createAlertTaking({
      ...deps,
      config,
      openAlerts: deps.stores.openAlerts,
      beat: heartbeats.beat,
      suppressing: createSuppressing({ ...deps, config }),
    }),
    heartbeat: (tenant, rule) =>
      findTenant(deps.config(), tenant)?.alertRules.find(({ name }) => name === rule)?.heartbeat,
    async watchHeartbeats(asking) {
      const awaited = allTenants(deps.config()).flatMap(({ tenant, alertRules }) =>
        alertRules.flatMap(({ name: rule, heartbeat }) => (heartbeat ? [{ tenant, rule }] : [])),
      );
      await Promise.all(
        awaited.map((one) =>
          asking.ask(`nobody waits for the heartbeat ${one.rule} of ${one.tenant}`, () =>
            heartbeats.watch(one),
          ),
        ),
      );
    },
  };
}
