import { parseIncidentId, type IncidentId } from '../incident/id.ts';
import type { Mark } from '../incident/incident.ts';
import type { Person } from '../incident/person.ts';
import type { Movable } from '../incident/ticket-moves.ts';
import type { Push } from './push.ts';

/** Longest text of an action item, in characters, and most items of one incident: they stand in one document. */
export const ACTION_LIMIT = 500;
export const ACTIONS_LIMIT = 200;

/** Where an action item stands in a bug tracker. */
export interface TrackedIssue extends Movable {
  /** Name of the tracker in the configuration. */
  readonly tracker: string;
  /** As the tracker calls it: `acme/payments#42`, `OPS-17`. */
  readonly key: string;
  readonly url: string;
  /** Why it does not follow the item, with what to do; absent while it does. */
  readonly trouble?: string;
  /** How Muster left it, and when by the tracker's clock, epoch milliseconds: nobody else has changed it since. */
  readonly left?: { readonly done: boolean; readonly at: number };
}

/** What somebody said of a ticket in its bug tracker. */
export interface TicketComment {
  /** The same whenever it is told again. */
  readonly key: string;
  /** By the name that is shown there. */
  readonly by: string;
  readonly text: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Something that is to be done after an incident. All times are epoch milliseconds. */
export interface ActionItem {
  readonly incident: IncidentId;
  /** 1, 2, 3 … within the incident, never given twice. */
  readonly number: number;
  readonly text: string;
  readonly owner?: Person;
  /** Who made somebody else its owner, and when. */
  readonly given?: Mark;
  /** The last instant at which it is in time. */
  readonly due?: number;
  readonly created: Mark;
  /** Absent while it is to be done. */
  readonly done?: Mark;
  /** How often it has changed: what is sent about an earlier state is not sent about a later one. */
  readonly version: number;
  readonly issue?: TrackedIssue;
  /** When it was done or reopened last, here or in the bug tracker; absent before. */
  readonly turned?: number;
  /** The newest of what was said of its ticket, oldest first. */
  readonly comments?: readonly TicketComment[];
  /** Absent before somebody asks for it, and when it is there. */
  readonly push?: Push;
}

/** `INC-42-3`: the third item of INC-42. */
export type ActionId = `${IncidentId}-${number}`;

/** @returns how an item is called. */
export function actionId({ incident, number }: Pick<ActionItem, 'incident' | 'number'>): ActionId {
  return `${incident}-${number}`;
}

/**
 * Reads an item's id as people type it: `INC-42-3`, `inc 42-3`, `42-3`, `#42.3`; where an incident is meant by the place,
 * also `3` and `#3`.
 * @returns undefined when the text is none.
 */
export function parseActionId(
  text: string,
  here?: IncidentId,
): Pick<ActionItem, 'incident' | 'number'> | undefined {
  const said = text.trim();
  const whole = /^(.+)[-./](\d{1,4})$/.exec(said);
  const incident = whole && parseIncidentId(whole[1] ?? '');
  if (incident) return { incident, number: Number(whole[2]) };
  const alone = here && /^#?(\d{1,4})$/.exec(said);
  return alone ? { incident: here, number: Number(alone[1]) } : undefined;
}

export type ActionState = 'open' | 'overdue' | 'done';

/** @param now epoch milliseconds. */
export function stateOf({ done, due }: ActionItem, now: number): ActionState {
  if (done) return 'done';
  return due !== undefined && due < now ? 'overdue' : 'open';
}
