import { createHash, randomBytes } from 'node:crypto';
import {
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type Client,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { linkCode, type LinkCode } from '../access/link-code.ts';
import { LINK_MS, type LinkRequest } from '../access/link-request.ts';
import type { Side } from '../access/link.ts';
import {
  claimUpdate,
  confirmUpdate,
  LINK_REFUSED,
  LINK_WORKFLOW,
  linkQuery,
  linkWorkflowId,
  type Claim,
  type Confirmation,
  type LinkInput,
} from '../../workflows/link/messages.ts';
import { summarised } from '../../workflows/markdown.ts';
import { inTime, Late, PART, type Patience } from './patience.ts';
import { TEMPORAL_SILENT, Unavailable, Unsure } from './unavailable.ts';

/** How long Temporal or a worker has to answer one of these, in milliseconds. */
const ANSWER_MS = 1_500;
const NO_WORKER = 'No worker answers, so that accounts cannot be linked now. Check that a worker runs.';

/** What became of a message to a link: how it stands now, why it was refused, or that there is none. */
export type LinkOutcome = LinkRequest | { readonly refused: string } | undefined;

/** @returns what a code is known by: the first 128 bits of its SHA-256, hexadecimal. */
export function requestOf(code: LinkCode): string {
  return createHash('sha256').update(code).digest('hex').slice(0, 32);
}

/** What two accounts are linked by, as Temporal runs it. The only place that starts and updates link workflows. */
export function createLinkRequests({ client, taskQueue }: { client: Client; taskQueue: string }) {
  async function call<R>(
    patience: Patience,
    part: number,
    silent: string,
    send: () => Promise<R>,
  ): Promise<R> {
    const ms = Math.min(ANSWER_MS, patience.left(part));
    if (ms <= 0) throw new Late(silent);
    return inTime(client.connection.withDeadline(Date.now() + ms, send), ms, silent);
  }

  const handleOf = (tenant: string, request: string) =>
    client.workflow.getHandle(linkWorkflowId(tenant, request));

  /** @throws Unsure when nobody says what became of it: sent again with the same delivery id it is done once. */
  async function update(
    tenant: string,
    request: string,
    name: string,
    argument: Claim | Confirmation,
    deliveryId: string,
    patience: Patience,
  ): Promise<LinkOutcome> {
    try {
      return await call(patience, PART.temporal, NO_WORKER, () =>
        handleOf(tenant, request).executeUpdate<LinkRequest, [unknown]>(name, {
          args: [argument],
          updateId: deliveryId,
        }),
      );
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
      if (cause instanceof ApplicationFailure && cause.type === LINK_REFUSED)
        return { refused: cause.message };
      throw new Unsure(NO_WORKER, error);
    }
  }

  return {
    /**
     * Makes a code.
     * @returns the code, which is kept nowhere, and when it ends, epoch milliseconds.
     * @throws Unavailable when Temporal does not take it.
     */
    async begin(
      tenant: string,
      asker: Side,
      patience: Patience,
    ): Promise<{ code: LinkCode; expiresAt: number }> {
      const code = linkCode(randomBytes(16));
      const id = requestOf(code);
      const input: LinkInput = { tenant, id, asker };
      const begun = Date.now();
      try {
        await call(patience, PART.temporal, TEMPORAL_SILENT, () =>
          client.workflow.start(LINK_WORKFLOW, {
            workflowId: linkWorkflowId(tenant, id),
            taskQueue,
            args: [input],
            workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
            staticSummary: summarised(`Link an account with ${asker.person.name}`),
          }),
        );
      } catch (error) {
        throw new Unavailable(TEMPORAL_SILENT, error);
      }
      return { code, expiresAt: begun + LINK_MS };
    },

    /** @returns how a link stands, also when it is over; undefined when there is none. @throws Unavailable */
    async look(tenant: string, request: string, patience: Patience): Promise<LinkRequest | undefined> {
      try {
        return await call(patience, PART.worker, NO_WORKER, () => handleOf(tenant, request).query(linkQuery));
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw new Unavailable(NO_WORKER, error);
      }
    },

    /** Somebody types the code. @throws Unsure */
    claim: (tenant: string, request: string, claim: Claim, deliveryId: string, patience: Patience) =>
      update(tenant, request, claimUpdate.name, claim, deliveryId, patience),

    /** One of the two answers. @throws Unsure */
    confirm: (
      tenant: string,
      request: string,
      confirmation: Confirmation,
      deliveryId: string,
      patience: Patience,
    ) => update(tenant, request, confirmUpdate.name, confirmation, deliveryId, patience),
  };
}

export type LinkRequests = ReturnType<typeof createLinkRequests>;
