import type { Target } from '../escalation/policy.ts';
import { RESPONDERS_LIMIT } from './command.ts';
import type { IncidentEvent } from './event.ts';
import type { Incident, Mark, Responder } from './incident.ts';
import type { Person, Role } from './person.ts';
import type { Quotation } from './quotation.ts';

/** What a new incident starts from. */
export interface Declaration {
  readonly title: string;
  readonly severity: Incident['severity'];
  readonly team?: string;
  readonly service?: string;
  readonly private: boolean;
  /** The message of which it was made; it becomes the first note. */
  readonly quoted?: Quotation;
  /** Ids of the people whom the configuration invites into a private incident's channel. */
  readonly invited?: readonly string[];
  readonly by: Person;
}

/** @returns the incident before its first event. @param now epoch milliseconds. */
export function newIncident(
  tenant: string,
  id: Incident['id'],
  declaration: Declaration,
  now: number,
): Incident {
  const { by, quoted: _, ...rest } = declaration;
  return {
    tenant,
    id,
    ...rest,
    status: 'open',
    declared: { by, at: now },
    responders: [],
    slaWarned: [],
    slaBreached: [],
    lastActivityAt: now,
    sequence: 0,
  };
}

function markOf(event: IncidentEvent & { note?: string }): Mark {
  return { by: event.by, at: event.at, ...(event.note && { note: event.note }) };
}

function enlist(
  responders: readonly Responder[],
  person: Person,
  role: Role | undefined,
  at: number,
): Responder[] {
  // A role has one holder: who held it before stays as a responder without it.
  const others = responders
    .filter((r) => r.person.id !== person.id)
    .map(({ role: held, ...rest }) => (held && held !== role ? { ...rest, role: held } : rest));
  const since = responders.find((r) => r.person.id === person.id)?.since ?? at;
  return [...others, { person, since, ...(role && { role }) }];
}

function joining(incident: Incident, person: Person, at: number): readonly Responder[] {
  const { responders } = incident;
  return responders.length >= RESPONDERS_LIMIT || responders.some((r) => r.person.id === person.id)
    ? responders
    : enlist(incident.responders, person, undefined, at);
}

function stopped(incident: Incident): Pick<Incident, 'escalation'> | undefined {
  if (!incident.escalation) return undefined;
  const { step, round } = incident.escalation;
  return { escalation: { state: 'stopped', step, round } };
}

function pagedBy(targets: readonly Target[]): string[] {
  return targets.flatMap((target) => (target.kind === 'person' ? [target.person.id] : []));
}

/** @returns the incident after one event. Pure: the read model and the workflow come to the same state. */
export function evolve(incident: Incident, event: IncidentEvent): Incident {
  const next: Incident = { ...incident, sequence: event.sequence };
  switch (event.type) {
    case 'acknowledged':
      return {
        ...next,
        status: 'acknowledged',
        acknowledged: markOf(event),
        firstAcknowledged: incident.firstAcknowledged ?? markOf(event),
        responders: joining(incident, event.by, event.at),
        lastActivityAt: event.at,
        ...stopped(incident),
      };
    case 'acknowledgement_expired': {
      const { acknowledged: _, ...rest } = next;
      return { ...rest, status: 'open' };
    }
    case 'mitigated':
      return {
        ...next,
        status: 'mitigated',
        mitigated: markOf(event),
        firstAcknowledged: incident.firstAcknowledged ?? markOf(event),
        responders: joining(incident, event.by, event.at),
        lastActivityAt: event.at,
        ...stopped(incident),
      };
    case 'resolved':
      return {
        ...next,
        status: 'resolved',
        resolved: markOf(event),
        firstAcknowledged: incident.firstAcknowledged ?? markOf(event),
        lastActivityAt: event.at,
        ...stopped(incident),
      };
    case 'closed':
      return { ...next, status: 'closed', closed: markOf(event), lastActivityAt: event.at };
    case 'reopened': {
      const { acknowledged: _a, mitigated: _m, resolved: _r, ...rest } = next;
      return { ...rest, status: 'open', lastActivityAt: event.at };
    }
    case 'escalated':
      return {
        ...next,
        ...(!event.unreachable && {
          paged: [...new Set([...(incident.paged ?? []), ...pagedBy(event.targets)])],
        }),
        escalation: {
          state: event.nextAt === undefined ? 'stopped' : 'running',
          step: event.step,
          round: event.round,
          ...(event.nextAt !== undefined && { nextAt: event.nextAt }),
        },
      };
    case 'escalation_exhausted':
      return {
        ...next,
        escalation: {
          state: 'exhausted',
          step: incident.escalation?.step ?? 0,
          round: incident.escalation?.round ?? 0,
        },
      };
    case 'assigned':
      return {
        ...next,
        responders: enlist(incident.responders, event.person, event.role, event.at),
        lastActivityAt: event.at,
      };
    case 'joined':
      return { ...next, responders: joining(incident, event.by, event.at), lastActivityAt: event.at };
    case 'left':
      return {
        ...next,
        responders: incident.responders.filter((r) => r.person.id !== event.by.id),
        lastActivityAt: event.at,
      };
    case 'severity_changed':
      return { ...next, severity: event.to, lastActivityAt: event.at };
    case 'title_changed':
      return { ...next, title: event.to, lastActivityAt: event.at };
    case 'noted':
      return { ...next, lastActivityAt: event.at };
    case 'update_posted':
      return {
        ...next,
        update: { by: event.by, at: event.at, note: event.text },
        lastActivityAt: event.at,
      };
    case 'sla_warning':
      return { ...next, slaWarned: [...incident.slaWarned, event.clock] };
    case 'sla_breached':
      return { ...next, slaBreached: [...incident.slaBreached, event.clock] };
    case 'declared':
    case 'nobody_paged':
    case 'notification_failed':
    case 'channel_opened':
    case 'channel_failed':
    case 'invitation_failed':
    case 'command_ignored':
      return next;
  }
}
