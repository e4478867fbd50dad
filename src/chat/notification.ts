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
    case 'escalation_exhausted':
      return { type: 'escalated', loud: true };
    case 'sla_warning':
      return { type: 'SLA warning', loud: true };
    case 'sla_breached':
      return { type: 'SLA breach', loud: true };
    case 'acknowledgement_expired':
    case 'reopened':
    case 'update_posted':
      return { type: 'updated', loud: true };
    case 'severity_changed':
      return { type: 'updated', loud: SEVERITIES.indexOf(event.to) < SEVERITIES.indexOf(event.from) };
    case 'notification_failed':
      return { type: 'updated', loud: event.fallback === undefined };
    case 'mitigated':
    case 'assigned':
    case 'noted':
    case 'joined':
    case 'left':
    case 'title_changed':
    case 'channel_opened':
    case 'channel_failed':
    case 'invitation_failed':
      return { type: 'updated', loud: false };
    case 'command_ignored':
      return undefined;
  }
}
