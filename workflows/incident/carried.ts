import type { ChannelTarget } from '../../src/escalation/policy.ts';
import type { IncidentEvent } from '../../src/incident/event.ts';
import type { Incident } from '../../src/incident/incident.ts';
import type { Problem } from '../../src/incident/view.ts';
import type { CommandReply } from '../../src/incident/reply.ts';

/** A channel's place in the story: what it shows and how far it has been told. */
export interface FeedState {
  readonly target: ChannelTarget;
  /** Made for this incident alone. */
  readonly own: boolean;
  readonly card?: { readonly channel: string; readonly id: string };
  /** Sequence of the newest event that the card shows. */
  readonly shown: number;
  /** Sequence of the newest event told in the thread. */
  readonly told: number;
}

/** What a run hands to the next at continue-as-new. */
export interface Carried {
  readonly incident: Incident;
  /** Events that some feed or the read model has still to hear of, oldest first. */
  readonly events: readonly IncidentEvent[];
  /** Sequence of the newest event that pages, channels and timers follow already. */
  readonly acted: number;
  /** Sequence of the newest event in the read model, and how often it was written. */
  readonly recorded: number;
  readonly revision: number;
  readonly feeds: readonly FeedState[];
  readonly problems: readonly Problem[];
  /** Instances whose incident channel has still to be opened. */
  readonly unopened: readonly string[];
  /** Sequences of escalation events whose pages are still being tried. */
  readonly paging: readonly number[];
  /** Replies by delivery id, oldest first, so that a repeated delivery is recognised. */
  readonly processed: readonly (readonly [string, CommandReply])[];
}
