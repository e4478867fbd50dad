import type { ChannelTarget, EscalationPolicy, PersonTarget } from '../escalation/policy.ts';
import type { IncidentChannelPlan, RoutingPlan } from '../chat/routing.ts';
import { didYouMean } from '../command/nearest.ts';
import type { SlaPolicy } from '../escalation/sla.ts';
import type { ResponsePlan } from '../incident/incident.ts';
import type { Severity } from '../incident/severity.ts';
import type { Service, Team, TenantConfig } from './config.ts';
import { policyVersion } from './policy-version.ts';
import { urgencyFor } from './urgency.ts';
import { unique } from './channels.ts';
import { narrowedBy, withCalendars } from './sla.ts';

/** What somebody said when declaring. */
export interface PlanRequest {
  readonly team?: string | undefined;
  readonly service?: string | undefined;
  readonly severity?: Severity | undefined;
  /** Key of an escalation policy that counts whatever team and service say. */
  readonly policy?: string | undefined;
}

/** What of the configuration holds for a new incident; plain data, safe to be stored with it. */
export interface IncidentPlan {
  readonly severity: Severity;
  /** The team's key, that of the service's team when only the service was named. */
  readonly team?: string;
  readonly service?: string;
  readonly plan: ResponsePlan;
  readonly routing: RoutingPlan;
}

/** @returns somebody with all the ways in which they are reached. */
export type Reached = (target: PersonTarget) => PersonTarget;

type NamedKind = 'team' | 'service' | 'policy';

/** A declaration names something that the configuration does not have. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  readonly code: `unknown_${NamedKind}`;

  constructor(code: PlanError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Works out who is paged and who hears of an incident. The service's escalation policy beats the team's, which beats
 * the default one. Keys and names are found whatever their case.
 * @param reached adds to the ways in which a person is reached.
 * @param at when it is declared, epoch milliseconds; without it SLA targets by business hours count every hour.
 * @throws PlanError when there is no such team or service, naming the nearest.
 */
export function planFor(
  config: TenantConfig,
  request: PlanRequest,
  reached: Reached = (target) => target,
  at?: number,
): IncidentPlan {
  const service =
    request.service === undefined ? undefined : find('service', config.services, request.service);
  const team = request.team === undefined ? service?.team : find('team', config.teams, request.team);
  const escalation =
    request.policy === undefined
      ? policyFor(config, service, team)
      : find('policy', config.escalation, request.policy);
  const sla = slaFor(config, at, service, team);
  const urgency = urgencyFor(config.urgency, service?.urgency);
  return {
    severity: request.severity ?? config.defaults.severity,
    ...(team && { team: team.id }),
    ...(service && { service: service.id }),
    plan: {
      ...(escalation && { escalation: policyReaching(escalation, reached) }),
      ...(urgency && { urgency }),
      sla,
      ...slaPoliciesFor(config, sla, reached),
    },
    routing: {
      announce: announcements(config, team),
      channels: channelPlans(config, reached, team),
      fallback: config.notifications.fallback,
    },
  };
}

function find<T extends { readonly name: string }>(
  kind: NamedKind,
  all: ReadonlyMap<string, T>,
  text: string,
): T {
  const wanted = text.trim().toLowerCase();
  const match = all.get(wanted) ?? [...all.values()].find((one) => one.name.toLowerCase() === wanted);
  if (match) return match;
  const message = `There is no ${kind} ${JSON.stringify(text)}.${didYouMean(wanted, all.keys())}`;
  throw new PlanError(`unknown_${kind}`, message);
}

function policyFor(config: TenantConfig, service?: Service, team?: Team): EscalationPolicy | undefined {
  return service?.escalation ?? team?.escalation ?? config.defaults.escalation;
}

/** Of each setting that of the service counts, else that of the team, else that of the section `sla`. */
function slaFor(
  config: TenantConfig,
  at: number | undefined,
  service: Service | undefined,
  team: Team | undefined,
): SlaPolicy {
  const policy = narrowedBy(config.sla, [team?.sla, service?.sla]);
  return at === undefined ? policy : withCalendars(policy, config.businessHours, at);
}

/** The policies that SLA targets page, as they are now; of those that follow them no step is paged. */
function slaPoliciesFor(
  { escalation }: TenantConfig,
  { pages = {} }: SlaPolicy,
  reached: Reached,
): Pick<ResponsePlan, 'slaPolicies'> {
  const keys = Object.values(pages).flatMap((paged) => paged.map(({ policy }) => policy));
  const found = [...new Set(keys)].flatMap((key) => {
    const policy = escalation.get(key);
    if (!policy) return [];
    const { then: _, ...own } = { ...policy, steps: policy.steps.slice(0, policy.then?.[0]?.from) };
    return [[key, { policy: policyReaching(own, reached), version: policyVersion(policy) }] as const];
  });
  return found.length > 0 ? { slaPolicies: Object.fromEntries(found) } : {};
}

function announcements(config: TenantConfig, team?: Team): Record<Severity, readonly ChannelTarget[]> {
  const { bySeverity, default: otherwise } = config.notifications;
  const own = team?.channels ?? [];
  const to = (severity: Severity): readonly ChannelTarget[] =>
    unique([...(bySeverity[severity] ?? (own.length ? [] : otherwise)), ...own]);
  return { 'SEV-1': to('SEV-1'), 'SEV-2': to('SEV-2'), 'SEV-3': to('SEV-3'), 'SEV-4': to('SEV-4') };
}

function policyReaching(policy: EscalationPolicy, reached: Reached): EscalationPolicy {
  const steps = policy.steps.map((step) => ({
    ...step,
    targets: step.targets.map((target) =>
      target.kind === 'person' && target.only === undefined ? reached(target) : target,
    ),
  }));
  return { ...policy, steps };
}

function channelPlans(config: TenantConfig, reached: Reached, team?: Team): IncidentChannelPlan[] {
  const made = config.notifications.incidentChannel;
  const invite: PersonTarget[] = made ? unique([...(team?.members ?? []), ...made.invite]).map(reached) : [];
  return (made?.instances ?? []).map((instance) => ({
    instance,
    nameTemplate: made?.nameTemplate ?? '',
    private: made?.private ?? false,
    archiveAtClose: made?.archiveAtClose ?? false,
    invite: invite.filter((target) => target.contacts.some((contact) => contact.instance === instance)),
  }));
}
