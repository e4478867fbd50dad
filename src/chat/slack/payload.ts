import { z } from 'zod';
import { ChatError } from '../error.ts';

/** What Muster reads of Slack's payloads; Slack adds fields at will. */
const id = z.string().min(1).max(255);
const text = z.string().max(40_000);

export const commandPayload = z.object({
  ssl_check: z.string().optional(),
  command: id,
  text: text.default(''),
  trigger_id: id,
  user_id: id,
  user_name: z.string().max(255).optional(),
  channel_id: id,
});

const user = z.object({
  id,
  name: z.string().max(255).optional(),
  username: z.string().max(255).optional(),
  team_id: id.nullish(),
});
const team = z.object({ id }).nullish();

const actionPayload = z.object({
  action_id: id,
  action_ts: id,
  value: z.string().max(2000).optional(),
  selected_option: z.object({ value: z.string().max(2000) }).nullish(),
  selected_user: id.nullish(),
});

const inputState = z.object({
  value: text.nullish(),
  selected_option: z.object({ value: text }).nullish(),
  selected_options: z.array(z.object({ value: text })).optional(),
  selected_user: id.nullish(),
  selected_conversation: id.nullish(),
});

export type InputState = z.infer<typeof inputState>;

/** What is read of a message (https://docs.slack.dev/reference/events/message). */
export const message = z.object({
  ts: id,
  thread_ts: id.optional(),
  user: id.nullish(),
  username: z.string().max(255).nullish(),
  text: text.default(''),
  files: z
    .array(
      z.object({
        name: z.string().max(1000).nullish(),
        title: z.string().max(1000).nullish(),
        permalink: z.string().max(2000).nullish(),
      }),
    )
    .optional(),
});
export type MessagePayload = z.infer<typeof message>;

export const interactionPayload = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('block_actions'),
    user,
    team,
    trigger_id: id.optional(),
    channel: z.object({ id }).optional(),
    container: z
      .object({
        type: z.string().max(100).optional(),
        message_ts: id.optional(),
        channel_id: id.optional(),
        is_ephemeral: z.boolean().optional(),
      })
      .optional(),
    actions: z.array(actionPayload).min(1),
  }),
  z.object({
    type: z.literal('view_submission'),
    user,
    team,
    trigger_id: id.optional(),
    view: z.object({
      id,
      app_installed_team_id: id.nullish(),
      hash: z.string().max(255).optional(),
      callback_id: id,
      private_metadata: z.string().max(3000).default(''),
      state: z.object({ values: z.record(id, z.record(id, inputState)) }),
    }),
  }),
  z.object({
    type: z.literal('message_action'),
    user,
    team,
    trigger_id: id,
    callback_id: id,
    channel: z.object({ id }),
    message,
  }),
  z.object({ type: z.literal('shortcut'), user, team, trigger_id: id, callback_id: id }),
  z.object({
    type: z.literal('block_suggestion'),
    user,
    team,
    trigger_id: id.optional(),
    channel: z.object({ id }).optional(),
    action_id: id,
    value: z.string().max(2000).default(''),
  }),
  z.object({ type: z.literal(['view_closed', 'interactive_message']) }),
]);

export type Interaction = z.infer<typeof interactionPayload>;

export const eventPayload = z.discriminatedUnion('type', [
  z.object({ type: z.literal('url_verification'), challenge: z.string().min(1).max(1000) }),
  z.object({
    type: z.literal('event_callback'),
    event_id: id,
    team_id: id.nullish(),
    is_ext_shared_channel: z.boolean().nullish(),
    authorizations: z.array(z.object({ user_id: id.optional(), team_id: id.nullish() })).optional(),
    event: z.looseObject({ type: id }),
  }),
  z.object({ type: z.literal('app_rate_limited'), minute_rate_limited: z.number().optional() }),
]);

/** The event app_mention (https://docs.slack.dev/reference/events/app_mention). */
export const mentionEvent = z.object({
  bot_id: id.optional(),
  user: id.optional(),
  text: text.default(''),
  channel: id,
  ts: id,
  thread_ts: id.optional(),
  team: id.nullish(),
  user_team: id.nullish(),
});

/** The event message of channels whose messages the app subscribes to (https://docs.slack.dev/reference/events/message). */
export const messageEvent = mentionEvent.extend({ subtype: z.string().max(100).optional() });

/** The event reaction_added (https://docs.slack.dev/reference/events/reaction_added). */
export const reactionEvent = z.object({
  user: id,
  reaction: z.string().min(1).max(200),
  item: z.object({ type: id, channel: id.optional(), ts: id.optional() }),
});

/** The event app_home_opened (https://docs.slack.dev/reference/events/app_home_opened). */
export const homeEvent = z.object({ user: id, tab: id.optional() });

/** The event link_shared (https://docs.slack.dev/reference/events/link_shared). */
export const linkEvent = z.object({
  user: id,
  user_team: id.nullish(),
  channel: id,
  message_ts: id,
  source: id.optional(),
  links: z.array(z.object({ url: z.string().max(4000) })).max(100),
});

/**
 * Holds a payload to its schema.
 * @throws ChatError `invalid_webhook`, naming the fields that are wrong, never their contents.
 */
export function conforming<T>(schema: z.ZodType<T>, payload: unknown, what: string): T {
  const read = schema.safeParse(payload);
  if (read.success) return read.data;
  const paths = read.error.issues.map((issue) => issue.path.join('.') || 'type').slice(0, 5);
  throw new ChatError(
    'invalid_webhook',
    `The ${what} from Slack cannot be read: look at ${paths.join(', ')}.`,
  );
}
