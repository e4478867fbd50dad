import type { ZodObject } from 'zod';
import type { Text } from '../chat/text.ts';
import type { Severity } from '../incident/severity.ts';
import type { Status } from '../incident/status.ts';
import type { Development } from './development.ts';

/** Something that is to stand in a bug tracker. */
export interface NewTicket {
  /** Repository or project, as the tracker calls it: `acme/payments`, `PAY`. */
  readonly place: string;
  /** One line of text from outside; the tracker cuts it where it is too long for it. */
  readonly title: string;
  readonly paragraphs: readonly Text[];
  /** The day by which it is to be done, `2026-03-01`, for trackers that have that. */
  readonly due?: string;
  /** Of an incident as a whole: the tracker has its own type, priority and labels for such. */
  readonly incident?: Pick<Standing, 'severity'>;
  /** Finds the ticket again; letters, digits and hyphens, which nobody else can guess. */
  readonly marker: string;
}

/** Where a ticket stands. The key says all that is needed to find it: `acme/payments#42`, `PAY-17`. */
export interface Ticket {
  readonly place: string;
  readonly key: string;
  readonly url: string;
}

/** How an incident stands that a ticket is about. */
export interface Standing {
  readonly status: Status;
  readonly severity: Severity;
}

/** Something that is to be said in a ticket. */
export interface NewComment {
  /** The marker is part of the address of a link in it, by which the comment is known again. */
  readonly paragraphs: readonly Text[];
  readonly marker: string;
}

/** What a call can be told. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

/**
 * A configured bug tracker. Each method rejects with TrackerError alone and tries once: trying again is Temporal's.
 * It knows tickets by their keys and nothing of action items, so that reading a ticket's state, or commenting on it, is
 * one more method.
 */
export interface Tracker {
  /** Its name in the configuration. */
  readonly id: string;
  readonly kind: string;
  /** Where it takes what git servers tell, and is to. */
  readonly development?: Development;
  create(ticket: NewTicket, options?: CallOptions): Promise<Ticket>;
  /**
   * Finds a ticket that an earlier attempt may have made.
   * @param what.since epoch milliseconds of that attempt. @returns undefined when there is none.
   */
  find(
    what: { readonly place: string; readonly marker: string; readonly since: number },
    options?: CallOptions,
  ): Promise<Ticket | undefined>;
  /** @param key as in {@link Ticket}. */
  state(key: string, options?: CallOptions): Promise<TicketState>;
  /** Closes or reopens a ticket; one that is so already stays as it is. */
  setDone(key: string, done: boolean, options?: CallOptions): Promise<void>;
  /**
   * Has a ticket stand as its incident does, by what the configuration says of that: its status, its severity or both. What
   * is so already stays as it is.
   */
  stand(key: string, incident: Partial<Standing>, options?: CallOptions): Promise<void>;
  /** @returns by what the tracker knows the comment. */
  comment(key: string, comment: NewComment, options?: CallOptions): Promise<string>;
  /**
   * Finds a comment that an earlier attempt may have made.
   * @param what.since epoch milliseconds of that attempt. @returns undefined when there is none.
   */
  findComment(
    what: { readonly key: string; readonly marker: string; readonly since: number },
    options?: CallOptions,
  ): Promise<string | undefined>;
  /** @param url as people open a ticket. @returns which it is; undefined when the address is none of this tracker. */
  ticketAt(url: string): Ticket | undefined;
  /** @returns by what the tracker knows whose token it is: what this account does is not brought back. */
  account(options?: CallOptions): Promise<string>;
}

/** How a ticket stands. */
export interface TicketState {
  readonly done: boolean;
  /** When that was changed last, epoch milliseconds; absent where the tracker does not say. */
  readonly at?: number;
}

/** What a tracker gets besides its own settings. */
export interface TrackerContext {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * One kind of bug tracker: the only thing that the rest of the program knows of it. A new one is a folder with one of
 * these and a line in `kinds.ts`.
 * @typeParam Settings what the configuration says under `trackers.<id>` besides `tracker`.
 */
export interface TrackerKind<Settings = unknown> {
  readonly name: string;
  readonly settings: ZodObject;
  /** What a place is called, such as `repository`, how it is written, and an example. */
  readonly place: { readonly called: string; readonly pattern: RegExp; readonly example: string };
  /** @returns the address at which people open it, without a slash at its end. */
  site(settings: Settings): string;
  create(settings: Settings, context: TrackerContext): Tracker;
}
