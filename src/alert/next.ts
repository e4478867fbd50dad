import type { AlertNews } from '../incident/alerts.ts';
import { SEVERITIES } from '../incident/severity.ts';
import { expiresAt } from './expiry.ts';
import { earlier, mostAgain, type Group } from './group.ts';
import { LATE_MS } from './statement.ts';
import type { GroupTerms } from './terms.ts';

/** How long a group is remembered whose incident is over, in milliseconds: what fires then follows that incident. */
export const REMEMBERED_MS = 24 * 60 * 60_000;
/** How often an incident hears of its alerts at most, in milliseconds. */
export const TELL_EVERY_MS = 30_000;
/** How often it is looked whether alerts that are suppressed still are, in milliseconds. */
export const LOOK_AGAIN_MS = 2 * 60_000;

/** What a group does next, and when: epoch milliseconds, in the past means at once. */
export interface Step {
  readonly do: 'open' | 'tell' | 'resolve' | 'expire' | 'end';
  readonly at: number;
}

/** @returns how often an alert fired again, where that makes the group flapping at an instant. */
export function flappingAt(group: Group, { flapping }: GroupTerms, at: number): number | undefined {
  const times = mostAgain(group, flapping.withinMs, at);
  return times >= flapping.times ? times : undefined;
}

/** @returns when the incident is resolved unless something fires before; undefined when that is for people to do. */
export function resolvesAt(group: Group, terms: GroupTerms): number | undefined {
  const { incident, firing, clearAt, overflow } = group;
  if (terms.resolve === 'never' || overflow || firing > 0 || incident?.phase !== 'open' || incident.held)
    return undefined;
  const holdMs = flappingAt(group, terms, clearAt) === undefined ? 0 : terms.flapping.holdMs;
  return clearAt + Math.max(terms.settleMs, holdMs);
}

/** @returns what the group does next: a function of its state alone. Undefined when it waits for others. */
export function nextStep(group: Group, terms: GroupTerms): Step | undefined {
  const { incident, firing, heardAt, suppressed, pending, toldAt } = group;
  if (incident?.phase === 'open') {
    const at = resolvesAt(group, terms);
    const isUrgent = (pending?.acknowledged && terms.acknowledge) || worseThan(group);
    const tell = pending ? (isUrgent ? 0 : toldAt + TELL_EVERY_MS) : Infinity;
    if (at !== undefined && at <= tell) return { do: 'resolve', at };
    const expires = expiresAt(group, terms) ?? Infinity;
    if (pending && tell <= expires) return { do: 'tell', at: tell };
    return expires < Infinity ? { do: 'expire', at: expires } : undefined;
  }
  const from = firing > 0 ? opensFrom(group, terms) : undefined;
  if (from !== undefined) {
    const until = suppressed && Math.min(suppressed.until, suppressed.lookedAt + LOOK_AGAIN_MS);
    return { do: 'open', at: Math.max(from, until ?? 0) };
  }
  if (firing > 0) {
    const expires = expiresAt(group, terms);
    return expires === undefined ? undefined : { do: 'expire', at: expires };
  }
  return { do: 'end', at: Math.max(heardAt + LATE_MS, incident ? incident.at + REMEMBERED_MS : 0) };
}

function opensFrom({ incident, firedAt }: Group, { waitMs, settleMs }: GroupTerms): number | undefined {
  if (firedAt !== undefined) return firedAt + waitMs;
  // Nothing has fired anew: people are told once that it still fires, and not again and again.
  return incident?.phase === 'answered' && !incident.still ? incident.at + settleMs : undefined;
}

function worseThan({ severity, incident }: Group): boolean {
  if (!severity || !incident) return false;
  return SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(incident.severity);
}

/** @returns what the incident has still to hear. @param at epoch milliseconds. */
export function newsOf(group: Group, terms: GroupTerms, at: number): AlertNews {
  const { revision, firing, heard, pending, overflow, severity } = group;
  const times = flappingAt(group, terms, at);
  const isWorse = worseThan(group);
  return {
    revision: revision + 1,
    firing,
    heard,
    ...(pending && pending.fired.count > 0 && { fired: pending.fired }),
    ...(pending && pending.cleared.count > 0 && { cleared: pending.cleared }),
    ...(times !== undefined && { flapping: { times, holdMs: terms.flapping.holdMs } }),
    ...(overflow && { overflow }),
    ...(pending?.unheard && { unheard: pending.unheard }),
    ...(isWorse && severity && { severity }),
    ...(pending?.acknowledged && terms.acknowledge && { ask: 'acknowledge' as const }),
  };
}

/** @returns the group once its incident has heard the news. @param at epoch milliseconds. */
export function told(group: Group, news: AlertNews, at: number): Group {
  const { pending: _, ...rest } = group;
  const { incident } = group;
  return {
    ...rest,
    revision: news.revision,
    toldAt: at,
    ...(incident && news.severity && { incident: { ...incident, severity: news.severity } }),
  };
}

/** @returns what a new incident hears first besides what it is declared with; undefined when there is nothing. */
export function firstNews(before: Group, after: Group, terms: GroupTerms, at: number): AlertNews | undefined {
  const link = earlier(before, terms);
  const news = newsOf(after, terms, at);
  return link || news.flapping || news.overflow ? { ...news, ...(link && { after: link }) } : undefined;
}
