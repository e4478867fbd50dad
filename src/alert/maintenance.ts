import type { Alert } from './alert.ts';
import type { Suppression } from './group.ts';
import { isMeant } from './match.ts';
import type { AlertMatch } from './rule.ts';

/** What a maintenance is of: each part that is given must fit; all alerts where none is. */
export interface MaintenanceScope {
  /** Keys of services. */
  readonly services?: readonly string[];
  /** Keys of teams. */
  readonly teams?: readonly string[];
  readonly match?: AlertMatch;
}

/** A time in which alerts open no incident. */
export interface Maintenance extends MaintenanceScope {
  /** The key in the configuration, or an id of its own. */
  readonly id: string;
  /** Epoch milliseconds; absent: it holds from the beginning. */
  readonly from?: number;
  /** Epoch milliseconds, exclusive; absent: for ever. */
  readonly until?: number;
  /** Key of business hours in which alone it holds. */
  readonly hours?: string;
  readonly reason?: string;
}

/** What holds an alert back the longest, and what does besides. */
export interface HeldBack extends Suppression {
  /** Ids of all maintenances that hold it back. */
  readonly maintenances: readonly string[];
}

/** What is known of an alert that would open an incident. */
export interface Subject extends Pick<Alert, 'labels' | 'title'> {
  readonly integration: string;
  readonly service?: string;
  readonly team?: string;
}

/** @returns whether business hours are open at an instant, and until when that is so; undefined for unknown ones. */
export type OpeningOf = (hours: string) => { readonly open: boolean; readonly until: number } | undefined;

function concerns({ services, teams, match }: MaintenanceScope, subject: Subject): boolean {
  return (
    (services === undefined || (subject.service !== undefined && services.includes(subject.service))) &&
    (teams === undefined || (subject.team !== undefined && teams.includes(subject.team))) &&
    (match === undefined || isMeant(match, subject.integration, subject))
  );
}

/** @returns until when a maintenance holds that holds now, epoch milliseconds; undefined when it does not. */
export function holdsUntil(
  { from, until = Infinity, hours }: Maintenance,
  openingOf: OpeningOf,
  now: number,
): number | undefined {
  if ((from ?? 0) > now || until <= now) return undefined;
  if (hours === undefined) return until;
  const opening = openingOf(hours);
  return opening?.open ? Math.min(opening.until, until) : undefined;
}

/** @returns what a maintenance is of, in words: `the maintenance of checkout (database upgrade)`. */
export function maintenanceName({ id, services = [], teams = [], reason }: Maintenance): string {
  const of = [...services, ...teams].join(', ') || id;
  return `the maintenance of ${of}${reason === undefined ? '' : ` (${reason})`}`;
}

/**
 * @param now epoch milliseconds.
 * @returns the maintenance that keeps an alert from opening an incident the longest; undefined when none does.
 */
export function suppressionOf(
  all: readonly Maintenance[],
  subject: Subject,
  openingOf: OpeningOf,
  now: number,
): HeldBack | undefined {
  const maintenances: string[] = [];
  let longest: Suppression | undefined;
  for (const one of all) {
    if (!concerns(one, subject)) continue;
    const until = holdsUntil(one, openingOf, now);
    if (until === undefined) continue;
    maintenances.push(one.id);
    if (until > (longest?.until ?? 0))
      longest = { by: maintenanceName(one), until: Math.min(until, FOREVER) };
  }
  return longest && { ...longest, maintenances };
}

/** A time that JSON can hold, for what has no end. */
const FOREVER = Date.UTC(9999, 0, 1);
