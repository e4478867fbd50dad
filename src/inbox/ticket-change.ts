import type { Marked } from '../incident/ticket-mark.ts';

/** Something that happened to a ticket in a bug tracker. */
export type TicketChange = {
  /** As the tracker knows it: `acme/payments#42`, `PAY-17`. */
  readonly ticket: string;
  readonly url?: string;
  /** An address of it that stays when it is moved, the same for nothing else; absent where the tracker tells none. */
  readonly lasting?: string;
  /** Who did it, by the name that is shown there. */
  readonly by: string;
  /** What the tracker knows them by: its own account's changes are not brought back. */
  readonly account: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The same whenever it is told again. */
  readonly key: string;
} & (
  | {
      readonly type: 'status';
      /** As the tracker calls it. */
      readonly status: string;
      readonly done: boolean;
    }
  | {
      readonly type: 'comment';
      readonly text: string;
      /** As the tracker knows the comment; absent where it does not say. */
      readonly comment?: string;
      /** Whether it is what Muster itself has written there, or quotes that. */
      readonly marked?: Marked;
    }
  | {
      readonly type: 'comment_edited';
      readonly text: string;
      readonly comment: string;
      readonly marked?: Marked;
    }
  | { readonly type: 'comment_deleted'; readonly comment: string; readonly marked?: Marked }
  | { readonly type: 'deleted' }
  /** It has gone to another project or repository and is called as the change says now; `from` is the address that it had, if that is told. */
  | { readonly type: 'moved'; readonly from?: string }
);
