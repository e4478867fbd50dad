import type { Statement } from './statement.ts';
import type { GroupTerms, Lead } from './terms.ts';

/** What one delivery says of the alerts of one group. */
export interface AlertBatch {
  /** The same when the same is sent again. */
  readonly delivery: string;
  readonly statements: readonly Statement[];
  readonly terms: GroupTerms;
  /** What alerts say that lead where the one of the terms clears, or is held back for longer; the first leads first. */
  readonly others?: readonly Lead[];
}

/** Most statements of one batch: what fits well into one message to the group. */
export const MOST_STATEMENTS = 500;
