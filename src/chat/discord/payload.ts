import { z } from 'zod';
import { ChatError } from '../error.ts';
import { memberResource, messageResource, snowflake, userResource } from './resources.ts';

/** What Muster reads of what Discord sends; Discord adds fields at will. */
const customId = z.string().min(1).max(100);
const text = z.string().max(6000);
const token = z.string().min(1).max(1000);

/** What an interaction is answered by. */
export const interactionToken = z.object({ id: snowflake, token });

/** Who did it: a member, in a server; a user, in a direct message. */
const from = {
  id: snowflake,
  application_id: snowflake,
  token,
  guild_id: snowflake.optional(),
  channel_id: snowflake.optional(),
  channel: z.object({ id: snowflake, type: z.number(), parent_id: snowflake.nullish() }).optional(),
  member: memberResource.optional(),
  user: userResource.optional(),
};

const value = z.union([text, z.number(), z.boolean()]);
const option = z.object({
  name: z.string().max(32),
  type: z.number(),
  value: value.optional(),
  focused: z.boolean().optional(),
});
const subcommand = option.extend({ options: z.array(option).max(25).optional() });
const subcommandOrGroup = option.extend({ options: z.array(subcommand).max(25).optional() });
export type OptionPayload = z.infer<typeof option>;

const resolved = z
  .object({
    users: z.record(snowflake, userResource).optional(),
    members: z.record(snowflake, z.object({ nick: z.string().nullish() })).optional(),
    messages: z.record(snowflake, messageResource).optional(),
  })
  .optional();
export type Resolved = z.infer<typeof resolved>;

const commandData = z.object({
  name: z.string().min(1).max(32),
  type: z.number(),
  options: z.array(subcommandOrGroup).max(25).optional(),
  target_id: snowflake.optional(),
  resolved,
});

const field = z.object({
  custom_id: customId,
  value: z.union([text, z.boolean()]).nullish(),
  values: z.array(text).max(25).optional(),
});
export type FieldPayload = z.infer<typeof field>;

export const interactionPayload = z.discriminatedUnion('type', [
  z.object({ type: z.literal(1) }),
  z.object({ ...from, type: z.literal(2), data: commandData }),
  z.object({
    ...from,
    type: z.literal(3),
    data: z.object({
      custom_id: customId,
      component_type: z.number(),
      values: z.array(text).max(25).optional(),
    }),
    message: z.object({ id: snowflake, channel_id: snowflake, flags: z.number().optional() }).optional(),
  }),
  z.object({ ...from, type: z.literal(4), data: commandData }),
  z.object({
    ...from,
    type: z.literal(5),
    data: z.object({
      custom_id: customId,
      components: z
        .array(
          z.object({
            type: z.number(),
            // A label has one component; a row of the older kind has several.
            component: field.optional(),
            components: z.array(field).max(5).optional(),
          }),
        )
        .max(10),
    }),
  }),
]);
export type InteractionPayload = z.infer<typeof interactionPayload>;

/** The gateway's event MESSAGE_CREATE (https://docs.discord.com/developers/events/gateway-events#message-create). */
export const messageEvent = messageResource.extend({
  guild_id: snowflake.optional(),
  webhook_id: snowflake.optional(),
  member: z.object({ nick: z.string().nullish() }).optional(),
});

/** The gateway's event MESSAGE_REACTION_ADD. */
export const reactionEvent = z.object({
  user_id: snowflake,
  channel_id: snowflake,
  message_id: snowflake,
  guild_id: snowflake.optional(),
  member: memberResource.optional(),
  emoji: z.object({ name: z.string().max(100).nullable() }),
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
    `The ${what} from Discord cannot be read: look at ${paths.join(', ')}.`,
  );
}
