import { setTimeout as pause } from 'node:timers/promises';

/** For how long something is done again, and after which pause, in milliseconds. */
const LONGEST_MS = 60_000;
const PAUSE_MS = 500;

/** The app said nothing for as long as its platform waits. */
export class NoAnswer extends Error {}

const isUnavailable = ({ status }: { readonly status: number }): boolean => status === 503;

/**
 * Does something that Muster may be late for, as it is at times on a machine that has much else to do: once, or, for those
 * who insist, again for as long as they are told that it was late.
 * @param isLate whether an answer says so.
 * @returns the last answer. @throws what `does` throws; {@link NoAnswer} in the end where none ever came.
 */
export async function insisting<T extends { readonly status: number }>(
  insistent: boolean,
  does: () => Promise<T>,
  isLate: (answer: T) => boolean = isUnavailable,
): Promise<T> {
  const deadline = insistent ? Date.now() + LONGEST_MS : 0;
  for (;;) {
    const isOver = Date.now() >= deadline;
    try {
      const answer = await does();
      if (isOver || !isLate(answer)) return answer;
    } catch (error) {
      if (isOver || !(error instanceof NoAnswer)) throw error;
    }
    await pause(PAUSE_MS);
  }
}
