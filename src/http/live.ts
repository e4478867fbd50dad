import { setTimeout as pause } from 'node:timers/promises';
import type { Request, Response } from 'express';

/** How often the store is asked for changes while somebody looks, in milliseconds. */
const POLL_MS = 400;
/** A line now and then keeps proxies from closing a quiet connection, in milliseconds. */
const KEEP_ALIVE_MS = 15_000;

/**
 * Tells a browser whenever something changes, by server-sent events, until it goes away. The store has no change
 * streams on every platform, so that it is asked; it is asked only while somebody looks.
 * @param version what differs after each change.
 */
export async function tellChanges(
  request: Request,
  response: Response,
  stop: AbortSignal,
  version: () => Promise<string>,
): Promise<void> {
  const gone = new AbortController();
  request.once('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, stop]);
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
  let told = await version();
  let spokenAt = Date.now();
  response.write(': connected\n\n');
  const looking = (): boolean => !signal.aborted;
  while (looking()) {
    await pause(POLL_MS, undefined, { signal }).catch(() => undefined);
    if (!looking()) break;
    // A store that is away for a moment is asked again: the page shows what it has.
    const now = await version().catch(() => told);
    if (now !== told) response.write('event: changed\ndata: {}\n\n');
    else if (Date.now() - spokenAt < KEEP_ALIVE_MS) continue;
    else response.write(': still here\n\n');
    told = now;
    spokenAt = Date.now();
  }
  response.end();
}
