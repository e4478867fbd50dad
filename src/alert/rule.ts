import type { Severity } from '../incident/severity.ts';

/** Which alerts a rule is for: all that is said must hold. */
export interface AlertMatch {
  /** Patterns of which one fits the name of the integration. */
  readonly integrations?: readonly string[];
  /** Each label with the pattern of its value. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Pattern of the title. */
  readonly title?: string;
}

/** The same severity for all, or what the value of a label means. */
export type SeverityRule =
  | Severity
  | {
      readonly label: string;
      readonly map: Readonly<Record<string, Severity>>;
      /** For values that are not in the map; without it the usual words are understood. */
      readonly otherwise?: Severity;
    };

/** An alert that fires again so often is flapping. */
export interface Flapping {
  readonly times: number;
  /** In which time, in milliseconds. */
  readonly withinMs: number;
  /** How long all must be clear before the incident of a flapping alert is resolved, in milliseconds. */
  readonly holdMs: number;
}

/** A sign of life that is expected again and again. */
export interface Heartbeat {
  /** How often it comes, in milliseconds. */
  readonly everyMs: number;
  /** How late it may be, in milliseconds. */
  readonly graceMs: number;
}

/** What follows when nothing more is heard of an alert that fires. */
export interface Expiry {
  /** For how long nothing was heard of it, in milliseconds. */
  readonly afterMs: number;
  /** `tell` says so to the incident alone; `resolve` has the alert count as cleared, too. */
  readonly then: 'tell' | 'resolve';
}

/** By what alerts become one incident: the source's own group, each alert alone, or the values of labels. */
export type Grouping = 'source' | 'alert' | readonly string[];

/** What follows from the alerts that a rule is for. */
export interface AlertRule {
  /** The name that it was given, else its place: for people. */
  readonly name: string;
  /** The name that it was given. */
  readonly id?: string;
  readonly match: AlertMatch;
  /** Nothing follows from them. */
  readonly ignore: boolean;
  /** Key of a service or of a team in the configuration. */
  readonly service?: string;
  readonly team?: string;
  /** Absent: what the usual labels say. */
  readonly severity?: SeverityRule;
  /** Title of the incident with labels in braces: `{alertname} in {region}`; absent: the alert's own. */
  readonly title?: string;
  /** Names of the labels that the incident has from the alert that opens it. */
  readonly labels: readonly string[];
  readonly group: Grouping;
  /** How long further alerts are waited for before the incident is opened, in milliseconds. */
  readonly waitMs: number;
  /** How long all must be clear before the incident is resolved, in milliseconds. */
  readonly settleMs: number;
  readonly flapping: Flapping;
  /** Whether the incident is resolved when all alerts are clear. */
  readonly resolve: 'auto' | 'never';
  /** Absent: they are waited for, for however long. */
  readonly expiry?: Expiry;
  readonly private: boolean;
  /** They are signs of life: an incident is opened when they stay away. */
  readonly heartbeat?: Heartbeat;
  /** Who acknowledges an alert at its source acknowledges the incident. */
  readonly acknowledge: boolean;
}

/** What holds for alerts for which no rule is. */
export const DEFAULT_RULE: AlertRule = {
  name: 'default',
  match: {},
  ignore: false,
  labels: [],
  group: 'source',
  waitMs: 0,
  settleMs: 5 * 60_000,
  flapping: { times: 3, withinMs: 60 * 60_000, holdMs: 30 * 60_000 },
  resolve: 'auto',
  expiry: { afterMs: 24 * 60 * 60_000, then: 'tell' },
  private: false,
  acknowledge: false,
};

/**
 * Without a rule of its own, beside those for all that comes, a Watchdog opens nothing: it always fires, to show that the
 * way from its source works.
 */
export const WATCHDOG_RULE: AlertRule = {
  ...DEFAULT_RULE,
  name: 'watchdog',
  match: { labels: { alertname: 'Watchdog' } },
  ignore: true,
};
