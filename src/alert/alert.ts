/** An address that an alert comes with: a graph, a runbook. */
export interface AlertLink {
  readonly title: string;
  readonly url: string;
}

/** How an alert stands at its source. Somebody acknowledged it there: `acknowledged`. */
export type AlertStatus = 'firing' | 'acknowledged' | 'resolved';

/** What a source says of one alert at one moment. All texts are from outside. */
export interface Alert {
  /**
   * What its source knows the alert by, from its firing to its end: a fingerprint, a dedup key. The same alert that fires
   * again later has the same.
   */
  readonly key: string;
  readonly status: AlertStatus;
  /** One line that says what is wrong. */
  readonly title: string;
  readonly description?: string;
  /** What rules look at: those of the source, its own names of severity and service among them. */
  readonly labels: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Set when it has ended. */
  readonly endedAt?: number;
  readonly links: readonly AlertLink[];
  /** By which its source groups alerts, where it does. */
  readonly group?: string;
}
