import { z } from 'zod';

const snowflake = (what: string) =>
  z
    .string()
    .regex(
      /^\d{15,21}$/,
      `must be ${what}: a number of 15 to 21 digits, in quotes. Switch on Developer Mode and use "Copy ID"`,
    );

/** What the configuration says under `chat.<instance>` for `platform: discord`. */
export const discordSettings = z
  .strictObject({
    botToken: z
      .string()
      .min(1, 'is empty: copy it from the page "Bot" of the application (Reset Token)')
      .refine(
        (token) => !/\s/.test(token),
        'has white space in it, or begins with "Bot ": give the token alone',
      )
      .describe('Token of the bot, from the page "Bot" of the application, as ${ENV_NAME}.')
      .meta({ secret: true }),
    applicationId: snowflake('the Application ID of "General Information"').describe(
      'Application ID, from "General Information", in quotes.',
    ),
    guildId: snowflake('the id of your server').describe(
      'Id of the Discord server (guild) whose incidents these are, in quotes. Nobody from another one is believed.',
    ),
    publicKey: z
      .string()
      .regex(
        /^[0-9a-fA-F]{64}$/,
        'must be 64 hexadecimal digits: copy "Public Key" from "General Information"',
      )
      .optional()
      .describe('Public Key, from "General Information": proves what comes by HTTP. Required in mode http.'),
    mode: z
      .enum(['http', 'gateway'])
      .default('gateway')
      .describe(
        'How Discord reaches Muster: gateway (a connection that Muster opens; mentions and reactions come only so) or http (an Interactions Endpoint URL, with a public address).',
      ),
    messageContent: z
      .boolean()
      .default(false)
      .describe(
        'Whether the Message Content Intent is switched on for the bot: without it a message that gets an emoji cannot be put on a timeline, and `!…` runs nothing.',
      ),
    incidentRooms: z
      .enum(['channel', 'thread'])
      .default('channel')
      .describe(
        'What is made for an incident where notifications.incidentChannel names this instance: channel (a text channel, under categoryId) or thread (a thread in the channel where the incident is announced).',
      ),
    threadsIn: z
      .string()
      .min(1, 'is empty: give a channel such as #incidents, or leave it out')
      .optional()
      .describe(
        'Channel in which the threads of incidents are made, by name or id; without it that in which the incident is announced.',
      ),
    categoryId: snowflake('the id of a category')
      .optional()
      .describe("Category under which incidents' channels are made; without it at the top."),
    archiveCategoryId: snowflake('the id of a category')
      .optional()
      .describe('Category to which the channels of closed incidents are moved; without it they stay.'),
    apiUrl: z
      .url({ protocol: /^https?$/ })
      .default('https://discord.com/api')
      .describe('Address of the API without its version: another one behind a proxy.'),
    timeoutMs: z
      .int()
      .min(100)
      .max(120_000)
      .default(15_000)
      .describe('How long one call to Discord may take, in milliseconds.'),
  })
  .superRefine((settings, context) => {
    if (settings.mode === 'http' && !settings.publicKey) {
      const message = 'is required in mode http: without it no request from Discord can be believed';
      context.addIssue({ code: 'custom', path: ['publicKey'], message });
    }
    if (settings.threadsIn !== undefined && settings.incidentRooms !== 'thread') {
      const message = 'means something only with incidentRooms: thread';
      context.addIssue({ code: 'custom', path: ['threadsIn'], message });
    }
  });

export type DiscordSettings = z.infer<typeof discordSettings>;
