import { z } from 'zod';

const guid = z
  .string()
  .regex(
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
    'must be an id such as 12345678-90ab-cdef-1234-567890abcdef',
  );

const address = z.url({ protocol: /^https?$/ });

/** The settings that only one of the two ways has. */
const OF_BOT = ['appId', 'appPassword', 'tenantId'] as const;
const OF_WEBHOOKS = ['workflowUrl', 'outgoingSecret'] as const;

/** What the configuration says under `chat.<instance>` for `platform: teams`. */
export const teamsSettings = z
  .strictObject({
    mode: z
      .enum(['bot', 'webhooks'])
      .default('bot')
      .describe(
        'How Muster is part of Teams: bot (everything), or webhooks (for those who may not install an app: posts into one channel, answers to an outgoing webhook).',
      ),
    appId: guid.optional().describe('Application (client) id of the bot. Required in mode bot.'),
    appPassword: z
      .string()
      .min(1, 'is empty: create a client secret under "Certificates & secrets" of the app registration')
      .optional()
      .describe('Client secret of the app registration, as ${ENV_NAME}. Required in mode bot.')
      .meta({ secret: true }),
    tenantId: guid
      .optional()
      .describe(
        "Directory (tenant) id of the organisation in Microsoft Entra: nobody else's requests are believed. Required in mode bot.",
      ),
    teamId: z
      .string()
      .min(1)
      .optional()
      .describe(
        'The team in which channels are looked up by name and created: its group id, or the id of its General channel. Without it: all teams in which the app is installed; needed with graph when there are several.',
      ),
    graph: z
      .boolean()
      .default(false)
      .describe(
        'Whether the app has the permissions for Microsoft Graph by which channels are created and archived, members added and messages looked up (see the README).',
      ),
    channelOwner: guid
      .optional()
      .describe(
        'Object id of the user who owns the private channels that Muster creates; Teams wants one. Without it private channels are refused.',
      ),
    workflowUrl: address
      .optional()
      .describe(
        'Address of a workflow "When a Teams webhook request is received", as ${ENV_NAME}. Mode webhooks: where Muster posts.',
      )
      .meta({ secret: true }),
    outgoingSecret: z
      .string()
      .regex(/^[A-Za-z0-9+/]{20,}={0,2}$/, 'must be the security token that Teams showed: Base64')
      .optional()
      .describe(
        'Security token of the outgoing webhook, as ${ENV_NAME}. Mode webhooks: by it requests from Teams are believed.',
      )
      .meta({ secret: true }),
    serviceUrl: address
      .default('https://smba.trafficmanager.net/teams/')
      .describe(
        'Address of the Bot Connector until Teams has named another: https://smba.infra.gcc.teams.microsoft.com/teams/ for GCC.',
      ),
    loginUrl: address
      .default('https://login.microsoftonline.com')
      .describe('Where tokens come from: https://login.microsoftonline.us for US Government.'),
    botScope: z
      .string()
      .min(1)
      .default('https://api.botframework.com/.default')
      .describe(
        'Scope of tokens for the Bot Connector: https://api.botframework.us/.default for US Government.',
      ),
    openIdMetadataUrl: address
      .default('https://login.botframework.com/v1/.well-known/openidconfiguration')
      .describe(
        'Where the keys are named that sign requests from Teams: https://login.botframework.azure.us/v1/.well-known/openidconfiguration for US Government.',
      ),
    issuers: z
      .array(z.string().min(1))
      .min(1)
      .default(['https://api.botframework.com'])
      .describe(
        'Who may have issued the tokens of requests: [https://api.botframework.us] for US Government.',
      ),
    graphUrl: address
      .default('https://graph.microsoft.com/v1.0')
      .describe('Address of Microsoft Graph: https://graph.microsoft.us/v1.0 for US Government.'),
    timeoutMs: z
      .int()
      .min(100)
      .max(120_000)
      .default(30_000)
      .describe('How long one call to Microsoft may take, in milliseconds.'),
  })
  .superRefine((settings, context) => {
    const issue = (path: string, message: string) => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    if (settings.mode === 'bot') {
      for (const name of OF_BOT) if (!settings[name]) issue(name, 'is required in mode bot');
      for (const name of OF_WEBHOOKS)
        if (settings[name]) issue(name, 'is used in mode webhooks only: remove it');
    } else {
      for (const name of OF_BOT) if (settings[name]) issue(name, 'is used in mode bot only: remove it');
      if (!settings.workflowUrl && !settings.outgoingSecret)
        issue('workflowUrl', 'is required in mode webhooks, unless outgoingSecret is set');
    }
  });

export type TeamsSettings = z.infer<typeof teamsSettings>;

/** The settings of mode bot. */
export type BotSettings = TeamsSettings & {
  readonly appId: string;
  readonly appPassword: string;
  readonly tenantId: string;
};

/** @returns whether the settings are those of a bot, as the schema ensures in mode bot. */
export function isBot(settings: TeamsSettings): settings is BotSettings {
  return (
    settings.mode === 'bot' &&
    settings.appId !== undefined &&
    settings.appPassword !== undefined &&
    settings.tenantId !== undefined
  );
}
