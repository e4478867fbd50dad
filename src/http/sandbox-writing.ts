import express, { Router, type Request } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { z } from 'zod';
import type { Redact } from '../access/redact.ts';
import { ChatError } from '../chat/error.ts';
import { PAGE_TOKEN_HEADER } from '../chat/sandbox/authenticity.ts';
import { channelSlug, directUser } from '../chat/sandbox/channel.ts';
import { createOrder, messageId, post } from '../chat/sandbox/post.ts';
import type { SandboxStore } from '../chat/sandbox/store.ts';
import { typedMessage } from '../chat/sandbox/typed.ts';
import { readJson } from './json.ts';
import { HttpRefusal } from './refusal-table.ts';
import { assertReadable, personOf, type OpenSandbox, type OpenSandboxes } from './sandbox-instance.ts';

const BODY_LIMIT = 64 * 1024;
/** What one person may write by hand: more is a program. */
const WRITING = { points: 120, duration: 60 };

const id = z.string().min(1).max(200);
const typed = z.object({
  deliveryId: z.uuid(),
  user: id,
  channel: id,
  thread: id.optional(),
  text: z.string().trim().min(1).max(4_000),
});
const wanted = z.object({ user: id, name: z.string().min(1).max(200) });

/** Where the page posts what people say to each other, and creates channels. */
export function sandboxWritingRouter(
  open: OpenSandboxes,
  deps: { now: () => number; redact: Redact },
): Router {
  const { now } = deps;
  const order = createOrder();
  const writing = new RateLimiterMemory(WRITING);
  const router = Router();
  const raw = express.raw({ type: () => true, limit: BODY_LIMIT });

  async function verified(one: OpenSandbox, request: Request): Promise<unknown> {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const headers = { [PAGE_TOKEN_HEADER]: request.get(PAGE_TOKEN_HEADER) };
    try {
      await one.adapter.authenticate({ surface: 'page', headers, body, receivedAt: now() });
    } catch (cause) {
      if (!(cause instanceof ChatError)) throw cause;
      throw new HttpRefusal('not_authentic', cause.message, { cause });
    }
    if (!request.is('application/json')) throw new HttpRefusal('wrong_type', 'Send application/json.');
    return readJson(body);
  }

  async function limit(one: OpenSandbox, user: string): Promise<void> {
    const key = `${one.instance}/${user}`;
    const { consumedPoints, msBeforeNext } = await writing.consume(key).catch((refused: unknown) => {
      if (refused instanceof Error) throw refused;
      return refused as { consumedPoints: number; msBeforeNext: number };
    });
    if (consumedPoints <= WRITING.points) return;
    const retryAfterSeconds = Math.ceil(msBeforeNext / 1000);
    throw new HttpRefusal('too_many', `${user} writes faster than anybody can read.`, { retryAfterSeconds });
  }

  router.post('/sandbox/:instance/messages', raw, async (request, response) => {
    const one = open.get(request.params.instance);
    const said = read(typed, await verified(one, request));
    const { id: userId, name } = personOf(one, said.user);
    await limit(one, userId);
    const { channel } = said;
    await assertReadable(one, channel, userId);
    if ((await one.store.channel(channel))?.archived) {
      throw new HttpRefusal('invalid', `#${channel} is archived: nothing can be written there any more.`);
    }
    const thread = said.thread === undefined ? undefined : await rootOf(one.store, channel, said.thread);
    const at = now();
    const view = typedMessage(deps.redact(said.text, one.tenant), one.settings.people);
    const key = messageId(channel, `${userId}/${said.deliveryId}`);
    const author = { id: userId, name };
    const record = post({ id: key, channel, author, view, at, order: order(at) }, { thread });
    response.status(201).json({ message: await one.store.addMessage(record) });
  });

  router.post('/sandbox/:instance/channels', raw, async (request, response) => {
    const one = open.get(request.params.instance);
    const { user, name } = read(wanted, await verified(one, request));
    const { id: userId } = personOf(one, user);
    await limit(one, userId);
    const slug = channelSlug(name);
    if (slug === '') throw new HttpRefusal('invalid', 'A channel name is made of letters, digits, - and _.');
    const channel = { id: slug, topic: '', private: false, archived: false, createdAt: now() };
    if (!(await one.store.addChannel(channel))) {
      throw new HttpRefusal('invalid', `There is a channel #${slug} already.`);
    }
    await one.store.addMember(slug, userId);
    response.status(201).json({ channel });
  });

  return router;
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
  if (root && !root.deleted && root.channel === channel) return root.thread ?? root.id;
  const where = directUser(channel) === undefined ? `#${channel}` : 'the direct messages';
  throw new HttpRefusal('invalid', `The message that this answers is not in ${where} any more.`);
}
