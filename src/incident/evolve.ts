import type { Labels } from '../escalation/condition.ts';
import { targetName, type Target } from '../escalation/policy.ts';
import type { IncidentAlerts } from './alerts.ts';
import { callsPagesOff } from './calling-off.ts';
import { RESPONDERS_LIMIT } from './command.ts';
import type { IncidentEvent, SlaReason } from './event.ts';
import type { Incident, Mark, Responder } from './incident.ts';
import { isIntegration, type Person, type Role } from './person.ts';
import type { Quotation } from './quotation.ts';
import { ticketsAfter } from './ticket.ts';

/** What a new incident starts from. */
export interface Declaration {
  readonly title: string;
  readonly severity: Incident['severity'];
  readonly team?: string;
  readonly service?: string;
  /** What else is said of it, on which escalation steps may depend. */
  readonly labels?: Labels;
  readonly private: boolean;
  /** The alerts of which it was made. */
  readonly alerts?: IncidentAlerts;
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

function markOf(event: IncidentEvent & { note?: string; notPaged?: true }): Mark {
  const { by, at, note, notPaged } = event;
  return { by, at, ...(note && { note }), ...(notPaged && { notPaged }) };
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

/** Once a page has waited for working hours, no other waits for the same ones. */
function waitedFor({ escalation }: Incident): { waitedFor?: number } {
  const opening = escalation?.held?.opensAt ?? escalation?.waitedFor;
  return opening === undefined ? {} : { waitedFor: opening };
}

/** @returns the incident off hold. @param at epoch milliseconds. */
function released(incident: Incident, at: number): Incident {
  const { hold, ...rest } = incident;
  return hold ? { ...rest, holds: [...(incident.holds ?? []), { from: hold.at, until: at }] } : incident;
}

/** @returns the incident without the page that an SLA target asked for and that was made now. */
function pagedFor(incident: Incident, policy: string, { clock, news }: SlaReason): Incident {
  const { slaPages = [], ...rest } = incident;
  const made = slaPages.find((one) => one.policy === policy && one.clock === clock && one.news === news);
  const left = slaPages.filter((one) => one !== made);
  return left.length > 0 ? { ...rest, slaPages: left } : rest;
}

/** @returns the pages that the news of an SLA target asks for, behind those that are still to be made. */
function asking(
  { slaPages = [] }: Incident,
  event: Extract<IncidentEvent, { type: 'sla_warning' | 'sla_breached' }>,
): Pick<Incident, 'slaPages'> {
  const { clock, dueAt, at, pages } = event;
  if (!pages) return {};
  const news = event.type === 'sla_breached' ? 'breach' : 'warning';
  return {
    slaPages: [...slaPages, ...pages.map((page) => ({ ...page, clock, news, dueAt, since: at }) as const)],
  };
}

/** @returns the incident without pages that were asked for: whoever calls pages off has seen it. */
function seen(incident: Incident): Incident {
  const { slaPages: _, ...rest } = incident;
  return rest;
}

function pagedBy(targets: readonly Target[]): string[] {
  return targets.flatMap((target) => {
    if (target.kind === 'person') return [target.person.id];
    // Whoever answers from an address that is paged as such is known by it, as an account of no person.
    return target.label === target.channel ? [targetName(target)] : [];
  });
}

/** @returns the incident with what it has heard of its alerts. */
function hearing(
  incident: Incident,
  { revision, firing, heard, flapping }: Extract<IncidentEvent, { type: 'alerts_changed' }>,
): Incident {
  if (!incident.alerts) return incident;
  const { flapping: _, ...before } = incident.alerts;
  return {
    ...incident,
    alerts: { ...before, revision, firing, heard, ...(flapping && { flapping: true }) },
  };
}

/** @returns the incident after one event. Pure: the read model and the workflow come to the same state. */
export function evolve(incident: Incident, event: IncidentEvent): Incident {
  const now: Incident = { ...incident, sequence: event.sequence };
  const next = incident.slaPages && callsPagesOff(event) ? seen(now) : now;
  switch (event.type) {
    case 'acknowledged':
      return {
        ...next,
        status: 'acknowledged',
        acknowledged: markOf(event),
        firstAcknowledged: incident.firstAcknowledged ?? markOf(event),
        responders: isIntegration(event.by) ? incident.responders : joining(incident, event.by, event.at),
        lastActivityAt: event.at,
        ...stopped(incident),
      };
    case 'acknowledgement_expired': {
      const { acknowledged: _, ...rest } = next;
      return { ...rest, status: 'open' };
    }
    case 'acknowledgement_not_counted':
      return {
        ...next,
        responders: joining(incident, event.by, event.at),
        lastActivityAt: event.at,
      };
    case 'acknowledgement_reminded':
      return { ...next, remindedAt: event.at };
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
        ...released(next, event.at),
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
      const alerts = rest.alerts && { alerts: { ...rest.alerts, reopened: true as const } };
      return { ...rest, ...alerts, status: 'open', updateFrom: event.at, lastActivityAt: event.at };
    }
    case 'escalated': {
      const paged = {
        ...next,
        ...(!event.unreachable && {
          paged: [...new Set([...(incident.paged ?? []), ...pagedBy(event.targets)])],
        }),
      };
      // Of one that reaches nobody the next step is looked at, or that there is none is told.
      if (event.sla) return event.unreachable ? paged : pagedFor(paged, event.policy, event.sla);
      return {
        ...paged,
        escalation: {
          state: event.nextAt === undefined ? 'stopped' : 'running',
          step: event.step,
          round: event.round,
          ...(event.nextAt !== undefined && { nextAt: event.nextAt }),
          ...waitedFor(incident),
        },
      };
    }
    case 'page_held': {
      const { step, cause, hold, after } = event;
      const before = incident.escalation?.held;
      const since = before?.step === step ? before.since : event.at;
      return {
        ...next,
        escalation: {
          ...after,
          state: 'running',
          nextAt: hold.until,
          held: { ...hold, step, since, cause },
          ...waitedFor(incident),
        },
      };
    }
    case 'step_skipped':
      if (event.sla) return next;
      return {
        ...next,
        escalation: { state: 'running', ...incident.escalation, step: event.step, round: event.round },
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
        updateFrom: event.at,
        lastActivityAt: event.at,
      };
    case 'linked': {
      const { url, title, by, at } = event;
      const link = { url, ...(title !== undefined && { title }), by, at };
      return { ...next, links: [...(incident.links ?? []), link], lastActivityAt: event.at };
    }
    case 'ticket_kept':
    case 'ticket_commented':
    case 'ticket_turned':
    case 'ticket_moved':
    case 'ticket_deleted':
    case 'ticket_unlinked':
      return { ...next, tickets: ticketsAfter(incident.tickets ?? [], event, event.by, event.at) };
    case 'changes_mentioned':
      return { ...next, changes: [...(incident.changes ?? []), ...event.changes.map(({ key }) => key)] };
    case 'sla_warning':
      return {
        ...next,
        slaWarned: [...new Set([...incident.slaWarned, event.clock])],
        slaWarnedParts: { ...incident.slaWarnedParts, [event.clock]: event.part ?? 1 },
        ...asking(next, event),
      };
    case 'sla_breached':
      return { ...next, slaBreached: [...incident.slaBreached, event.clock], ...asking(next, event) };
    case 'sla_nobody_paged':
      return pagedFor(next, event.policy, event.sla);
    case 'update_due':
      return { ...next, updateFrom: event.at, updatesLate: (incident.updatesLate ?? 0) + 1 };
    case 'put_on_hold':
      return { ...next, hold: markOf(event), lastActivityAt: event.at };
    case 'taken_off_hold':
      return { ...released(next, event.at), lastActivityAt: event.at };
    case 'alerts_changed':
      return hearing(next, event);
    case 'declared':
    case 'nobody_paged':
    case 'notification_failed':
    case 'channel_opened':
    case 'channel_failed':
    case 'invitation_failed':
    case 'ticket_failed':
    case 'runbook_not_run':
    case 'command_ignored':
      return next;
    case 'run_changed':
      return event.change === 'ordered' && event.runbook
        ? { ...next, runbooks: onceMore(next.runbooks, event.runbook.name) }
        : next;
  }
}

function onceMore(counts: Incident['runbooks'] = {}, name: string): NonNullable<Incident['runbooks']> {
  const before = Object.hasOwn(counts, name) ? (counts[name] ?? 0) : 0;
  return { ...counts, [name]: before + 1 };
}
