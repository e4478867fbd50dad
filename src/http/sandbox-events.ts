import { once } from 'node:events';
import type { Request, Response } from 'express';
import { directUser, maySee } from '../chat/sandbox/channel.ts';
import type { Change, SandboxStore } from '../chat/sandbox/store.ts';
import type { PageEvent } from '../dashboard/sandbox/wire.ts';
import type { Tail } from './sandbox-tail.ts';

/** How long the stream may be silent, in milliseconds: proxies close what says nothing for 30 s. */
const HEARTBEAT_MS = 15_000;
/** After how long a browser connects again, in milliseconds. */
const RETRY_MS = 1_500;

/** @returns what this user's page must hear of a change; undefined when it is none of their business. */
export async function eventOf(
  store: SandboxStore,
  change: Change,
  user: string,
): Promise<PageEvent | undefined> {
  if (change.kind === 'modal') {
    const { kind, trigger, modal } = change;
    return change.user === user ? { kind, trigger, modal } : undefined;
  }
  const addressee = directUser(change.channel);
  if (addressee !== undefined && addressee !== user) return elsewhere(store, change, addressee);
  if (!(await maySee(store, change.channel, user))) return undefined;
  if (change.kind === 'channel') {
    const channel = await store.channel(change.channel);
    return channel && { kind: 'channel', channel };
  }
  const message = await store.message(change.message);
  if (!message || (message.visibleTo !== undefined && message.visibleTo !== user)) return undefined;
  if (!message.deleted) return { kind: 'message', message };
  const { id, channel, thread } = message;
  return { kind: 'deleted', channel, message: id, ...(thread !== undefined && { thread }) };
}

/** Whoever plays several people should know that another of them has been paged. */
async function elsewhere(store: SandboxStore, change: Change, user: string): Promise<PageEvent | undefined> {
  const message = change.kind === 'message' ? await store.message(change.message) : undefined;
  const isNew = message && message.editedAt === undefined && message.author.id !== user;
  return isNew ? { kind: 'elsewhere', user } : undefined;
}

/**
 * Streams an instance's changes as server-sent events until the page goes or the server stops. Each event's id is its
 * position; a browser that connects again goes on where it was.
 * Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function streamEvents(
  stream: {
    readonly store: SandboxStore;
    readonly tail: Tail;
    readonly user: string;
    readonly after: number;
    readonly stop: AbortSignal;
    /** Are the settings still those with which the page was opened? */
    readonly isCurrent: () => boolean;
  },
  request: Request,
  response: Response,
): Promise<void> {
  const { store, tail, user, stop } = stream;
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const signal = AbortSignal.any([stop, gone.signal]);
  const resumed = Number(request.get('last-event-id'));
  let position = Number.isSafeInteger(resumed) && resumed > 0 ? resumed : stream.after;

  const write = async (text: string): Promise<void> => {
    if (!response.write(text)) await once(response, 'drain', { signal });
  };
  const tell = (id: number, event: PageEvent): Promise<void> =>
    write(`id: ${id}\ndata: ${JSON.stringify(event)}\n\n`);

  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    // nginx would hold the events back.
    'X-Accel-Buffering': 'no',
  });
  try {
    await write(`retry: ${RETRY_MS}\n\n`);
    for (;;) {
      const woken = await tail.wait(position, HEARTBEAT_MS, signal);
      if (woken === 'closed') break;
      if (!stream.isCurrent()) {
        // People, channels or the sandbox itself are others now: the page asks anew for all of it.
        await tell(position, { kind: 'reset' });
        break;
      }
      if (woken === 'quiet') {
        await write(': still here\n\n');
        continue;
      }
      const { changes, lost } = await store.changesAfter(position);
      if (lost) {
        position = await store.head();
        await tell(position, { kind: 'reset' });
      }
      for (const { position: at, change } of changes) {
        const event = await eventOf(store, change, user);
        position = at;
        if (event) await tell(at, event);
      }
    }
  } finally {
    // The browser connects again by itself, to another server when this one stops.
    response.end();
  }
}
