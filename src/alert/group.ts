import type { AlertsAnswer, AlertsNamed, AlertsUnheard, EarlierIncident } from '../incident/alerts.ts';
import type { IncidentId } from '../incident/id.ts';
import type { Severity } from '../incident/severity.ts';
import { isActive } from '../incident/status.ts';
import { worse } from './severity.ts';
import type { GroupTerms } from './terms.ts';
import { hearStatement, type Statement, type Tracked } from './statement.ts';

/** Most alerts of one group that are followed; more are counted as too many. */
export const MOST_ALERTS = 5_000;
/** Most cleared alerts that are remembered. */
const MOST_CLEARED = 1_000;
/** How many alerts are named in news. */
export const MOST_NAMED = 5;
/** Of how many that fire the title is remembered: of 5,000 they would be more than goes from one run to the next. */
const MOST_TITLES = 500;

/** Why alerts open no incident for now. */
export interface Suppression {
  /** In words: `the maintenance of checkout`. */
  readonly by: string;
  /** Until when at most, epoch milliseconds. */
  readonly until: number;
}

/** The incident of a group. */
export interface GroupIncident {
  readonly id: IncidentId;
  /** Epoch milliseconds. */
  readonly openedAt: number;
  /**
   * `open`; `answered` when people resolved or closed it while alerts fired; `over` when it is resolved and all was clear.
   */
  readonly phase: 'open' | 'answered' | 'over';
  /** Since when it is in this phase, epoch milliseconds. */
  readonly at: number;
  /** Who resolved or closed it; absent when the alerts did. */
  readonly by?: string;
  /** The severity that the alerts asked for. */
  readonly severity: Severity;
  /** Only for who belongs to it. */
  readonly private?: true;
  /** It was opened because alerts went on firing after the one before was resolved. */
  readonly still?: true;
  /** Of the newest event of it that was heard of. */
  readonly sequence?: number;
  /** Why it is not resolved though all alerts are clear. */
  readonly held?: NonNullable<AlertsAnswer['held']>;
}

/** What the incident has still to hear. */
export interface PendingNews {
  readonly fired: AlertsNamed;
  readonly cleared: AlertsNamed;
  /** Somebody acknowledged at the source. */
  readonly acknowledged: boolean;
  /** Those of which nothing more is heard. */
  readonly unheard?: AlertsUnheard;
}

/** Alerts that are one incident, as they stand. Plain data; times of our own clock are epoch milliseconds. */
export interface Group {
  readonly alerts: Readonly<Record<string, Tracked>>;
  readonly firing: number;
  /** How many different alerts there were since the incident was opened, or would have been. */
  readonly heard: number;
  readonly overflow?: true;
  /** The worst of the alerts that fire for the incident that is open or is to be opened. */
  readonly severity?: Severity;
  /** When the first alert fired that no incident has been opened for; absent when there is none. */
  readonly firedAt?: number;
  /** Since when nothing fires. */
  readonly clearAt: number;
  readonly heardAt: number;
  /** When it was last found that nothing more is heard of some. */
  readonly expiredAt?: number;
  readonly pending?: PendingNews;
  /** Number of the newest news, and when it was told. */
  readonly revision: number;
  readonly toldAt: number;
  readonly incident?: GroupIncident;
  /** How many incidents this group has had: part of what each is known by. */
  readonly opened: number;
  readonly suppressed?: Suppression & { readonly lookedAt: number };
}

/** @param now epoch milliseconds. @returns a group of which nothing is known yet. */
export function newGroup(now: number): Group {
  return { alerts: {}, firing: 0, heard: 0, clearAt: now, heardAt: now, revision: 0, toldAt: 0, opened: 0 };
}

const NONE: AlertsNamed = { titles: [], count: 0 };
/** What an incident hears that hears of no change. */
export const NO_NEWS: PendingNews = { fired: NONE, cleared: NONE, acknowledged: false };

/** @returns how often the alert that fires again most did so lately. @param at epoch milliseconds. */
export function mostAgain({ alerts }: Pick<Group, 'alerts'>, withinMs: number, at: number): number {
  let most = 0;
  for (const { again } of Object.values(alerts)) {
    if (again) most = Math.max(most, again.filter((time) => time > at - withinMs && time <= at).length);
  }
  return most;
}

