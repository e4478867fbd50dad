import type { AlertsUnheard } from '../incident/alerts.ts';
import { MOST_NAMED, NO_NEWS, type Group } from './group.ts';
import type { Expiry } from './rule.ts';
import type { Tracked } from './statement.ts';
import type { GroupTerms } from './terms.ts';

/** How often an incident is told at most that nothing more is heard of some of its alerts, in milliseconds. */
const TOGETHER_MS = 60 * 60_000;

type Heard = Pick<Group, 'alerts' | 'firing' | 'heardAt' | 'expiredAt'>;

/** @returns when an alert was heard of last, epoch milliseconds; undefined for one of which nothing more is awaited. */
function heardLast({ clearedAt, unheard, heardAt }: Tracked, { heardAt: ofAll }: Heard): number | undefined {
  return clearedAt === undefined && !unheard ? (heardAt ?? ofAll) : undefined;
}

/** @returns when alerts of a group next have been unheard of for too long, epoch milliseconds; undefined when none will be. */
export function expiresAt(group: Heard, { expiry }: Pick<GroupTerms, 'expiry'>): number | undefined {
  if (!expiry || group.firing === 0) return undefined;
  let first = Infinity;
  for (const one of Object.values(group.alerts)) first = Math.min(first, heardLast(one, group) ?? Infinity);
  if (first === Infinity) return undefined;
  const pause = Math.min(TOGETHER_MS, expiry.afterMs / 4);
  return Math.max(first + expiry.afterMs, group.expiredAt === undefined ? 0 : group.expiredAt + pause);
}

/**
 * Takes in that nothing more was heard of alerts for too long. An incident that is open is told; where the rule says so,
 * and where people have resolved the incident, they count as cleared: what fires anew then is news.
 * @param now epoch milliseconds.
 */
export function expire(group: Group, { afterMs, then }: Expiry, now: number): Group {
  const isOpen = group.incident?.phase === 'open';
  const clears = !isOpen || then === 'resolve';
  const alerts = { ...group.alerts };
  const titles: string[] = [];
  let [count, since] = [0, 0];
  for (const [key, one] of Object.entries(group.alerts)) {
    const last = heardLast(one, group);
    if (last === undefined || last + afterMs > now) continue;
    count++;
    since = Math.max(since, last);
    const { title, ...rest } = one;
    if (title !== undefined && titles.length < MOST_NAMED) titles.push(title);
    alerts[key] = { ...(clears ? rest : one), unheard: true, ...(clears && { clearedAt: now }) };
  }
  if (count === 0) return { ...group, expiredAt: now };
  const firing = clears ? group.firing - count : group.firing;
  const next: Group = { ...group, alerts, firing, expiredAt: now, ...(firing === 0 && { clearAt: now }) };
  if (isOpen) {
    const named = titles.length > 0 && { titles };
    const unheard: AlertsUnheard = { count, since, ...named, ...(clears && { cleared: true }) };
    return { ...next, pending: { ...(group.pending ?? NO_NEWS), unheard } };
  }
  if (firing > 0 || !group.incident) return next;
  const { severity: _s, overflow: _o, ...quiet } = next;
  return { ...quiet, incident: { ...group.incident, phase: 'over' } };
}

/** @returns of how many alerts that count as cleared no end was heard. */
export function clearedUnheard({ alerts }: Pick<Group, 'alerts'>): number {
  return Object.values(alerts).filter(({ unheard, clearedAt }) => unheard && clearedAt !== undefined).length;
}
