import type { Run, RunStatus } from './run.ts';

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

/** At which ends something is said, by StackStorm's names. */
export const NOTIFY_PARTS = ['on_complete', 'on_success', 'on_failure'] as const;
export type NotifyPart = (typeof NOTIFY_PARTS)[number];

/** What is said by one route. */
export interface NotifyRoute {
  readonly part: NotifyPart;
  /** Its name in the configuration. */
  readonly route: string;
}

/** What StackStorm counts as a failure: not what somebody called off, declined or never approved. */
const FAILED: readonly RunStatus[] = ['failed', 'timed_out', 'abandoned'];

const SAID: Readonly<Record<NotifyPart, (status: RunStatus) => boolean>> = {
  on_complete: () => true,
  on_success: (status) => status === 'succeeded',
  on_failure: (status) => FAILED.includes(status),
};

/** @returns one part of `notify`; undefined where it is not given. */
export function notificationOf(
  { onComplete, onSuccess, onFailure }: Notify,
  part: NotifyPart,
): Notification | undefined {
  return { on_complete: onComplete, on_success: onSuccess, on_failure: onFailure }[part];
}

/**
 * @returns what is said of a run that has ended, and by which routes. As in StackStorm what is always said is said besides
 * what is said of how it ended, also by the same route.
 */
export function notifyRoutes(notify: Notify, { status }: Pick<Run, 'status'>): readonly NotifyRoute[] {
  return NOTIFY_PARTS.filter((part) => SAID[part](status)).flatMap((part) =>
    [...new Set(notificationOf(notify, part)?.channels)].map((route) => ({ part, route })),
  );
}
