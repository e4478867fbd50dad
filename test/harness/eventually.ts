import { setTimeout as pause } from 'node:timers/promises';

/** Pauses between two looks, in milliseconds: at first, and after a while, when looking costs what is waited for. */
const SOON_MS = 50;
const LATER_MS = 250;
const A_WHILE_MS = 2_000;

/**
 * Waits until something holds.
 * @param look rejects or returns undefined or false while it does not hold yet.
 * @param within milliseconds.
 * @returns what `look` found.
 * @throws the last failure of `look`, or that nothing was found.
 */
export async function eventually<T>(
  what: string,
  look: () => T | Promise<T>,
  within = 60_000,
): Promise<Exclude<Awaited<T>, undefined | false>> {
  const began = Date.now();
  let failure: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found as Exclude<Awaited<T>, undefined | false>;
      failure = undefined;
    } catch (error) {
      failure = error;
    }
    const waited = Date.now() - began;
    if (waited > within) throw new Error(`${what}: not within ${within} ms`, { cause: failure });
    await pause(waited < A_WHILE_MS ? SOON_MS : LATER_MS);
  }
}
