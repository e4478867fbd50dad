import { z } from 'zod';

const secret = (what: string) =>
  z
    .string()
    .min(32, `is too short: use at least 32 random characters, such as ${what}`)
    .meta({ secret: true });

const id = (what: string) => z.string().regex(/^[a-z0-9]{26}$/, `must be ${what}: 26 letters and digits`);

/** What the configuration says under `chat.<instance>` for `platform: mattermost`. */
export const mattermostSettings = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .transform((url) => url.replace(/\/+$/, ''))
      .describe('Address of the Mattermost server, its Site URL, such as https://chat.example.com.'),
    botToken: z
      .string()
      .regex(/^\S+$/, 'is empty or has white space in it: copy the token of the bot account')
      .describe('Access token of the bot account (Integrations, Bot Accounts), as ${ENV_NAME}.')
      .meta({ secret: true }),
    teamName: z
      .string()
      .regex(
        /^[a-z0-9-]{2,64}$/,
        "must be the team's name as it stands in addresses: chat.example.com/<team>",
      )
      .optional()
      .describe('The team whose channels these are, as it stands in addresses. Or give teamId.'),
    teamId: id("the team's id").optional().describe('Id of the team, in place of teamName.'),
    commandToken: z
      .string()
      .min(1, 'is empty: copy the token that Mattermost shows for the slash command')
      .optional()
      .describe('Token of the slash command, as ${ENV_NAME}; without it no command is believed.')
      .meta({ secret: true }),
    previousCommandToken: z
      .string()
      .min(1, 'is empty: leave it out when no token is being replaced')
      .optional()
      .describe('The token before it was regenerated, accepted as well while both are in use.')
      .meta({ secret: true }),
    callbackSecret: secret('`openssl rand -hex 32`').describe(
      'Signs the buttons and forms that Muster shows, as ${ENV_NAME}: Mattermost does not sign what it sends back. At least 32 random characters.',
    ),
    previousCallbackSecret: secret('the callbackSecret before')
      .optional()
      .describe('The callbackSecret before its rotation: buttons that it signed go on working.'),
    privateReplies: z
      .enum(['direct', 'ephemeral'])
      .default('direct')
      .describe(
        'How somebody is told privately when no answer to a command or button can carry it: direct (a direct message) or ephemeral (a message in the channel that only they see; the bot then needs the permission create_post_ephemeral, which by default only system administrators have).',
      ),
    bookmarks: z
      .boolean()
      .default(false)
      .describe('Whether the server has channel bookmarks: Mattermost 9.10 or later with a licence.'),
    guestsByEmail: z
      .boolean()
      .default(false)
      .describe('Whether guest accounts, too, are recognised by their verified e-mail address.'),
    listen: z
      .boolean()
      .default(true)
      .describe('Whether Muster opens a WebSocket to Mattermost, by which mentions and reactions come.'),
    requestsPerSecond: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe(
        "The server's limit for one account, when it has one (Environment, Rate Limiting): Muster keeps to it ahead of time.",
      ),
    timeoutMs: z
      .int()
      .min(100)
      .max(120_000)
      .default(30_000)
      .describe('How long one call to Mattermost may take, in milliseconds.'),
  })
  .superRefine((settings, context) => {
    if ((settings.teamName === undefined) === (settings.teamId === undefined)) {
      const message = 'give either teamName or teamId: channels are looked for and made in that team';
      context.addIssue({ code: 'custom', path: ['teamName'], message });
    }
  });

export type MattermostSettings = z.infer<typeof mattermostSettings>;
