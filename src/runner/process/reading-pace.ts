import type { Readable } from 'node:stream';

/** How long what one stream prints may be looked at before others have their turn, in milliseconds. */
const TURN_MS = 4;
/** How much longer than that nothing of it is read then, and how long at most: what it prints waits meanwhile. */
const PAUSE_FACTOR = 4;
const LONGEST_PAUSE_MS = 250;

let pausing = 0;

/**
 * Has all that a stream brings taken, so that streams which bring more than can be looked at take a fifth of this thread's
 * time together: whoever writes there is made to wait by the system.
 */
export function takeInTurns(stream: Readable, take: (chunk: Buffer) => void): void {
  let busyMs = 0;
  stream.on('data', (chunk: Buffer) => {
    const began = performance.now();
    take(chunk);
    busyMs += performance.now() - began;
    if (busyMs < TURN_MS) return;
    stream.pause();
    pausing++;
    const pauseMs = Math.min(LONGEST_PAUSE_MS, busyMs * PAUSE_FACTOR * pausing);
    busyMs = 0;
    setTimeout(() => {
      pausing--;
      stream.resume();
    }, pauseMs);
  });
}
