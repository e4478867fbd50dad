import type { HttpAnswer, Inbound } from './inbound.ts';

/** What a listener's connection does. */
export interface ListenerStatus {
  /** While `connecting` it tries again by itself. */
  readonly state: 'stopped' | 'connecting' | 'connected';
  /** Epoch milliseconds. */
  readonly since: number;
  /** What went wrong last, with what to do about it. */
  readonly problem?: string;
}

/**
 * Works through what came in.
 * @returns what an HTTP answer would carry, once what was asked is stored. With a status other than 2xx, or when it
 * rejects, the platform gets no answer and may send the same again.
 */
export type Handle = (inbound: Inbound) => Promise<HttpAnswer>;

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
