import type { ListenerStatus } from './listener.ts';

/**
 * What an instance is seen to be. `disconnected`: nobody looks after it, or no server listens for it. `connecting`: it
 * fails for a passing reason, or its way in is just being opened. `error`: somebody has to do something.
 */
export const INSTANCE_STATES = ['disconnected', 'connecting', 'connected', 'error'] as const;
export type InstanceState = (typeof INSTANCE_STATES)[number];

/** Code of the failure of a check on a worker whose configuration lacks the instance. */
export const NOT_CONFIGURED = 'not_configured';

/** Counted calls of a platform. */
export interface Tally {
  readonly calls: number;
  /** How many failed, by our code. */
  readonly errors: Readonly<Record<string, number>>;
}

/** The newest health check of an instance. Times are epoch milliseconds. */
export interface InstanceCheck {
  readonly tenant: string;
  readonly instance: string;
  readonly platform: string;
  readonly at: number;
  /** Since when it has been well, or not well. */
  readonly since: number;
  readonly ok: boolean;
  /** Is trying again useless until somebody has changed something? Only when not ok. */
  readonly refused?: boolean;
  readonly code?: string;
  readonly reason?: string;
  /** What is amiss in parts of it although it is well, a sentence each. */
  readonly troubles?: readonly string[];
  /** How many checks have failed one after the other. */
  readonly failures: number;
  readonly latencyMs?: number;
  readonly lastSuccessAt?: number;
  /** How often it is checked, in milliseconds. */
  readonly everyMs: number;
  /** Calls of processes that are gone. */
  readonly past: Tally;
}

/** What one process has seen of an instance. Times are epoch milliseconds. */
export interface InstanceReport extends Tally {
  readonly tenant: string;
  readonly instance: string;
  /** Names the process: host and process id. */
  readonly process: string;
  /** When it was written. */
  readonly at: number;
  readonly lastSuccessAt?: number;
  readonly lastFailure?: { readonly at: number; readonly code: string; readonly reason: string };
  /** Present in a process that listens. */
  readonly listener?: ListenerStatus;
}

/** A process's connection by which an instance receives. */
export interface ListenerLine extends ListenerStatus {
  readonly process: string;
}

/** An instance as people are shown it. Times are epoch milliseconds. */
export interface InstanceStatus extends Tally {
  readonly instance: string;
  readonly platform: string;
  readonly state: InstanceState;
  /** Why it is not connected, or what is amiss in parts of it, with what to do about it. */
  readonly problem?: string;
  readonly code?: string;
  /** Since when it has been well or not, by the checks. */
  readonly since?: number;
  readonly checkedAt?: number;
  readonly lastSuccessAt?: number;
  readonly latencyMs?: number;
  readonly listeners: readonly ListenerLine[];
}

/** How long a way in may be away before it is a matter for an operator: platforms renew connections at times. */
const GRACE_MS = 30_000;
/** How long a connection may be silent whose platform is heard from several times a minute. */
const DEAF_MS = 2 * 60_000;
/** How many checks must fail for a passing reason before it counts as lasting. */
const LASTING = 2;

/** How long a check says something about an instance: a few of them may be late. */
const staleAfter = ({ everyMs }: InstanceCheck): number => 3 * everyMs + 60_000;

/**
 * Is an instance known to take nothing at present? A check that is out of date says nothing.
 * @param now epoch milliseconds.
 * @returns why, in words; undefined when it is well or nothing is known.
 */
export function knownTrouble(check: InstanceCheck | undefined, now: number): string | undefined {
  if (!check || check.ok || now - check.at > staleAfter(check)) return undefined;
  if (!check.refused && check.failures < LASTING) return undefined;
  return check.reason ?? 'its check fails';
}

/** Is nothing heard on a connection that is said to be there? @param now epoch milliseconds. */
export function isDeaf({ state, heardAt }: ListenerStatus, now: number): boolean {
  return state === 'connected' && heardAt !== undefined && now - heardAt > DEAF_MS;
}

