import express, { Router, type Request } from 'express';
import type { Logger } from 'pino';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { z } from 'zod';
import { ChatError } from '../chat/error.ts';
import type { InboundAdapter } from '../chat/inbound.ts';
import { pageToken } from '../chat/sandbox/authenticity.ts';
import { channelSlug, directUser, ensureChannels, maySee } from '../chat/sandbox/channel.ts';
import { createOrder, messageId, post } from '../chat/sandbox/post.ts';
import type { SandboxPerson, SandboxSettings } from '../chat/sandbox/settings.ts';
import type { SandboxMessage, SandboxStore } from '../chat/sandbox/store.ts';
import { typedMessage } from '../chat/sandbox/typed.ts';
import { sandboxPage } from '../dashboard/sandbox/shell.tsx';
import type { CommandHint, PageState } from '../dashboard/sandbox/wire.ts';
import { MUSTER } from '../incident/person.ts';
import { readJson } from './json.ts';
import { HttpRefusal } from './refusal-table.ts';
import { streamEvents } from './sandbox-events.ts';
import { Tail } from './sandbox-tail.ts';

/** How many of a channel's or thread's newest messages the page shows. */
const HISTORY = 500;
const BODY_LIMIT = 64 * 1024;
/** What one person may write by hand: more is a program. */
const WRITING = { points: 120, duration: 60 };

export interface SandboxInstance {
  readonly instance: string;
  readonly settings: SandboxSettings;
  readonly store: SandboxStore;
  /** Verifies that a request is our own page's. */
  readonly adapter: Pick<InboundAdapter, 'authenticate'>;
}

export interface SandboxDependencies {
  readonly instances: readonly SandboxInstance[];
  /** The `/im` commands that the composer completes. */
  readonly commands: readonly CommandHint[];
  /** Folder with `sandbox.js` and `sandbox.css`, as `npm run build` makes it. */
  readonly assets: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Takes secrets out of what people type. */
  readonly redact: (text: string) => string;
  readonly log: Pick<Logger, 'warn'>;
  /** Ends the event streams: a server that stops would wait for them. */
  readonly stop: AbortSignal;
  /** How often the store is looked at while somebody watches, in milliseconds. */
  readonly pollMs?: number;
}

const id = z.string().min(1).max(200);
const typed = z.object({
  deliveryId: z.uuid(),
  user: id,
  channel: id,
  thread: id.optional(),
  text: z.string().trim().min(1).max(4_000),
});
const wanted = z.object({ user: id, name: z.string().min(1).max(200) });

interface Open extends SandboxInstance {
  readonly tail: Tail;
  /** Creates the channels of the beginning, once. */
  readonly prepare: () => Promise<void>;
}

/**
 * The sandbox's web page: `/sandbox` (the first instance) or `/sandbox/<instance>`, its data, and the event stream.
 * Commands, presses and submissions go to `/chat/<instance>/…` like any other platform's.
 */
