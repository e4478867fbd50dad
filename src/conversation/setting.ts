import type { IncidentId } from '../incident/id.ts';

/** Something of the configuration that people call by name. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** Whom and what a conversation can be about. */
export interface Circle {
  readonly teams: Iterable<Named>;
  readonly services: Iterable<Named>;
  readonly people: Iterable<Named>;
  /** On-call schedules. */
  readonly schedules?: Iterable<Named>;
}

/** Where and when something is said. */
export interface Setting extends Circle {
  /** The incident whose channel, or below whose card, it is said: there it is "this" and "it". */
  readonly incident?: IncidentId | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
  /** IANA time zone in which days begin, such as `Europe/Madrid`. */
  readonly zone: string;
}

/** A setting in which nobody is known, to tell what means the same wherever it is said. */
export const ANYWHERE: Setting = { teams: [], services: [], people: [], now: 0, zone: 'UTC' };
