import { z } from 'zod';
import { ChatError } from '../error.ts';

/** What Muster reads of Mattermost's payloads; Mattermost adds fields at will. */
const id = z.string().regex(/^[a-z0-9]{26}$/);
const text = z.string().max(40_000);
const trigger = z.string().min(1).max(1000);

/** https://developers.mattermost.com/integrate/slash-commands/custom/ */
export const commandPayload = z.object({
  text: text.default(''),
  trigger_id: trigger,
  user_id: id,
  user_name: z.string().max(255).optional(),
  channel_id: id,
});

/** https://developers.mattermost.com/integrate/plugins/interactive-messages/ */
export const actionPayload = z.object({
  user_id: id,
  user_name: z.string().max(255).optional(),
  channel_id: id,
  post_id: z.string().max(255).optional(),
  trigger_id: trigger,
  context: z.object({
    action: z.string().min(1).max(1000),
    channel: id,
    passing: z.boolean(),
    issued: z.number(),
    seal: z.string().min(1).max(200),
    selected_option: z.string().max(2000).optional(),
  }),
});

/** https://developers.mattermost.com/integrate/plugins/interactive-dialogs/ */
export const submitPayload = z.object({
  type: z.string().max(100).optional(),
  user_id: id,
  channel_id: z.string().max(255).optional(),
  state: z.string().min(1).max(20_000),
  cancelled: z.boolean().optional(),
  submission: z
    .record(z.string().max(300), z.union([text, z.number(), z.boolean(), z.null()]))
    .nullish()
    .transform((submission) => submission ?? {}),
});

export type Submit = z.infer<typeof submitPayload>;

/** What Muster put into a dialog. */
export const dialogState = z.object({
  modal: z.string().min(1).max(255),
  context: z.string().max(20_000),
  user: id,
  issued: z.number(),
  seal: z.string().min(1).max(200),
});

/** The parts of an event of the WebSocket (https://api.mattermost.com/#tag/WebSocket). */
export const socketMessage = z.object({
  event: z.string().max(255).optional(),
  seq: z.number().optional(),
  seq_reply: z.number().optional(),
  status: z.string().max(255).optional(),
  data: z.record(z.string(), z.unknown()).nullish(),
  broadcast: z.object({ channel_id: z.string().max(255).nullish() }).nullish(),
});

export type SocketMessage = z.infer<typeof socketMessage>;

/** Of an event `posted`: the post, as JSON in a string. */
export const postedData = z.object({
  post: text,
  channel_type: z.string().max(10).optional(),
  sender_name: z.string().max(255).optional(),
});

export const postedPost = z.object({
  id,
  channel_id: id,
  user_id: id,
  root_id: z.string().max(255).default(''),
  type: z.string().max(255).default(''),
  message: z.string().max(200_000).default(''),
  props: z.record(z.string(), z.unknown()).nullish(),
  /** The server that it came from by a shared channel. */
  remote_id: z.string().max(255).nullish(),
});

export type PostedPost = z.infer<typeof postedPost>;

/** Of an event `reaction_added`, as JSON in a string. */
export const reactionData = z.object({ reaction: text });
export const reaction = z.object({
  user_id: id,
  post_id: id,
  emoji_name: z.string().min(1).max(255),
  create_at: z.number(),
  remote_id: z.string().max(255).nullish(),
});

/** @throws ChatError `invalid_webhook` which names the fields, never their values. */
export function conforming<T>(schema: z.ZodType<T>, payload: unknown, what: string): T {
  const read = schema.safeParse(payload);
  if (read.success) return read.data;
  const fields = [...new Set(read.error.issues.map((issue) => issue.path.join('.') || 'all of it'))];
  throw unreadable(`${what}: ${fields.slice(0, 5).join(', ')}`);
}

export function unreadable(what: string): ChatError {
  return new ChatError('invalid_webhook', `What came from Mattermost cannot be read: ${what}.`);
}

/** @returns JSON read. @throws ChatError `invalid_webhook`. */
export function readJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw unreadable('its JSON is broken');
  }
}
