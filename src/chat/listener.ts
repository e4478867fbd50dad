import type { Inbound, Response } from './inbound.ts';

/** What a listener's connection does. */
export interface ListenerStatus {
  /** While `connecting` it tries again by itself. */
  readonly state: 'stopped' | 'connecting' | 'connected';
  /** Epoch milliseconds. */
  readonly since: number;
  /** What went wrong last, with what to do about it. */
  readonly problem?: string;
}

/** @returns what the platform gets as its answer, once what was asked is stored. A rejection leaves it unanswered. */
export type Handle = (inbound: Inbound) => Promise<Response>;

/** A way in that Muster opens itself, for platforms that can reach it without an address of its own. */
export interface Listener {
  readonly platform: string;
  readonly instance: string;
  /**
   * Connects, and connects again whenever the connection breaks, until `stop`.
   * @throws ChatError `authentication_failed` or `permission_denied` when trying again cannot help.
   */
  start(handle: Handle): Promise<void>;
  /** Closes the connection after the handlers at work have answered. */
  stop(): Promise<void>;
  status(): ListenerStatus;
}
