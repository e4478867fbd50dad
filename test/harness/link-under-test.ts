import { WorkflowUpdateFailedError, type Client, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { LinkRequest } from '../../src/access/link-request.ts';
import type { Side } from '../../src/access/link.ts';
import {
  claimUpdate,
  confirmUpdate,
  LINK_WORKFLOW,
  linkQuery,
  linkWorkflowId,
} from '../../workflows/link/messages.ts';

/** Somebody on an instance, as they are recognised there: `main/ana`. */
export function side(account: string, known = account): Side {
  const [instance = '', user = ''] = account.split('/');
  return {
    account: { instance, user },
    name: user,
    person: { id: known, name: known },
    by: known === account ? 'unmapped' : 'platform id',
  };
}

/** One link, spoken to in the field's verbs. */
export class LinkUnderTest {
  readonly handle: WorkflowHandle;

  private constructor(handle: WorkflowHandle) {
    this.handle = handle;
  }

  /** Makes a code. @param id what it is known by. */
  static async begin(client: Client, taskQueue: string, id: string, asker: Side): Promise<LinkUnderTest> {
    const handle = await client.workflow.start(LINK_WORKFLOW, {
      workflowId: linkWorkflowId('default', id),
      taskQueue,
      args: [{ tenant: 'default', id, asker }],
    });
    return new LinkUnderTest(handle);
  }

  look = (): Promise<LinkRequest> => this.handle.query(linkQuery);
  result = (): Promise<LinkRequest> => this.handle.result() as Promise<LinkRequest>;

  claims = (claimant: Side): Promise<LinkRequest> =>
    this.handle.executeUpdate(claimUpdate, { args: [{ side: claimant }] });

  says = (yes: boolean, { account }: Side): Promise<LinkRequest> =>
    this.handle.executeUpdate(confirmUpdate, { args: [{ account, yes }] });

  /** @returns why an Update was rejected. @throws Error when it was not. */
  static async refusal(update: Promise<LinkRequest>): Promise<string> {
    try {
      return `not refused: ${(await update).state}`;
    } catch (error) {
      const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
      if (!(cause instanceof ApplicationFailure)) throw error;
      return String(cause.details?.[0]);
    }
  }
}
