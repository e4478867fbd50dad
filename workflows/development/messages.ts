import type { Origin } from '../../src/inbox/aftermath.ts';
import type { DevelopmentItem } from '../../src/tracker/development.ts';

/** The type name of the workflow that tells a bug tracker what git servers told. */
export const DEVELOPMENT_WORKFLOW = 'development';

/** Part of what one delivery says, for one bug tracker. */
export interface DevelopmentOrder {
  readonly tenant: string;
  readonly tracker: string;
  readonly items: readonly DevelopmentItem[];
  /** The delivery that is to say what came of it. */
  readonly from?: Origin;
}

/** @param part sum of what it says: the same delivery taken again begins nothing new, unless somebody asked for that. */
export function developmentWorkflowId(
  { tenant, tracker }: Pick<DevelopmentOrder, 'tenant' | 'tracker'>,
  part: string,
): string {
  return `${tenant}:development:${tracker}:${part}`;
}
