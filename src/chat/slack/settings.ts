import { z } from 'zod';
import { isKey } from './vault.ts';

const WORKSPACE = /^[TE][A-Z0-9]{2,}$/;

/** What the configuration says under `chat.<instance>` for `platform: slack`. */
export const slackSettings = z
  .strictObject({
    botToken: z
      .string()
      .startsWith(
        'xoxb-',
        'a bot token starts with xoxb-: copy "Bot User OAuth Token" from "OAuth & Permissions"',
      )
      .optional()
      .describe(
        'Bot User OAuth Token of the app (xoxb-…), as ${ENV_NAME}: for one workspace. Or clientId, for several.',
      )
      .meta({ secret: true }),
    clientId: z
      .string()
      .min(1, 'is empty: copy "Client ID" from "Basic Information"')
      .optional()
      .describe(
        "The app's Client ID, in place of botToken: the app is then installed by a browser at /chat/<instance>/install, into several workspaces if need be.",
      ),
    clientSecret: z
      .string()
      .min(1, 'is empty: copy "Client Secret" from "Basic Information"')
      .optional()
      .describe("The app's Client Secret, as ${ENV_NAME}. Required with clientId.")
      .meta({ secret: true }),
    tokenKey: z
      .string()
      .refine(isKey, 'must be 32 bytes in base64: make one with `openssl rand -base64 32`')
      .optional()
      .describe(
        'Key with which the tokens of installations are encrypted in the store: 32 bytes in base64, as ${ENV_NAME}. Required with clientId.',
      )
      .meta({ secret: true }),
    previousTokenKey: z
      .string()
      .refine(isKey, 'must be 32 bytes in base64, as it was')
      .optional()
      .describe('The key before its rotation: what it encrypted is encrypted anew as it is read.')
      .meta({ secret: true }),
    workspaces: z
      .array(z.string().regex(WORKSPACE, 'must be the id of a workspace, T…, or of an organisation, E…'))
      .default([])
      .describe(
        'With clientId: ids of further workspaces into which the app may be installed. Their channels are written main-slack/T0123ABCD/#incidents.',
      ),
    userScopes: z
      .array(z.string().regex(/^[a-z_.:]+$/, 'must be a scope such as channels:history'))
      .default([])
      .describe(
        'With clientId: scopes that who installs the app is asked for as well. With channels:history Muster reads messages of public channels that its bot is not in.',
      ),
    authorizeUrl: z
      .url({ protocol: /^https?$/ })
      .default('https://slack.com/oauth/v2/authorize')
      .describe('With clientId: address at which Slack asks for consent; another one for GovCloud.'),
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
      .regex(WORKSPACE, 'must be the id of a workspace, T…, or of an organisation, E…')
      .optional()
      .describe(
        'Id of the workspace (T…) whose requests are believed. Without it: the one that the bot token belongs to. With clientId it is required, and names the default workspace.',
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
    const lacks = (name: keyof typeof settings, message: string): void => {
      if (settings[name] === undefined) context.addIssue({ code: 'custom', path: [name], message });
    };
    if (settings.clientId === undefined) lacks('botToken', 'is required, unless clientId is set');
    else {
      lacks('clientSecret', 'is required with clientId: copy "Client Secret" from "Basic Information"');
      lacks('tokenKey', 'is required with clientId: make one with `openssl rand -base64 32`');
      lacks('teamId', 'is required with clientId: it says which workspace is the default one');
      if (settings.botToken !== undefined) {
        const message = 'cannot be set together with clientId: the token comes from the installation';
        context.addIssue({ code: 'custom', path: ['botToken'], message });
      }
    }
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

/** Settings of an app that is installed by a browser. */
export type OAuthSettings = SlackSettings &
  Required<
    Pick<
      { [Name in keyof SlackSettings]: Exclude<SlackSettings[Name], undefined> },
      'clientId' | 'clientSecret' | 'tokenKey' | 'teamId'
    >
  >;

/** @returns whether the tokens come from installations, and not from the configuration. */
export function isOAuth(settings: SlackSettings): settings is OAuthSettings {
  return settings.clientId !== undefined;
}