interface Judged {
  readonly state: InstanceState;
  readonly problem?: string;
  readonly code?: string;
}

function sending(check: InstanceCheck | undefined, now: number): Judged {
  if (!check)
    return { state: 'disconnected', problem: 'It has not been checked yet: see that a worker runs.' };
  if (now - check.at > staleAfter(check))
    return { state: 'disconnected', problem: 'Nobody has checked it for long: see that a worker runs.' };
  if (check.ok)
    return { state: 'connected', ...(check.troubles?.length && { problem: check.troubles.join(' ') }) };
  const { code, reason = 'its check fails' } = check;
  const state = knownTrouble(check, now) === undefined ? 'connecting' : 'error';
  return { state, problem: reason, ...(code !== undefined && { code }) };
}

function receiving(listeners: readonly ListenerLine[], now: number): Judged {
  if (listeners.length === 0)
    return { state: 'disconnected', problem: 'No server listens for it: see that a server runs.' };
  const there = listeners.filter(({ state }) => state === 'connected');
  if (there.some((one) => !isDeaf(one, now))) return { state: 'connected' };
  const [deaf] = there;
  if (deaf) {
    const seconds = Math.round((now - (deaf.heardAt ?? now)) / 1_000);
    const problem = `Its connection in ${deaf.process} seems to be there, but nothing has been heard on it for ${seconds} s: restart that server if it does not connect again.`;
    return { state: 'error', code: 'deaf', problem };
  }
  const [first] = listeners;
  const problem = first?.problem ?? 'Its way in is being opened.';
  const stopped = listeners.every(({ state }) => state === 'stopped');
  const lasting = listeners.every(({ since }) => now - since > GRACE_MS);
  return { state: stopped || lasting ? 'error' : 'connecting', code: 'not_listening', problem };
}

/** The graver of two judgements comes first. */
const GRAVITY: readonly InstanceState[] = ['error', 'disconnected', 'connecting', 'connected'];

/**
 * Says how an instance is, by its checks and by what the processes report.
 * @param about the instance as configured; `listens` when Muster itself opens its way in.
 * @param now epoch milliseconds.
 */
export function instanceStatus(
  about: { readonly instance: string; readonly platform: string; readonly listens: boolean },
  check: InstanceCheck | undefined,
  reports: readonly InstanceReport[],
  now: number,
): InstanceStatus {
  const { instance, platform, listens } = about;
  const listeners = reports.flatMap(({ process, listener }): ListenerLine[] =>
    listens && listener ? [{ process, ...listener }] : [],
  );
  const judged = [sending(check, now), ...(listens ? [receiving(listeners, now)] : [])];
  const [worst = judged[0]] = judged.toSorted((a, b) => GRAVITY.indexOf(a.state) - GRAVITY.indexOf(b.state));
  const successes = [check?.lastSuccessAt, ...reports.map(({ lastSuccessAt }) => lastSuccessAt)];
  const lastSuccessAt = Math.max(...successes.filter((at) => at !== undefined));
  return {
    instance,
    platform,
    ...(worst ?? { state: 'disconnected' }),
    ...total([check?.past, ...reports]),
    ...(check && { since: check.since, checkedAt: check.at }),
    ...(check?.latencyMs !== undefined && { latencyMs: check.latencyMs }),
    ...(Number.isFinite(lastSuccessAt) && { lastSuccessAt }),
    listeners,
  };
}

/** @returns the sum of tallies. */
export function total(tallies: readonly (Tally | undefined)[]): Tally {
  const errors: Record<string, number> = {};
  let calls = 0;
  for (const tally of tallies) {
    calls += tally?.calls ?? 0;
    for (const [code, count] of Object.entries(tally?.errors ?? {}))
      errors[code] = (errors[code] ?? 0) + count;
  }
  return { calls, errors };
}
