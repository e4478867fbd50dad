import type { ChannelTarget, EscalationPolicy, PersonTarget } from '../escalation/policy.ts';
import type { IncidentChannelPlan, RoutingPlan } from '../chat/routing.ts';
import { didYouMean } from '../command/nearest.ts';
import type { ResponsePlan } from '../incident/incident.ts';
import type { Severity } from '../incident/severity.ts';
import type { Service, Team, TenantConfig } from './config.ts';
import { unique } from './resolve.ts';

/** What somebody said when declaring. */
export interface PlanRequest {
  readonly team?: string | undefined;
  readonly service?: string | undefined;
  readonly severity?: Severity | undefined;
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

/** A declaration names something that the configuration does not have. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  readonly code: 'unknown_team' | 'unknown_service';

  constructor(code: PlanError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Works out who is paged and who hears of an incident. The service's escalation policy beats the team's, which beats
 * the default one. Keys and names are found whatever their case.
 * @param reached adds to the ways in which a person is reached.
 * @throws PlanError when there is no such team or service, naming the nearest.
 */
export function planFor(
  config: TenantConfig,
  request: PlanRequest,
  reached: Reached = (target) => target,
): IncidentPlan {
  const service =
    request.service === undefined ? undefined : find('service', config.services, request.service);
  const team = request.team === undefined ? service?.team : find('team', config.teams, request.team);
  const escalation = policyFor(config, service, team);
  return {
    severity: request.severity ?? config.defaults.severity,
    ...(team && { team: team.id }),
    ...(service && { service: service.id }),
    plan: { ...(escalation && { escalation: policyReaching(escalation, reached) }), sla: config.sla },
    routing: {
      announce: announcements(config, team),
      channels: channelPlans(config, reached, team),
      fallback: config.notifications.fallback,
    },
  };
}

function find<T extends Service | Team>(
  kind: 'team' | 'service',
  all: ReadonlyMap<string, T>,
  text: string,
): T {
  const wanted = text.trim().toLowerCase();
  const match = all.get(wanted) ?? [...all.values()].find((one) => one.name.toLowerCase() === wanted);
  if (match) return match;
  const message = `There is no ${kind} ${JSON.stringify(text)}.${didYouMean(wanted, all.keys())}`;
  throw new PlanError(kind === 'team' ? 'unknown_team' : 'unknown_service', message);
}

function policyFor(config: TenantConfig, service?: Service, team?: Team): EscalationPolicy | undefined {
  return service?.escalation ?? team?.escalation ?? config.defaults.escalation;
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
    targets: step.targets.map((target) => (target.kind === 'person' ? reached(target) : target)),
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
