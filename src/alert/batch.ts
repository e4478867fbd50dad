import type { Statement } from './statement.ts';
import type { GroupTerms } from './terms.ts';

/** What one delivery says of the alerts of one group. */
export interface AlertBatch {
  /** The same when the same is sent again. */
  readonly delivery: string;
  readonly statements: readonly Statement[];
  readonly terms: GroupTerms;
}

/** Most statements of one batch: what fits well into one message to the group. */
export const MOST_STATEMENTS = 500;
