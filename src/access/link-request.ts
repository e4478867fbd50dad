import { accountId, type Account } from './account.ts';
import type { Side } from './link.ts';

/** How long two accounts have to be linked after the code was made, in milliseconds. */
export const LINK_MS = 10 * 60_000;

/**
 * - `waiting` for somebody who types the code, who is then `claimant`
 * - `claimed` and waiting for the claimant to confirm; `confirmed` and waiting for the asker to do the same
 * - `joining`, and in the end `linked`, or `declined` by one of them, `expired`, `refused` or `failed`
 */
export type LinkState =
  'waiting' | 'claimed' | 'confirmed' | 'joining' | 'linked' | 'declined' | 'expired' | 'refused' | 'failed';

/** A code, and how far its two accounts have come. */
export interface LinkRequest {
  readonly state: LinkState;
  /** Who made the code, and is asked last. */
  readonly asker: Side;
  readonly claimant?: Side;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Why it was refused or failed. */
  readonly reason?: string;
}

/** Why something was not taken, for who did it. */
export const LINK_SAYS = {
  expired: 'This code has expired: it held for ten minutes. Make a new one with `/im link`.',
  over: 'This code has been used: each links two accounts once. Make a new one with `/im link`.',
  claimed: 'Somebody else has used this code. If that was not you, make a new one with `/im link`.',
  somebody_else: 'This question was asked somebody else: only they can answer it.',
  answered: 'You have answered that already.',
  own: 'This is the account that the code was made for. Type it on the other platform.',
  unreadable: 'This cannot be read: use `/im link`.',
} as const;

export type LinkRefused = { readonly refused: keyof typeof LINK_SAYS };

const OVER: ReadonlySet<LinkState> = new Set(['linked', 'declined', 'expired', 'refused', 'failed']);

/** @returns whether nothing follows any more. */
export function isOver({ state }: LinkRequest): boolean {
  return OVER.has(state);
}

function closed(request: LinkRequest, now: number): LinkRefused | undefined {
  const { state, expiresAt } = request;
  if (state === 'expired' || (!isOver(request) && state !== 'joining' && now >= expiresAt))
    return { refused: 'expired' };
  return isOver(request) || state === 'joining' ? { refused: 'over' } : undefined;
}

const isOf = (side: Side | undefined, account: Account): boolean =>
  side !== undefined && accountId(side.account) === accountId(account);

/**
 * Somebody types the code. Who types it again is asked again; nobody else can any more.
 * @param now epoch milliseconds.
 */
export function claim(request: LinkRequest, side: Side, now: number): LinkRequest | LinkRefused {
  const refused = closed(request, now);
  if (refused) return refused;
  if (isOf(request.asker, side.account)) return { refused: 'own' };
  if (request.state !== 'waiting')
    return isOf(request.claimant, side.account) ? request : { refused: 'claimed' };
  return { ...request, state: 'claimed', claimant: side };
}

/**
 * One of the two says whether it is theirs, first the claimant and then the asker. Either may call it off at any time.
 * @param now epoch milliseconds.
 */
export function confirm(
  request: LinkRequest,
  { account, yes }: { readonly account: Account; readonly yes: boolean },
  now: number,
): LinkRequest | LinkRefused {
  const refused = closed(request, now);
  if (refused) return refused;
  const { state, asker, claimant } = request;
  const theirs = isOf(asker, account) || isOf(claimant, account);
  if (!theirs) return { refused: 'somebody_else' };
  if (!yes) return { ...request, state: 'declined' };
  if (state === 'claimed' && isOf(claimant, account)) return { ...request, state: 'confirmed' };
  if (state === 'confirmed' && isOf(asker, account)) return { ...request, state: 'joining' };
  return { refused: isOf(claimant, account) ? 'answered' : 'somebody_else' };
}