export function sandboxRouter(deps: SandboxDependencies): Router {
  const { now, log } = deps;
  const order = createOrder();
  const writing = new RateLimiterMemory(WRITING);
  const instances = deps.instances.map((one) => open(one, deps));
  const router = Router();

  function instanceOf(name: unknown): Open {
    const found = name === undefined ? instances[0] : instances.find((one) => one.instance === name);
    if (found) return found;
    const known = instances.map((one) => one.instance).join(', ') || 'none';
    throw new HttpRefusal(
      'unknown_instance',
      `There is no such sandbox; configured with platform sandbox: ${known}.`,
    );
  }

  async function verified(one: Open, request: Request): Promise<unknown> {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const headers = { 'x-muster-page-token': request.get('x-muster-page-token') };
    try {
      await one.adapter.authenticate({ surface: 'page', headers, body, receivedAt: now() });
    } catch (cause) {
      if (!(cause instanceof ChatError)) throw cause;
      throw new HttpRefusal('not_authentic', cause.message, { cause });
    }
    if (!request.is('application/json')) throw new HttpRefusal('wrong_type', 'Send application/json.');
    return readJson(body);
  }

  async function slowly(one: Open, user: string): Promise<void> {
    const key = `${one.instance}/${user}`;
    const { consumedPoints, msBeforeNext } = await writing.consume(key).catch((refused: unknown) => {
      if (refused instanceof Error) throw refused;
      return refused as { consumedPoints: number; msBeforeNext: number };
    });
    if (consumedPoints <= WRITING.points) return;
    const retryAfterSeconds = Math.ceil(msBeforeNext / 1000);
    throw new HttpRefusal('too_many', `${user} writes faster than anybody can read.`, { retryAfterSeconds });
  }

  async function readable(one: Open, channel: string, user: string): Promise<void> {
    if (await maySee(one.store, channel, user)) return;
    throw new HttpRefusal('unknown_address', `There is no channel ${channel} here that ${user} can see.`);
  }

  router.use('/sandbox/assets', express.static(deps.assets, { index: false, cacheControl: false }));

  router.get('/sandbox/events', async (request, response) => {
    const one = instanceOf(request.query.instance);
    const user = personOf(one, request.query.as).id;
    const after = Math.max(0, Math.trunc(Number(request.query.after)) || 0);
    const stop = deps.stop;
    try {
      await streamEvents({ store: one.store, tail: one.tail, user, after, stop }, request, response);
    } catch (error) {
      if (!response.closed && !stop.aborted)
        log.warn({ err: error, instance: one.instance }, 'an event stream broke');
    }
  });

  router.get(['/sandbox', '/sandbox/:instance'], (request, response) => {
    const { instance } = instanceOf(request.params.instance);
    response.set('Cache-Control', 'no-store').type('html').send(sandboxPage(instance));
  });

  router.get('/sandbox/:instance/state', async (request, response) => {
    const one = instanceOf(request.params.instance);
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
    const one = instanceOf(request.params.instance);
    const { id: user } = personOf(one, request.query.as);
    const channel = textOf(request.query.channel);
    await readable(one, channel, user);
    const { messages, ...rest } = await one.store.history(channel, HISTORY);
    response.set('Cache-Control', 'no-store').json({ messages: messages.filter(seenBy(user)), ...rest });
  });

  router.get('/sandbox/:instance/thread', async (request, response) => {
    const one = instanceOf(request.params.instance);
    const { id: user } = personOf(one, request.query.as);
    const root = await one.store.message(textOf(request.query.root));
    if (!root) throw new HttpRefusal('unknown_address', 'There is no such thread.');
    await readable(one, root.channel, user);
    const messages = await one.store.thread(root.id, HISTORY);
    response.set('Cache-Control', 'no-store').json({ messages: messages.filter(seenBy(user)) });
  });

  const raw = express.raw({ type: () => true, limit: BODY_LIMIT });

  router.post('/sandbox/:instance/messages', raw, async (request, response) => {
    const one = instanceOf(request.params.instance);
    const said = read(typed, await verified(one, request));
    const { id: userId, name } = personOf(one, said.user);
    await slowly(one, userId);
    const { channel } = said;
    await readable(one, channel, userId);
    if ((await one.store.channel(channel))?.archived) {
      throw new HttpRefusal('invalid', `#${channel} is archived: nothing can be written there any more.`);
    }
    const thread = said.thread === undefined ? undefined : await rootOf(one.store, channel, said.thread);
    const at = now();
    const view = typedMessage(deps.redact(said.text), one.settings.people);
    const id = messageId(channel, `${userId}/${said.deliveryId}`);
    const record = post(
      { id, channel, author: { id: userId, name }, view, at, order: order(at) },
      { thread },
    );
    const message = await one.store.addMessage(record);
    response.status(201).json({ message });
  });

  router.post('/sandbox/:instance/channels', raw, async (request, response) => {
    const one = instanceOf(request.params.instance);
    const { user, name } = read(wanted, await verified(one, request));
    const { id: userId } = personOf(one, user);
    await slowly(one, userId);
    const id = channelSlug(name);
    if (id === '') throw new HttpRefusal('invalid', 'A channel name is made of letters, digits, - and _.');
    const channel = { id, topic: '', private: false, archived: false, createdAt: now() };
    if (!(await one.store.addChannel(channel)))
      throw new HttpRefusal('invalid', `There is a channel #${id} already.`);
    await one.store.addMember(id, userId);
    response.status(201).json({ channel });
  });

  return router;
}

function open(one: SandboxInstance, { now, log, pollMs = 250 }: SandboxDependencies): Open {
  let prepared: Promise<void> | undefined;
  return {
    ...one,
    tail: new Tail(one.store, pollMs, (error) => {
      log.warn(
        { err: error, instance: one.instance },
        'the sandbox cannot read its changes: check MONGODB_URI',
      );
    }),
    prepare: () =>
      (prepared ??= ensureChannels(one.store, one.settings.channels, now()).catch((error: unknown) => {
        prepared = undefined;
        throw error;
      })),
  };
}

function seenBy(user: string): (message: SandboxMessage) => boolean {
  return (message) => message.visibleTo === undefined || message.visibleTo === user;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function personOf(one: Open, user: unknown): SandboxPerson {
  const person = one.settings.people.find((candidate) => candidate.id === user);
  if (person) return person;
  const known = one.settings.people.map((candidate) => candidate.id).join(', ');
  throw new HttpRefusal('invalid', `Say as whom: one of ${known} (setting chat.${one.instance}.people).`);
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new HttpRefusal('invalid', 'The request does not have what it needs.', { problems });
}

/** @returns the message in whose thread an answer belongs: threads have no threads of their own. */
async function rootOf(store: SandboxStore, channel: string, thread: string): Promise<string> {
  const root = await store.message(thread);
  if (!root || root.deleted || root.channel !== channel) {
    throw new HttpRefusal(
      'invalid',
      `The message that this answers is not in ${directUser(channel) ?? `#${channel}`} any more.`,
    );
  }
  return root.thread ?? root.id;
}
