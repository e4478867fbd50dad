import { createHash } from 'node:crypto';

/**
 * @param about what says which ticket or comment it is: the same for every attempt, for nothing else, and of whichever
 * installation of Muster.
 * @returns by what it is found again in the tracker, `muster-` and 32 hexadecimal digits.
 */
export function ticketMarker(about: string): string {
  return `muster-${createHash('sha256').update(about).digest('hex').slice(0, 32)}`;
}
