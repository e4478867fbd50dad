import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { Account } from '../../src/access/account.ts';
import type { LinkRequest } from '../../src/access/link-request.ts';
import type { Side } from '../../src/access/link.ts';

/** The link workflow's type name. */
export const LINK_WORKFLOW = 'link';

/**
 * @param id the beginning of the code's SHA-256, hexadecimal: the code itself is nowhere but in chat.
 * @returns the workflow id of one code.
 */
export function linkWorkflowId(tenant: string, id: string): string {
  return `${tenant}:link:${id}`;
}

export interface LinkInput {
  readonly tenant: string;
  readonly id: string;
  readonly asker: Side;
}

/** Somebody types the code. */
export interface Claim {
  readonly side: Side;
}

/** One of the two confirms or declines. */
export interface Confirmation {
  readonly account: Account;
  readonly yes: boolean;
}

/** Type of the ApplicationFailure with which a message is rejected; its message says why. */
export const LINK_REFUSED = 'LinkRefused';

export const claimUpdate = defineUpdate<LinkRequest, [Claim]>('claim');
export const confirmUpdate = defineUpdate<LinkRequest, [Confirmation]>('confirm');
export const linkQuery = defineQuery<LinkRequest>('link');
