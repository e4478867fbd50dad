import { once } from 'node:events';
import type { Response } from 'express';
import type { Watch } from './watch.ts';

/**
 * How often something is said although nothing happened, in milliseconds: it keeps proxies from closing a quiet
 * connection, and tells the page that it is not cut off (`src/dashboard/live.ts` waits for two and a half of them).
 */
const KEEP_ALIVE_MS = 15_000;

/** What a page is told changes of. */
export interface Watched {
  readonly watch: Watch;
  /** The same for all who look at the same thing. */
  readonly name: string;
  /** What differs after each change. */
  readonly version: () => Promise<string>;
  /** Asked now and then: may the page still be told? */
  readonly still?: () => Promise<boolean>;
  /** How often that is asked, and something said, in milliseconds; 15 seconds when not given. */
  readonly keepAliveMs?: number;
}

/** Tells a browser whenever something changes; as {@link tellChanges}, with all that the pages have in common. */
export type Tell = (response: Response, watched: Pick<Watched, 'name' | 'version'>) => Promise<void>;

/**
 * Tells a browser whenever something changes, by server-sent events, until it goes away or the server stops.
 * Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function tellChanges(
  response: Response,
  { watch, name, version, still, keepAliveMs = KEEP_ALIVE_MS }: Watched,
  stop: AbortSignal,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  let known = await version();
  // Who went away meanwhile would be waited for until the server stops.
  if (response.closed) return;
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
  const quiet = setInterval(() => {
    void (async () => {
      // A store that is away ends nothing.
      if (!still || (await still().catch(() => true))) return write('event: still\ndata: {}\n\n');
      await write('event: changed\ndata: {}\n\n');
      gone.abort();
    })();
  }, keepAliveMs);
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
