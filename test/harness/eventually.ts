import { setTimeout as pause } from 'node:timers/promises';

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
  const deadline = Date.now() + within;
  let failure: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found as Exclude<Awaited<T>, undefined | false>;
      failure = undefined;
    } catch (error) {
      failure = error;
    }
    if (Date.now() > deadline) throw new Error(`${what}: not within ${within} ms`, { cause: failure });
    await pause(50);
  }
}