/**
 * Takes in what a delivery says.
 * @param now when it was received, epoch milliseconds.
 */
export function hear(group: Group, statements: readonly Statement[], now: number): Group {
  const before = Object.keys(group.alerts).length + statements.length;
  const alerts = before > MOST_ALERTS ? pruned(group.alerts) : { ...group.alerts };
  let { firing, heard, overflow, severity, firedAt } = group;
  let count = Object.keys(alerts).length;
  const fired: string[] = [];
  const cleared: string[] = [];
  let titles = Object.values(alerts).filter(({ title }) => title !== undefined).length;
  let acknowledged = false;
  for (const statement of statements) {
    const known = Object.hasOwn(alerts, statement.key) ? alerts[statement.key] : undefined;
    if (!known && count >= MOST_ALERTS) {
      if (statement.status !== 'resolved') overflow = true;
      continue;
    }
    const outcome = hearStatement(known, statement, now);
    if (outcome.heard === 'late') continue;
    const titled = named(outcome.tracked, statement.title, titles < MOST_TITLES);
    alerts[statement.key] = titled;
    titles += Number(titled.title !== undefined) - Number(known?.title !== undefined);
    if (!known) count++;
    switch (outcome.heard) {
      case 'fires':
      case 'fires again':
        firing++;
        if (outcome.heard === 'fires') heard++;
        fired.push(statement.title);
        firedAt ??= now;
        severity = severity ? worse(severity, statement.severity) : statement.severity;
        acknowledged ||= statement.status === 'acknowledged';
        break;
      case 'acknowledged':
        acknowledged = true;
        break;
      case 'clears':
        firing--;
        cleared.push(statement.title);
        break;
      case 'known':
        if (outcome.tracked.clearedAt === undefined && severity)
          severity = worse(severity, statement.severity);
    }
  }
  const isOpen = group.incident?.phase === 'open';
  const clears = firing === 0 && group.firing > 0;
  const hasNews = fired.length + cleared.length > 0 || acknowledged;
  const { firedAt: _, severity: _s, overflow: _o, suppressed, incident, pending, ...rest } = group;
  const next: Group = {
    ...rest,
    alerts: firing === 0 || count >= MOST_ALERTS ? pruned(alerts) : alerts,
    firing,
    heard: Math.max(heard, firing),
    heardAt: now,
    clearAt: clears ? now : group.clearAt,
    ...(incident && { incident: clears && !isOpen ? { ...incident, phase: 'over' } : incident }),
    ...((isOpen || firing > 0) && {
      ...(overflow && { overflow }),
      ...(severity && { severity }),
      ...(suppressed && { suppressed }),
    }),
    // While an incident is open, what fires belongs to it.
    ...(!isOpen && firing > 0 && firedAt !== undefined && { firedAt }),
  };
  if (!hasNews) return pending ? { ...next, pending } : next;
  return { ...next, pending: added(pending, { fired, cleared, acknowledged }) };
}

/** @returns an alert with its title while it fires, where there is room for another one. */
function named(alert: Tracked, title: string, hasRoom: boolean): Tracked {
  const { title: known, ...rest } = alert;
  return alert.clearedAt === undefined && (known !== undefined || hasRoom) ? { ...rest, title } : rest;
}

function added(
  before: PendingNews | undefined,
  { fired, cleared, acknowledged }: { fired: string[]; cleared: string[]; acknowledged: boolean },
): PendingNews {
  const more = ({ titles, count }: AlertsNamed, others: string[]): AlertsNamed => ({
    titles: [...titles, ...others].slice(0, MOST_NAMED),
    count: count + others.length,
  });
  return {
    ...before,
    fired: more(before?.fired ?? NONE, fired),
    cleared: more(before?.cleared ?? NONE, cleared),
    acknowledged: acknowledged || (before?.acknowledged ?? false),
  };
}

/** @returns the alerts with no more than the newest of those that have cleared. */
function pruned(alerts: Readonly<Record<string, Tracked>>): Record<string, Tracked> {
  const all = Object.entries(alerts);
  const cleared = all.flatMap(([key, { clearedAt }]) =>
    clearedAt === undefined ? [] : [{ key, clearedAt }],
  );
  if (cleared.length <= MOST_CLEARED) return { ...alerts };
  const dropped = new Set(
    cleared
      .sort((a, b) => b.clearedAt - a.clearedAt)
      .slice(MOST_CLEARED)
      .map(({ key }) => key),
  );
  return Object.fromEntries(all.filter(([key]) => !dropped.has(key)));
}

