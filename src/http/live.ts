import { once } from 'node:events';
import type { Response } from 'express';
import type { Watch } from './watch.ts';

/** A line now and then keeps proxies from closing a quiet connection, in milliseconds. */
const KEEP_ALIVE_MS = 15_000;

/** What a page is told changes of. */
export interface Watched {
  readonly watch: Watch;
  /** The same for all who look at the same thing. */
  readonly name: string;
  /** What differs after each change. */
  readonly version: () => Promise<string>;
}

/**
 * Tells a browser whenever something changes, by server-sent events, until it goes away or the server stops.
 * Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function tellChanges(
  response: Response,
  { watch, name, version }: Watched,
  stop: AbortSignal,
): Promise<void> {
  let known = await version();
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, stop]);
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    // nginx would hold the events back.
    'X-Accel-Buffering': 'no',
  });
  const write = async (text: string): Promise<void> => {
    if (!response.write(text)) await once(response, 'drain', { signal }).catch(() => undefined);
  };
  const quiet = setInterval(() => void write(': still here\n\n'), KEEP_ALIVE_MS);
  try {
    await write(': connected\n\n');
    for (;;) {
      const fresh = await watch.change(name, version, known, signal);
      if (fresh === undefined || signal.aborted) break;
      known = fresh;
      await write('event: changed\ndata: {}\n\n');
    }
  } finally {
    clearInterval(quiet);
    // The browser connects again by itself, to another server when this one stops.
    response.end();
  }
}
