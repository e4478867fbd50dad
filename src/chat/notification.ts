import type { IncidentEvent } from '../incident/event.ts';
import { SEVERITIES } from '../incident/severity.ts';

export const NOTIFICATION_TYPES = [
  'created',
  'updated',
  'acknowledged',
  'resolved',
  'closed',
  'escalated',
  'SLA warning',
  'SLA breach',
] as const;
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

export interface Notification {
  readonly type: NotificationType;
  /** Worth the attention of everybody in the channel, not only of those who read the thread. */
  readonly loud: boolean;
}

/** Should nobody miss it who responds to the incident, wherever they are at the moment? */
export function concernsResponders(event: IncidentEvent): boolean {
  switch (event.type) {
    case 'sla_breached':
    case 'reopened':
    case 'acknowledgement_expired':
    case 'resolved':
      return true;
    case 'severity_changed':
      return notificationOf(event)?.loud ?? false;
    default:
      return false;
  }
}

/** Is it for the commander to do something about, or for the responders where there is none? */
export function concernsCommander(event: IncidentEvent): boolean {
  switch (event.type) {
    case 'sla_warning':
    case 'sla_breached':
      return event.tell?.includes('commander') ?? false;
    case 'update_due':
      return true;
    case 'taken_off_hold':
      return event.limit ?? false;
    default:
      return false;
  }
}

/** @returns what kind of news an event is; undefined when it is news to nobody. */
export function notificationOf(event: IncidentEvent): Notification | undefined {
  switch (event.type) {
    case 'declared':
      return { type: 'created', loud: true };
    case 'acknowledged':
      return { type: 'acknowledged', loud: false };
    case 'resolved':
      return { type: 'resolved', loud: true };
    case 'closed':
      return { type: 'closed', loud: false };
    case 'escalated':
      // The first page comes with the card itself.
      return { type: 'escalated', loud: event.cause !== 'declared' || event.unreachable === true };
    case 'nobody_paged':
    case 'acknowledgement_not_counted':
    case 'escalation_exhausted':
      return { type: 'escalated', loud: true };
    case 'sla_nobody_paged':
      return { type: event.sla.news === 'breach' ? 'SLA breach' : 'SLA warning', loud: true };
    case 'sla_warning':
      return { type: 'SLA warning', loud: event.tell?.includes('channel') ?? true };
    case 'sla_breached':
      return { type: 'SLA breach', loud: event.tell?.includes('channel') ?? true };
    case 'acknowledgement_expired':
    case 'reopened':
    case 'update_posted':
      return { type: 'updated', loud: true };
    case 'severity_changed':
      return { type: 'updated', loud: SEVERITIES.indexOf(event.to) < SEVERITIES.indexOf(event.from) };
    case 'notification_failed':
      return { type: 'updated', loud: event.fallback === undefined };
    case 'taken_off_hold':
      return { type: 'updated', loud: event.limit ?? false };
    case 'put_on_hold':
    case 'update_due':
    case 'mitigated':
    case 'assigned':
    case 'step_skipped':
    case 'page_held':
    case 'acknowledgement_reminded':
    case 'noted':
    case 'linked':
    case 'changes_mentioned':
    case 'ticket_kept':
    case 'ticket_failed':
    case 'ticket_commented':
    case 'ticket_turned':
    case 'ticket_moved':
    case 'ticket_deleted':
    case 'ticket_unlinked':
    case 'run_changed':
    case 'runbook_not_run':
    case 'joined':
    case 'left':
    case 'title_changed':
    case 'channel_opened':
    case 'channel_failed':
    case 'invitation_failed':
      return { type: 'updated', loud: false };
    case 'alerts_changed':
      return { type: 'updated', loud: event.unheard !== undefined };
    case 'command_ignored':
      return undefined;
  }
}
