import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { createLinkActivities } from '../../activities/link.ts';
import {
  claim,
  confirm,
  isOver,
  LINK_MS,
  LINK_SAYS,
  type LinkRequest,
} from '../../src/access/link-request.ts';
import {
  LINK_REFUSED,
  type Claim,
  type Confirmation,
  type LinkInput,
} from '../../workflows/link/messages.ts';

type Join = ReturnType<typeof createLinkActivities>['joinAccounts'];

/** Link workflows as Temporal's client shows them, deciding as the real ones do; their worker answers at once. */
export class FakeLinks {
  readonly requests = new Map<string, LinkRequest>();
  /** Everything that Temporal would keep of them, as text. */
  readonly history: string[] = [];
  /** What joins two accounts; set before a link is confirmed. */
  join: Join | undefined;
  readonly #done = new Map<string, LinkRequest>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  start(workflowId: string, input: LinkInput): void {
    this.history.push(workflowId, JSON.stringify(input));
    const { asker } = input;
    this.requests.set(workflowId, { state: 'waiting', asker, expiresAt: this.#now() + LINK_MS });
  }

  query(workflowId: string): LinkRequest {
    const found = this.requests.get(workflowId);
    if (!found) throw new WorkflowNotFoundError('workflow not found', workflowId, undefined);
    const expired = !isOver(found) && this.#now() >= found.expiresAt;
    return expired ? { ...found, state: 'expired' } : found;
  }

  async update(workflowId: string, name: string, argument: unknown, updateId: string): Promise<LinkRequest> {
    this.history.push(JSON.stringify(argument));
    const before = this.query(workflowId);
    const earlier = this.#done.get(`${workflowId} ${updateId}`);
    if (earlier) return earlier;
    if (isOver(before)) throw new WorkflowNotFoundError('workflow not found', workflowId, undefined);
    const outcome =
      name === 'claim'
        ? claim(before, (argument as Claim).side, this.#now())
        : confirm(before, argument as Confirmation, this.#now());
    if ('refused' in outcome) {
      const message = LINK_SAYS[outcome.refused];
      const cause = ApplicationFailure.create({ message, type: LINK_REFUSED, nonRetryable: true });
      throw new WorkflowUpdateFailedError(message, cause);
    }
    this.requests.set(workflowId, outcome);
    this.#done.set(`${workflowId} ${updateId}`, outcome);
    if (outcome.state === 'joining') await this.#join(workflowId, outcome);
    return outcome;
  }

  async #join(workflowId: string, request: LinkRequest): Promise<void> {
    const { asker, claimant } = request;
    if (!this.join || !claimant) throw new Error('nobody joins accounts here');
    const tenant = workflowId.split(':')[0] ?? '';
    const joined = await this.join({ tenant, asker, claimant, at: this.#now() });
    this.requests.set(
      workflowId,
      'refusal' in joined
        ? { ...request, state: 'refused', reason: joined.refusal.message }
        : { ...request, state: 'linked' },
    );
  }
}
