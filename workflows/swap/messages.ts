import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { Swap, SwapOffer } from '../../src/chat/swap.ts';
import type { Person } from '../../src/incident/person.ts';

/** The swap workflow's type name. */
export const SWAP_WORKFLOW = 'swap';

/** An account that somebody is reached by. */
export interface SwapWay {
  readonly instance: string;
  readonly user: string;
}

export interface SwapInput {
  readonly tenant: string;
  readonly offer: SwapOffer;
  /** How the two are reached, the preferred way first. */
  readonly ways: { readonly asker: readonly SwapWay[]; readonly other: readonly SwapWay[] };
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** @returns the workflow id of one offer. */
export function swapWorkflowId(tenant: string, id: string): string {
  return `${tenant}:swap:${id}`;
}

export interface SwapAnswer {
  readonly by: Person;
  readonly yes: boolean;
  /** Whether they may decide for others; that was looked at where they are known. */
  readonly decides: boolean;
}

/** Type of the ApplicationFailure with which an answer is rejected; its message says why. */
export const SWAP_REFUSED = 'SwapRefused';

export const answerUpdate = defineUpdate<Swap, [SwapAnswer]>('answer');
export const swapQuery = defineQuery<Swap>('swap');
