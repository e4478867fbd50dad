import express, { Router } from 'express';
import type { Logger } from 'pino';
import type { Redact } from '../access/redact.ts';
import { pageToken } from '../chat/sandbox/authenticity.ts';
import type { SandboxMessage } from '../chat/sandbox/store.ts';
import { sandboxPage } from '../dashboard/sandbox/shell.tsx';
import type { CommandHint, PageState } from '../dashboard/sandbox/wire.ts';
import { MUSTER } from '../incident/person.ts';
import { HttpRefusal } from './refusal-table.ts';
import { streamEvents } from './sandbox-events.ts';
import { assertReadable, OpenSandboxes, personOf, type SandboxInstance } from './sandbox-instance.ts';
import { sandboxWritingRouter } from './sandbox-writing.ts';

/** How many of a channel's or thread's newest messages the page shows. */
const HISTORY = 500;

export interface SandboxDependencies {
  /** Those of the configuration in force. */
  readonly instances: () => readonly SandboxInstance[];
  /** The `/im` commands that the composer completes. */
  readonly commands: readonly CommandHint[];
  /** Folder with `sandbox.js` and `sandbox.css`, as `npm run build` makes it. */
  readonly assets: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Takes secrets out of what people type. */
  readonly redact: Redact;
  readonly log: Pick<Logger, 'warn'>;
  /** Ends the event streams: a server that stops would wait for them. */
  readonly stop: AbortSignal;
  /** How often the store is looked at while somebody watches, in milliseconds; 250 when not given. */
  readonly pollMs?: number;
}

/**
 * The sandbox's web page: `/sandbox` (the first instance) or `/sandbox/<instance>`, its data, and the event stream.
 * Commands, presses and submissions go to `/chat/<instance>/…` like any other platform's.
 */
export function sandboxRouter(deps: SandboxDependencies): Router {
  const { now, log, stop, pollMs = 250 } = deps;
  const open = new OpenSandboxes(deps.instances, { now, log, pollMs });
  const router = Router();

  router.use('/sandbox/assets', express.static(deps.assets, { index: false }));

  router.get('/sandbox/events', async (request, response) => {
    const one = open.get(request.query.instance);
    const { store, tail } = one;
    const user = personOf(one, request.query.as).id;
    const after = Math.max(0, Math.trunc(Number(request.query.after)) || 0);
    try {
      await streamEvents(
        { store, tail, user, after, stop, isCurrent: () => open.isCurrent(one) },
        request,
        response,
      );
    } catch (error) {
      if (response.closed || stop.aborted) return;
      log.warn({ err: error, instance: one.instance }, 'an event stream broke');
    }
  });

  router.get(['/sandbox', '/sandbox/:instance'], (request, response) => {
    const { instance } = open.get(request.params.instance);
    response.set('Cache-Control', 'no-store').type('html').send(sandboxPage(instance));
  });

  router.get('/sandbox/:instance/state', async (request, response) => {
    const one = open.get(request.params.instance);
    const { id: user } = personOf(one, request.query.as ?? one.settings.people[0]?.id);
    await one.prepare();
    // The position first: what changes while the rest is read comes as an event as well.
    const position = await one.store.head();
    const member = new Set(await one.store.memberships(user));
    const channels = (await one.store.channels()).filter(
      (channel) => !channel.private || member.has(channel.id),
    );
    const state: PageState = {
      token: pageToken(await one.store.secret(), one.instance, now()),
      position,
      bot: MUSTER,
      people: one.settings.people.map(({ id, name }) => ({ id, name })),
      channels,
      commands: deps.commands,
    };
    response.set('Cache-Control', 'no-store').json(state);
  });

  router.get('/sandbox/:instance/history', async (request, response) => {
    const one = open.get(request.params.instance);
    const { id: user } = personOf(one, request.query.as);
    const channel = textOf(request.query.channel);
    await assertReadable(one, channel, user);
    const { messages, ...rest } = await one.store.history(channel, HISTORY);
    response.set('Cache-Control', 'no-store').json({ messages: messages.filter(seenBy(user)), ...rest });
  });

  router.get('/sandbox/:instance/thread', async (request, response) => {
    const one = open.get(request.params.instance);
    const { id: user } = personOf(one, request.query.as);
    const root = await one.store.message(textOf(request.query.root));
    if (!root) throw new HttpRefusal('unknown_address', 'There is no such thread.');
    await assertReadable(one, root.channel, user);
    const messages = await one.store.thread(root.id, HISTORY);
    response.set('Cache-Control', 'no-store').json({ messages: messages.filter(seenBy(user)) });
  });

  router.use(sandboxWritingRouter(open, { now, redact: deps.redact }));
  return router;
}

function seenBy(user: string): (message: SandboxMessage) => boolean {
  return (message) => message.visibleTo === undefined || message.visibleTo === user;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
