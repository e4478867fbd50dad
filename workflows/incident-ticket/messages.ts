import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { IncidentId } from '../../src/incident/id.ts';
import type { Mark } from '../../src/incident/incident.ts';
import type { IncidentTicketOutcome, TicketRef } from '../../src/incident/ticket.ts';
import type { TicketRoute } from '../../src/tracker/route.ts';

/** The type name of the workflow that keeps a ticket in step with an incident. */
export const INCIDENT_TICKET_WORKFLOW = 'incidentTicket';

/** Which incident is to have a ticket where, and who asked for it when. */
export interface IncidentTicketOrder extends TicketRoute {
  readonly tenant: string;
  readonly incident: IncidentId;
  readonly asked: Mark;
  /** The ticket that is there already; without it one is made. */
  readonly existing?: TicketRef;
  /** Sequence of the newest event of which the ticket need not be told. */
  readonly from: number;
  /** How many tickets the incident had there that were deleted or unlinked: one more is another. */
  readonly earlier?: number;
  /**
   * Until when who asked waits for what becomes of it, epoch milliseconds: what comes later they are told by a message.
   * Absent where nobody waits.
   */
  readonly awaitedUntil?: number;
  /** The ticket that an earlier run follows with. */
  readonly following?: Following;
}

/** How far a ticket has been brought. */
export interface Following {
  readonly ticket: TicketRef;
  /** Sequence of the newest event that it has been told. */
  readonly told: number;
  /** Why it does not follow, where it does not. */
  readonly trouble?: string;
}

/** Who calls an order off, and until when they wait for what becomes of that, epoch milliseconds. */
export interface CallingOff extends Mark {
  readonly awaitedUntil: number;
}

/** The incident has been recorded up to the event with this sequence. */
export const recordedSignal = defineSignal<[number]>('recorded');

/**
 * An order, which begins the workflow. Where it runs already for a ticket that was deleted or unlinked, or could not be
 * made, it goes on with this one.
 */
export const orderedSignal = defineSignal<[IncidentTicketOrder]>('ordered');

/** Answered when there is a ticket, or certainly none; where there is none by an earlier order, it is tried by this one. */
export const outcomeUpdate = defineUpdate<IncidentTicketOutcome, [IncidentTicketOrder]>('outcome');

/** The order that is being carried out, or waits for that; undefined when there is none. */
export const underWayQuery = defineQuery<IncidentTicketOrder | undefined>('underWay');

/**
 * Calls off the order that is under way. What the tracker has made by then is unlinked. Answered when it is known which of
 * the two it is.
 */
export const callOffUpdate = defineUpdate<IncidentTicketOutcome, [CallingOff]>('callOff');

/** @returns the workflow id: an incident has one ticket in each tracker. */
export function incidentTicketWorkflowId(tenant: string, incident: IncidentId, tracker: string): string {
  return `${tenant}:incident-ticket:${incident}:${tracker}`;
}