/** @returns the group once an incident is opened for it. @param at epoch milliseconds. */
export function opened(group: Group, id: IncidentId, terms: GroupTerms, at: number): Group {
  const { firedAt: _, suppressed: _s, ...rest } = group;
  const severity = group.severity ?? terms.declaration.severity;
  const still = stillFires(group);
  const isPrivate = terms.declaration.private && { private: true as const };
  return {
    ...rest,
    opened: group.opened + 1,
    heard: group.incident ? group.firing : group.heard,
    revision: 0,
    toldAt: at,
    incident: { id, openedAt: at, phase: 'open', at, severity, ...isPrivate, ...(still && { still }) },
  };
}

/** @returns whether an incident is opened only because alerts go on firing after people resolved the one before. */
export function stillFires({ incident, firedAt }: Group): true | undefined {
  return incident?.phase === 'answered' && firedAt === undefined ? true : undefined;
}

/** @returns the incident before, for the one that is opened now: a private one is told to a private one alone. */
export function earlier(group: Group, terms: Pick<GroupTerms, 'declaration'>): EarlierIncident | undefined {
  const { incident } = group;
  if (!incident || incident.phase === 'open') return undefined;
  if (incident.private && !terms.declaration.private) return undefined;
  const { id, by, at } = incident;
  const still = stillFires(group);
  return { incident: id, at, ...(by !== undefined && { by }), ...(still && { still }) };
}

/** @returns the group once its incident is known to stand so. @param at epoch milliseconds. @param self as whom alerts act. */
export function answered(group: Group, answer: AlertsAnswer | 'gone', self: string, at: number): Group {
  const { incident } = group;
  if (!incident) return group;
  if (answer === 'gone') return over(group, undefined, at);
  const { sequence = 0 } = answer;
  if (sequence < (incident.sequence ?? 0)) return group;
  const { held: _, ...rest } = { ...incident, ...(sequence > 0 && { sequence }) };
  if (isActive(answer.status)) {
    if (incident.phase === 'open')
      return { ...group, incident: { ...rest, ...(answer.held && { held: answer.held }) } };
    // It was reopened: what fires belongs to it again.
    const { firedAt: _f, ...others } = group;
    const { by: _b, ...was } = rest;
    return { ...others, incident: { ...was, phase: 'open', at, ...(answer.held && { held: answer.held }) } };
  }
  if (incident.phase !== 'open') return { ...group, incident: { ...incident, ...rest } };
  return over(
    { ...group, incident: { ...incident, ...rest } },
    answer.by?.id === self ? undefined : answer.by?.name,
    at,
  );
}

function over(before: Group, by: string | undefined, at: number): Group {
  const group = withoutUnheard(before, at);
  const { incident, pending: _p, ...rest } = group;
  if (!incident) return group;
  const { held: _h, by: _b, ...was } = incident;
  const ended = { ...was, at, ...(by !== undefined && { by }) };
  if (group.firing === 0) {
    const { severity: _s, overflow: _o, ...quiet } = rest;
    return { ...quiet, incident: { ...ended, phase: 'over' } };
  }
  // What fired while the alerts themselves resolved it fires anew.
  if (by === undefined) return { ...rest, firedAt: group.heardAt, incident: { ...ended, phase: 'over' } };
  return { ...rest, incident: { ...ended, phase: 'answered' } };
}

/** @returns the group in which what nothing more is heard of counts as cleared: what fires anew then is news. */
function withoutUnheard(group: Group, at: number): Group {
  const lost = Object.entries(group.alerts).filter(
    ([, { unheard, clearedAt }]) => unheard && clearedAt === undefined,
  );
  if (lost.length === 0) return group;
  const alerts = { ...group.alerts };
  for (const [key, { title: _, ...rest }] of lost) alerts[key] = { ...rest, clearedAt: at };
  const firing = group.firing - lost.length;
  return { ...group, alerts, firing, ...(firing === 0 && { clearAt: at }) };
}
