import type { Due } from '../escalation/due-step.ts';
import { asWritten } from '../escalation/due-step.ts';
import { decide } from './decide.ts';
import type { EventBody } from './event.ts';
import type { IncidentId } from './id.ts';
import type { Incident, ResponsePlan } from './incident.ts';
import type { Person } from './person.ts';
import { SEVERITIES, type Severity } from './severity.ts';
import { isActive } from './status.ts';

/** What the alert that an incident was opened for says besides its title: from outside, without secrets. */
export interface AlertCause {
  readonly description?: string;
  /** Its runbook, its graph: addresses that a browser opens. */
  readonly links: readonly { readonly title: string; readonly url: string }[];
}

/** The alerts of which an incident was made, as it knows them. */
export interface IncidentAlerts {
  /** Name of the integration that brought them. */
  readonly integration: string;
  /** Workflow id of what follows them. */
  readonly group: string;
  readonly cause?: AlertCause;
  /** How many fire now, and how many there were in all. */
  readonly firing: number;
  readonly heard: number;
  /** Number of the newest news. */
  readonly revision: number;
  /** They fire again and again: clear for a moment is not over. */
  readonly flapping?: true;
  /** Somebody reopened the incident after it was resolved: it is for people to resolve it. */
  readonly reopened?: true;
}

/** Some alerts, by their titles as far as there is room. */
export interface AlertsNamed {
  readonly titles: readonly string[];
  readonly count: number;
}

/** That nothing more was heard of some alerts for too long. */
export interface AlertsUnheard {
  readonly count: number;
  /** As far as there is room. */
  readonly titles?: readonly string[];
  /** When one of them was heard of last, epoch milliseconds. */
  readonly since: number;
  /** They count as cleared. */
  readonly cleared?: true;
}

/** That an earlier incident of the same alerts was over. */
export interface EarlierIncident {
  readonly incident: IncidentId;
  /** Who resolved or closed it; absent when its alerts had cleared. */
  readonly by?: string;
  /** Since when it was over, epoch milliseconds. */
  readonly at: number;
  /** Its alerts have fired all the time. */
  readonly still?: true;
}

/** What has become of the alerts of an incident since they were told of last. */
export interface AlertNews {
  /** Greater than that of all news before; the same when it is told again. */
  readonly revision: number;
  readonly firing: number;
  readonly heard: number;
  readonly fired?: AlertsNamed;
  readonly cleared?: AlertsNamed;
  /** Set while alerts are flapping: how often one fired again, and how long all must be clear now. */
  readonly flapping?: { readonly times: number; readonly holdMs: number };
  /** There are more alerts than can be followed. */
  readonly overflow?: true;
  readonly unheard?: AlertsUnheard;
  readonly after?: EarlierIncident;
  /** The worst of the alerts: the incident's severity is raised to it. */
  readonly severity?: Severity;
  /** Done for the alerts, if it still can be: with why. */
  readonly ask?: 'resolve' | 'acknowledge';
  readonly note?: string;
}

/** How an incident stands after it has heard of its alerts. */
export interface AlertsAnswer {
  readonly status: Incident['status'];
  /** Who resolved or closed it, where somebody did. */
  readonly by?: Person;
  /** Why it was not resolved though that was asked for. */
  readonly held?: 'on hold' | 'reopened';
  /** Of its newest event: what is heard late must not count for how it stands now. */
  readonly sequence?: number;
}

/** @returns why an incident is not resolved when its alerts are clear; undefined when it is. */
export function heldBack({ hold, alerts }: Incident): AlertsAnswer['held'] {
  if (hold) return 'on hold';
  return alerts?.reopened ? 'reopened' : undefined;
}

/** @returns how an incident stands, for what follows its alerts. */
export function alertsAnswer(incident: Incident, { ask }: Pick<AlertNews, 'ask'> = {}): AlertsAnswer {
  const { status, sequence } = incident;
  const over = incident.closed ?? incident.resolved;
  const held = ask === 'resolve' && isActive(status) ? heldBack(incident) : undefined;
  return { status, sequence, ...(!isActive(status) && over && { by: over.by }), ...(held && { held }) };
}

/**
 * Decides what news of its alerts does to an incident. News that it has heard already, and any of a closed one, do
 * nothing.
 * @param by as whom the alerts act. @param now epoch milliseconds. @param due see `decide`.
 */
export function decideAlerts(
  incident: Incident,
  plan: ResponsePlan,
  by: Person,
  news: AlertNews,
  now: number,
  due: Due = asWritten,
): readonly EventBody[] {
  const { alerts, status } = incident;
  if (!alerts || news.revision <= alerts.revision || status === 'closed') return [];
  const { ask, note, severity, ...told } = news;
  const changed: EventBody = { type: 'alerts_changed', ...told };
  if (!isActive(status)) return [changed];
  const also = (command: Parameters<typeof decide>[3]): readonly EventBody[] => {
    const decision = decide(incident, plan, by, command, now, due);
    return 'events' in decision ? decision.events : [];
  };
  const isWorse = severity && SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(incident.severity);
  return [
    changed,
    ...(isWorse ? also({ name: 'severity', severity }) : []),
    // Where only those count who were paged, somebody at the source does not.
    ...(ask === 'acknowledge' && status === 'open' && plan.escalation?.ackBy !== 'paged'
      ? [{ type: 'acknowledged' } as const]
      : []),
    ...(ask === 'resolve' && !heldBack(incident) ? also({ name: 'resolve', ...(note && { note }) }) : []),
  ];
}
