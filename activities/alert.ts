import { ApplicationFailure } from '@temporalio/common';
import type { Suppression } from '../src/alert/group.ts';
import type { GroupTerms } from '../src/alert/terms.ts';
import type { AlertNews, AlertsAnswer, IncidentAlerts } from '../src/incident/alerts.ts';
import type { IncidentId } from '../src/incident/id.ts';
import type { Person } from '../src/incident/person.ts';

/** An incident that is to be opened for alerts. */
export interface AlertOrder {
  readonly terms: GroupTerms;
  /** As whom the alerts act. */
  readonly by: Person;
  readonly alerts: IncidentAlerts;
  /** The same for one incident, however often it is asked for. */
  readonly key: string;
}

export type OpenedByAlerts = { readonly incident: IncidentId } | { readonly suppressed: Suppression };

/** What an incident is told of its alerts. */
export interface AlertTelling {
  readonly tenant: string;
  readonly incident: IncidentId;
  readonly by: Person;
  readonly news: AlertNews;
  /** The same when the same is told again. */
  readonly key: string;
}

export interface AlertActivities {
  /** Opens an incident for alerts, once, unless something holds them back now. */
  openByAlerts(order: AlertOrder): Promise<OpenedByAlerts>;
  /** Tells an incident of its alerts. @returns how it stands then; `gone` when no such incident runs. */
  tellIncident(telling: AlertTelling): Promise<AlertsAnswer | 'gone'>;
}

export interface AlertActivityDependencies {
  /** @returns what keeps these alerts from opening an incident now. */
  readonly suppression: (terms: GroupTerms) => Promise<Suppression | undefined>;
  /** Declares an incident, the same for the same key. @returns why it could not be, in words. */
  readonly declare: (order: AlertOrder) => Promise<IncidentId | { readonly denied: string }>;
  readonly tell: (telling: AlertTelling) => Promise<AlertsAnswer | 'gone'>;
}

export function createAlertActivities(deps: AlertActivityDependencies): AlertActivities {
  return {
    async openByAlerts(order) {
      const suppressed = await deps.suppression(order.terms);
      if (suppressed) return { suppressed };
      const incident = await deps.declare(order);
      if (typeof incident === 'string') return { incident };
      // It is tried again: the configuration may be put right meanwhile.
      throw ApplicationFailure.retryable(`No incident could be opened: ${incident.denied}`, 'not_declared');
    },
    tellIncident: (telling) => deps.tell(telling),
  };
}
