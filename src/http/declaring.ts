import type { Redact } from '../access/redact.ts';
import type { TenantConfig } from '../config/config.ts';
import { PlanError, type IncidentPlan } from '../config/plan.ts';
import { ticketPlanFor } from '../config/ticket-routes.ts';
import { policyVersion } from '../config/policy-version.ts';
import type { Link } from '../access/link.ts';
import type { Labels } from '../escalation/condition.ts';
import type { IncidentAlerts } from '../incident/alerts.ts';
import { TITLE_LIMIT } from '../incident/command.ts';
import { policySettings } from '../incident/escalate.ts';
import type { IncidentId } from '../incident/id.ts';
import { kept, type Quotation } from '../incident/quotation.ts';
import { boundTo } from '../runbook/binding.ts';
import type { Severity } from '../incident/severity.ts';
import { onOneLine } from '../incident/title.ts';
import type { IncidentInput } from '../../workflows/incident/messages.ts';
import { announcedIn, type AlsoIn } from './announcing.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import type { Incidents } from './incidents.ts';
import { planWithLinks } from './linked-contacts.ts';
import type { Links, LinksOf } from './links.ts';

export interface DeclareRequest {
  readonly title: string;
  readonly severity?: Severity;
  readonly team?: string;
  readonly service?: string;
  readonly labels?: Labels;
  readonly private?: boolean;
  /** A channel that hears of it besides those of the configuration. */
  readonly also?: AlsoIn;
  /** The alerts of which the incident is made. */
  readonly alerts?: IncidentAlerts;
  /** The message of which the incident is made. */
  readonly quoted?: Quotation;
}

export interface Declared {
  readonly id: IncidentId;
  readonly severity: Severity;
  readonly title: string;
  /** Where nobody is paged: the settings of which each would have given it an escalation policy. */
  readonly nobodyPaged?: readonly string[];
  readonly links: Links;
}

export interface DeclaringDependencies {
  readonly config: (tenant: string) => TenantConfig;
  readonly incidents: Incidents;
  readonly redact: Redact;
  readonly links: LinksOf;
  /** @returns the accounts that a person has linked. */
  readonly linksOf: (tenant: string, person: string) => Promise<readonly Link[]>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const invalid = (message: string): Denied => ({ denied: 'invalid', message });

/** @returns a function that declares an incident by the plan that holds now. */
export function createDeclaring(deps: DeclaringDependencies) {
  return async (caller: Caller, request: DeclareRequest): Promise<Declared | Denied> => {
    const title = deps.redact(onOneLine(request.title), caller.tenant);
    if (!title) return invalid('An incident needs a title.');
    if (title.length > TITLE_LIMIT) {
      return invalid(`A title has at most ${TITLE_LIMIT} characters; this one has ${title.length}.`);
    }
    const config = deps.config(caller.tenant);
    let made: IncidentPlan;
    try {
      const linksOf = (person: string) => deps.linksOf(caller.tenant, person);
      made = await planWithLinks(config, request, linksOf, caller.patience, deps.now());
    } catch (error) {
      if (error instanceof PlanError) return invalid(error.message);
      throw error;
    }
    const { severity, team, service, plan } = made;
    const routing = request.also ? announcedIn(made.routing, request.also) : made.routing;
    const { tenant } = caller;
    const deliveryId = `${caller.via}:${caller.deliveryId}`;
    const labels = Object.entries(request.labels ?? {}).map(
      ([label, value]) => [label, deps.redact(value, tenant)] as const,
    );
    const declaration = {
      title,
      severity,
      private: request.private ?? false,
      by: caller.person,
      ...(team !== undefined && { team }),
      ...(service !== undefined && { service }),
      ...(labels.length > 0 && { labels: Object.fromEntries(labels) }),
      ...(request.alerts && { alerts: request.alerts }),
      ...(request.quoted && { quoted: kept(request.quoted, deps.redact) }),
    };
    const tickets = ticketPlanFor(config, declaration);
    const runbooks = boundTo(config.runbooks.values(), declaration);
    const make = (allocated: IncidentId): IncidentInput => ({
      tenant,
      id: allocated,
      deliveryId,
      declaration,
      plan,
      routing,
      planVersion: config.version,
      ...(tickets && { tickets }),
      ...(runbooks.length > 0 && { runbooks }),
      ...(plan.escalation && { policyVersion: policyVersion(plan.escalation) }),
      ...(config.redaction.length > 0 && { redaction: config.redaction.map(({ written }) => written) }),
      links: deps.links(tenant, allocated),
    });
    const id = await deps.incidents.declare(tenant, deliveryId, make, caller.patience);
    return {
      id,
      severity,
      title,
      ...(!plan.escalation && { nobodyPaged: policySettings(declaration) }),
      links: deps.links(tenant, id),
    };
  };
}
