import type { Change } from '../git/change.ts';
import type { CallOptions } from './tracker.ts';

/** What a git server has that the issues of a bug tracker show. */
export type DevelopmentItem = {
  /** Its id is the tracker's for it: letters, digits and `~.-_`. */
  readonly repository: { readonly id: string; readonly name: string; readonly url: string };
  readonly type: 'commit' | 'branch' | 'pull_request';
  /** Of letters, digits and `~.-_`; no other item of its type in the repository has it. */
  readonly id: string;
  /** The greatest wins, in whichever order they arrive. */
  readonly sequence: number;
} & (
  | {
      /** Issues that show it: `PAY-17`. */
      readonly issues: readonly string[];
      /** The rest, as the tracker takes it. */
      readonly entity: Readonly<Record<string, unknown>>;
    }
  | { readonly deleted: true }
);

/** What a tracker says of items. What it has not accepted it will not accept when it is sent again. */
export interface Pushed {
  readonly accepted: number;
  /** In its own words, cut. */
  readonly refused: readonly { readonly id: string; readonly reason: string }[];
  /** Keys that look like issues of it and are none. */
  readonly unknownIssues: readonly string[];
}

/** The part of a bug tracker that takes what git servers tell. */
export interface Development {
  /**
   * @param redact removes what is secret. @returns what issues are to show of changes; nothing of those that name no issue.
   */
  itemsOf(changes: readonly Change[], redact: (text: string) => string): DevelopmentItem[];
  /** Tells the tracker. The same again has no second effect. Rejects with TrackerError alone, and tries once. */
  push(items: readonly DevelopmentItem[], options?: CallOptions): Promise<Pushed>;
}

/**
 * @returns items of which the newest of each is left, what was told first of two as old as each other; in parts of at most
 * so many.
 */
export function newestIn(items: readonly DevelopmentItem[], most: number): DevelopmentItem[][] {
  const newest = new Map<string, DevelopmentItem>();
  for (const item of items) {
    const key = `${item.repository.id}/${item.type}/${item.id}`;
    const before = newest.get(key);
    if (!before || before.sequence < item.sequence) newest.set(key, item);
  }
  const left = [...newest.values()];
  return Array.from({ length: Math.ceil(left.length / most) }, (_, n) =>
    left.slice(n * most, (n + 1) * most),
  );
}
