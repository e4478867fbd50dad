import { bounded } from '../text/bounded.ts';
import type { TicketChange } from '../inbox/ticket-change.ts';
import { movedTicket } from '../incident/ticket-moves.ts';
import type { ActionItem } from './item.ts';

/** How many comments of a ticket an item keeps, and how much of each, in characters. */
const COMMENTS_KEPT = 20;
const COMMENT_KEPT = 1_000;

/** What a change of a ticket comes to. */
export interface Followed {
  /** The item as it is then; absent where nothing changes. */
  readonly item?: ActionItem;
  /** In one line, for who looks at the delivery. */
  readonly text: string;
}

/** @returns when an item was done or reopened last, epoch milliseconds. */
export function turnedAt({ turned, done, created }: Pick<ActionItem, 'turned' | 'done' | 'created'>): number {
  return turned ?? done?.at ?? created.at;
}

/**
 * Brings a change of its ticket to an item: of two changes of whether it is done the newest counts, wherever it was made.
 * @param tracker its name in the configuration.
 */
export function followTicket(item: ActionItem, change: TicketChange, tracker: string): Followed {
  switch (change.type) {
    case 'status': {
      if (change.done === (item.done !== undefined)) return { text: `${change.status}: as it was` };
      if (change.at <= turnedAt(item))
        return {
          text: `${change.status}: the item was ${item.done ? 'done' : 'reopened'} later, which counts`,
        };
      const { done: _, ...rest } = item;
      const by = { id: `${tracker}:${change.account}`, name: change.by };
      return change.done
        ? {
            item: { ...rest, turned: change.at, done: { by, at: change.at } },
            text: `${change.status}: done`,
          }
        : { item: { ...rest, turned: change.at }, text: `${change.status}: reopened` };
    }
    case 'comment': {
      const before = item.comments ?? [];
      if (before.some(({ key }) => key === change.key)) return { text: 'the comment is there already' };
      const { key, by, at } = change;
      const text = bounded(change.text, COMMENT_KEPT);
      const all = [...before, { key, by, at, text }].sort((a, b) => a.at - b.at);
      return { item: { ...item, comments: all.slice(-COMMENTS_KEPT) }, text: 'a comment' };
    }
    case 'comment_edited':
    case 'comment_deleted':
      return { text: 'an item keeps comments as they were made' };
    case 'moved': {
      const { ticket: key, url, from, at } = change;
      const { issue } = item;
      if (!issue) return { text: 'the ticket was gone' };
      const moved = url !== undefined && from !== undefined && movedTicket(issue, from, { key, url }, at);
      return moved
        ? { item: { ...item, issue: moved }, text: `${issue.key} is ${key} now` }
        : { text: `it was known that it is ${issue.key} now` };
    }
    case 'deleted': {
      const { issue: _, ...rest } = item;
      return item.issue ? { item: rest, text: 'the ticket is gone' } : { text: 'the ticket was gone' };
    }
  }
}
