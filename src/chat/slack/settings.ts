import { z } from 'zod';

/** What the configuration says under `chat.<instance>` for `platform: slack`. */
export const slackSettings = z
  .strictObject({
    botToken: z
      .string()
      .startsWith(
        'xoxb-',
        'a bot token starts with xoxb-: copy "Bot User OAuth Token" from "OAuth & Permissions"',
      )
      .describe('Bot User OAuth Token of the app (xoxb-…), as ${ENV_NAME}.')
      .meta({ secret: true }),
    signingSecret: z
      .string()
      .min(1, 'is empty: copy "Signing Secret" from "Basic Information"')
      .optional()
      .describe("The app's Signing Secret, as ${ENV_NAME}. Required in mode http.")
      .meta({ secret: true }),
    previousSigningSecret: z
      .string()
      .min(1, 'is empty: leave it out when no secret is being replaced')
      .optional()
      .describe('The Signing Secret before its rotation, accepted as well while both are in use.')
      .meta({ secret: true }),
    appToken: z
      .string()
      .startsWith(
        'xapp-',
        'an app-level token starts with xapp-: create one with the scope connections:write',
      )
      .optional()
      .describe(
        'App-level token (xapp-…) with the scope connections:write, as ${ENV_NAME}. Required in mode socket.',
      )
      .meta({ secret: true }),
    teamId: z
      .string()
      .regex(/^[TE][A-Z0-9]{2,}$/, 'must be the id of a workspace, T…, or of an organisation, E…')
      .optional()
      .describe(
        'Id of the workspace (T…) whose requests are believed. Without it: the one that the bot token belongs to.',
      ),
    guestsByEmail: z
      .boolean()
      .default(false)
      .describe('Whether guests of the workspace, too, are recognised by their confirmed e-mail address.'),
    mode: z
      .enum(['http', 'socket'])
      .default('http')
      .describe(
        'How Slack reaches Muster: http (a public address) or socket (Socket Mode, no public address).',
      ),
    apiUrl: z
      .url({ protocol: /^https?$/ })
      .default('https://slack.com/api/')
      .describe(
        'Address of the Web API: another one for GovCloud (https://slack-gov.com/api/) or behind a proxy.',
      ),
    timeoutMs: z
      .int()
      .min(100)
      .max(120_000)
      .default(30_000)
      .describe('How long one call to Slack may take, in milliseconds.'),
  })
  .superRefine((settings, context) => {
    if (settings.mode === 'http' && !settings.signingSecret) {
      const message = 'is required in mode http: without it no request from Slack can be believed';
      context.addIssue({ code: 'custom', path: ['signingSecret'], message });
    }
    if (settings.mode === 'socket' && !settings.appToken) {
      const message =
        'is required in mode socket: create an app-level token with the scope connections:write';
      context.addIssue({ code: 'custom', path: ['appToken'], message });
    }
  });

export type SlackSettings = z.infer<typeof slackSettings>;
