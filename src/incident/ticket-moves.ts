/** By what a ticket is known, and where people open it. */
interface Whereabouts {
  readonly key: string;
  readonly url: string;
}

/** A ticket that may have been moved to another project or repository of its tracker. */
export interface Movable extends Whereabouts {
  /** Where it was before, the oldest first, and when it was moved last, by the tracker's clock, epoch milliseconds. */
  readonly moved?: { readonly from: readonly Whereabouts[]; readonly at: number };
}

/** How many former addresses are kept: a tracker tells late what happened under one. */
const FORMERLY = 10;

/** @returns every address at which people open a ticket: trackers lead on from those that it had. */
export function addressesOf({ url, moved }: Movable): readonly string[] {
  return [url, ...(moved?.from ?? []).map((one) => one.url)];
}

/** @returns by what a ticket was known before it was moved, the oldest first. */
export function formerKeys({ moved }: Movable): readonly string[] {
  return (moved?.from ?? []).map(({ key }) => key);
}

/**
 * Takes over where a ticket has gone.
 * @param from the address that it had: a move away from another one is told late, or again.
 * @param at by the tracker's clock, epoch milliseconds.
 * @returns undefined when that is known already, or is older than what is known.
 */
export function movedTicket<T extends Movable>(
  ticket: T,
  from: string,
  { key, url }: Whereabouts,
  at: number,
): T | undefined {
  const { moved } = ticket;
  if (ticket.url !== from || url === from || (moved && moved.at >= at)) return undefined;
  // One that is moved back has its old key again.
  const before = (moved?.from ?? []).filter((one) => one.url !== url);
  const left = [...before, { key: ticket.key, url: from }].slice(-FORMERLY);
  return { ...ticket, key, url, moved: { from: left, at } };
}
