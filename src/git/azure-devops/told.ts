import { bounded, MOST } from '../../inbox/bounded.ts';
import { changeBase } from '../base.ts';
import type { Author, ChangeBase, Repository } from '../change.ts';

/** What an event is told with besides what it is about. */
export interface Told {
  /** Id of the event: the same in each subscription. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What all changes have. @param at when it happened, as Azure DevOps writes it; the event's own time where it does not say. */
export function base(
  told: Told,
  repository: Repository,
  actor: Author | undefined,
  at?: string | null,
): ChangeBase {
  return changeBase({ key: bounded(told.id, MOST.key), receivedAt: told.at }, repository, actor, at);
}
