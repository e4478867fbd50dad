import type { ChatError } from './error.ts';
import type { HttpAnswer, Inbound } from './inbound.ts';

/** What a listener's connection does. */
export interface ListenerStatus {
  /** While `connecting` it tries again by itself. */
  readonly state: 'stopped' | 'connecting' | 'connected';
  /** Since when it is or is not connected, in epoch milliseconds; failed attempts in between do not change it. */
  readonly since: number;
  /** What went wrong last, with what to do about it. */
  readonly problem?: string;
  /**
   * When the platform was last heard from on the connection, by anything that it sends by itself or in answer to our
   * pings, in epoch milliseconds. Absent where that cannot be told.
   */
  readonly heardAt?: number;
}

/** What an operator should be able to read afterwards about a listener. Durations are in milliseconds. */
export type ListenerEvent =
  /** The platform was heard from: a message, a ping, or its answer to ours. Comes often. */
  | { readonly kind: 'heard' }
  | { readonly kind: 'connected'; readonly again: boolean; readonly awayMs: number }
  | {
      readonly kind: 'lost';
      readonly reason: string;
      /** Does the platform only want the connection opened anew? */
      readonly renewed: boolean;
      readonly nextMs: number;
    }
  | { readonly kind: 'attempt failed'; readonly error: ChatError; readonly nextMs: number }
  | {
      readonly kind: 'delivery failed';
      readonly error: unknown;
      /** As in Inbound; undefined when what came is not even read so far. */
      readonly deliveryId: string | undefined;
      /** The connection's own id of what came. */
      readonly envelope: string | undefined;
    };

/** Told of everything that happens to a listener; does not throw. */
export type Report = (event: ListenerEvent) => void;

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
   * Connects, and connects again whenever the connection breaks, until `stop`. A first attempt that fails otherwise
   * than below does not reject: it is reported, and the next one is planned.
   * @throws ChatError one that `isRefusal`, when trying again cannot help; the listener is then stopped.
   */
  start(handle: Handle, report: Report): Promise<void>;
  /** Closes the connection after the handlers at work have answered. */
  stop(): Promise<void>;
  status(): ListenerStatus;
}

/** Does the platform refuse the credentials, so that somebody has to change something? */
export function isRefusal(error: ChatError): boolean {
  return error.code === 'authentication_failed' || error.code === 'permission_denied';
}
