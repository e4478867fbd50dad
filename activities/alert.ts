import { ApplicationFailure } from '@temporalio/common';
import type { Suppression } from '../src/alert/group.ts';
import { leading } from '../src/alert/lead.ts';
import type { GroupTerms, Lead } from '../src/alert/terms.ts';
import type { AlertNews, AlertsAnswer, IncidentAlerts } from '../src/incident/alerts.ts';
import type { IncidentId } from '../src/incident/id.ts';
import type { Person } from '../src/incident/person.ts';

/** An incident that is to be opened for alerts. */
export interface AlertOrder {
  /** Those of the alert that leads. */
  readonly terms: GroupTerms;
  /** What alerts say of which it is where that one is held back, in this order. */
  readonly others?: readonly Lead[];
  /** As whom the alerts act. */
  readonly by: Person;
  readonly alerts: IncidentAlerts;
  /** The same for one incident, however often it is asked for. */
  readonly key: string;
}

export type OpenedByAlerts =
  | {
      readonly incident: IncidentId;
      /** Key of the alert that it is of. */
      readonly lead?: string;
    }
  | {
      /** What ends first of all that holds the alerts back. */
      readonly suppressed: Suppression;
    };

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
  /** @returns what says of alerts of a tenant what keeps them from opening an incident now. */
  readonly suppressing: (tenant: string) => Promise<(terms: GroupTerms) => Suppression | undefined>;
  /** Declares an incident, the same for the same key. @returns why it could not be, in words. */
  readonly declare: (order: AlertOrder) => Promise<IncidentId | { readonly denied: string }>;
  readonly tell: (telling: AlertTelling) => Promise<AlertsAnswer | 'gone'>;
}

export function createAlertActivities(deps: AlertActivityDependencies): AlertActivities {
  /** Opens the incident of the alert that leads. */
  async function opened(order: AlertOrder): Promise<OpenedByAlerts> {
    const { key, cause } = order.terms;
    const { cause: _, ...alerts } = order.alerts;
    const incident = await deps.declare({ ...order, alerts: { ...alerts, ...(cause && { cause }) } });
    if (typeof incident === 'string') return { incident, ...(key !== undefined && { lead: key }) };
    // It is tried again: the configuration may be put right meanwhile.
    throw ApplicationFailure.retryable(`No incident could be opened: ${incident.denied}`, 'not_declared');
  }

  return {
    async openByAlerts({ others = [], ...order }) {
      const suppressedBy = await deps.suppressing(order.terms.tenant);
      let soonest = suppressedBy(order.terms);
      if (!soonest) return opened(order);
      for (const lead of others) {
        const terms = leading(order.terms, lead);
        const suppressed = suppressedBy(terms);
        if (!suppressed) return opened({ ...order, terms });
        if (suppressed.until < soonest.until) soonest = suppressed;
      }
      // What comes first to its end is waited for, and not what leads.
      return { suppressed: { by: soonest.by, until: soonest.until } };
    },
    tellIncident: (telling) => deps.tell(telling),
  };
}
