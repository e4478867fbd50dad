import { z } from 'zod';

/** What Muster reads of Discord's resources; Discord adds fields at will. */
export const snowflake = z.string().regex(/^\d{1,21}$/);

export const nothing = z.unknown();

export const userResource = z.object({
  id: snowflake,
  username: z.string(),
  global_name: z.string().nullish(),
  bot: z.boolean().optional(),
});
export type UserResource = z.infer<typeof userResource>;

export const memberResource = z.object({ user: userResource, nick: z.string().nullish() });

export const overwriteResource = z.object({
  id: snowflake,
  type: z.number(),
  allow: z.string().regex(/^\d+$/),
  deny: z.string().regex(/^\d+$/),
});
export type Overwrite = z.infer<typeof overwriteResource>;

export const channelResource = z.object({
  id: snowflake,
  type: z.number(),
  name: z.string().nullish(),
  topic: z.string().nullish(),
  guild_id: snowflake.optional(),
  parent_id: snowflake.nullish(),
  thread_metadata: z.object({ archived: z.boolean(), locked: z.boolean().optional() }).optional(),
  permission_overwrites: z.array(overwriteResource).default([]),
});
export type ChannelResource = z.infer<typeof channelResource>;

export const messageResource = z.object({
  id: snowflake,
  channel_id: snowflake,
  author: userResource,
  content: z.string().default(''),
  embeds: z
    .array(
      z.object({
        url: z.string().optional(),
        title: z.string().optional(),
        description: z.string().optional(),
      }),
    )
    .default([]),
  attachments: z.array(z.object({ filename: z.string(), url: z.string() })).default([]),
  mentions: z.array(userResource).default([]),
});
export type MessageResource = z.infer<typeof messageResource>;

/** @returns how a user is called: the name that they chose, else their account's. */
export function nameOf(user: UserResource, nick?: string | null): string {
  return [nick, user.global_name].find((name) => name) ?? user.username;
}
