import type { TicketChange } from './ticket-change.ts';

/** A change of a ticket that people can open. */
export type Located = TicketChange & { readonly url: string };

/**
 * Finds whether a ticket was moved before something happened to it: a tracker may not have told, or told somebody else.
 * @param seen where it was seen last, and when by the tracker's clock, epoch milliseconds; absent where it never was.
 * @returns the change, after the move where there was one, each by the address from which the ticket went.
 */
export function withMove(
  change: Located,
  seen: { readonly url: string; readonly at: number } | undefined,
): readonly Located[] {
  const hasGone = seen && seen.url !== change.url && change.at > seen.at;
  if (!hasGone) return [change];
  // Of several moves the one before may not have been told yet.
  if (change.type === 'moved') return [{ ...change, from: seen.url }];
  const { ticket, url, lasting, by, account, at, key } = change;
  const base = { ticket, url, by, account, at, key, ...(lasting !== undefined && { lasting }) };
  return [{ ...base, type: 'moved', from: seen.url }, change];
}
