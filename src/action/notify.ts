/** What one part of `notify` says (https://docs.stackstorm.com/chatops/notifications.html). */
export interface Notification {
  /** A Jinja template; absent: Muster's own words. */
  readonly message?: string;
  /** Shown below the message; texts in it are Jinja templates. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Names of routes. */
  readonly channels: readonly string[];
}

/** When is told how a run ended: each part counts by itself, and a route named in two is told once. */
export interface Notify {
  readonly onComplete?: Notification;
  readonly onSuccess?: Notification;
  readonly onFailure?: Notification;
}
