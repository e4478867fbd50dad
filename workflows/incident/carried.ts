import type { ChannelTarget } from '../../src/escalation/policy.ts';
import type { IncidentEvent } from '../../src/incident/event.ts';
import type { Incident } from '../../src/incident/incident.ts';
import type { Refusal } from '../../src/incident/refusal.ts';
import type { Problem } from '../../src/incident/view.ts';
import type { CommandReply } from '../../src/incident/reply.ts';
import type { CommandRequest } from './messages.ts';
import type { RunbooksState } from './runbooks.ts';
import type { TicketingState } from './ticketing.ts';

/** A channel's place in the story: what it shows and how far it has been told. */
export interface FeedState {
  readonly target: ChannelTarget;
  /** Made for this incident alone. */
  readonly own: boolean;
  readonly card?: { readonly channel: string; readonly id: string };
  /** Id of the card that somebody deleted, until a new one stands. */
  readonly lost?: string;
  /** The version of the incident that the card shows. */
  readonly shown: number;
  /** Sequence of the newest event told in the thread. */
  readonly told: number;
  /** How many lines before that were left out of it, until the thread says so. */
  readonly leftOut?: number;
  /** Sequence of the last line of a message of several lines that may have been sent: it is tried again as it was. */
  readonly together?: number;
}

/** How much of the story is kept no longer, for want of room, for whoever has still to hear of it. */
export interface LeftOut {
  /** Sequence of the newest such event. */
  readonly until: number;
  /** How many lines of the story that makes, of all there were. */
  readonly lines: number;
}

/** How far the incident's own channel on one instance has come. */
export interface RoomState {
  readonly instance: string;
  /** The name that was wished for and the topic that was set last; a later title changes only the topic. */
  readonly name: string;
  readonly topic: string;
  /** The platform's id, once it is open. */
  readonly channel?: string;
  /** No channel comes of it any more. */
  readonly abandoned?: true;
  /** Id of the card that is pinned. */
  readonly pinned?: string;
  /** Person ids of who has been invited. */
  readonly invited: readonly string[];
  readonly archived?: true;
}

/** The outcome of a signal on its way to who sent it. */
export interface Confirmation {
  /** Part of its idempotency key. */
  readonly about: string;
  readonly to: NonNullable<CommandRequest['confirmTo']>;
  readonly outcome: CommandReply | Refusal;
}

/** What a run hands to the next at continue-as-new. */
export interface Carried {
  readonly incident: Incident;
  /** Events that some feed or the read model has still to hear of, oldest first. */
  readonly events: readonly IncidentEvent[];
  /** Absent while nothing was left out. */
  readonly leftOut?: LeftOut;
  readonly version: number;
  /** Sequence of the newest event that pages, channels and timers follow already. */
  readonly acted: number;
  /** Sequence of the newest event in the read model, its version there, and how often it was written. */
  readonly recorded: number;
  readonly recordedVersion: number;
  readonly revision: number;
  readonly feeds: readonly FeedState[];
  readonly problems: readonly Problem[];
  /** A page was delivered to somebody for whom it was, since pages were last called off. */
  readonly reached?: boolean;
  /** Absent before the first run has begun to open them. */
  readonly rooms?: readonly RoomState[];
  /** Escalation events whose pages are still being tried, with the targets that nobody could reach so far. */
  readonly paging: readonly { readonly sequence: number; readonly targets: readonly string[] }[];
  /** Outcomes by delivery id, oldest first, so that a repeated delivery is recognised. */
  readonly processed: readonly (readonly [string, CommandReply | Refusal])[];
  readonly confirmations: readonly Confirmation[];
  /** Absent before the first run. */
  readonly ticketing?: TicketingState;
  /** Absent before anything was to be run by itself. */
  readonly runbooks?: RunbooksState;
}
