import { z } from 'zod';
import { PERMISSION_NAMES } from '../access/permission.ts';
import { SEVERITIES } from '../incident/severity.ts';
import { chat, type PlatformSchema } from './chat-schema.ts';
import { duration, key, size, timeZone } from './fields.ts';
import { actions, commands } from './action-schema.ts';
import { alerts, maintenance } from './alert-schema.ts';
import { aliases } from './alias-schema.ts';
import { auditor } from './auditor-schema.ts';
import { figures } from './figures-schema.ts';
import { integrations } from './integration-schema.ts';
import { person, service, team } from './people-schema.ts';
import { postmortem } from './postmortem-schema.ts';
import { notifications, policy, urgency } from './response-schema.ts';
import { plugins } from './plugin-schema.ts';
import { retention } from './retention-schema.ts';
import { routes } from './route-schema.ts';
import { runbooks } from './runbook-schema.ts';
import { businessHours, holidays, schedule } from './schedule-schema.ts';
import { signIn } from './sign-in-schema.ts';
import { DEFAULT_SLA, sla } from './sla-schema.ts';
import { actionItems, ticketRoute, tickets, ticketSeverities, trackers } from './tracker-schema.ts';

const server = z
  .strictObject({
    baseUrl: z
      .url({ protocol: /^https?$/, error: 'must be an address such as https://muster.example.com' })
      .transform((url) => url.replace(/\/+$/, ''))
      .optional()
      .describe(
        'Public address of the HTTP server, for links in messages. Without it: http://localhost:<PORT>.',
      ),
    host: z
      .string()
      .min(1)
      .prefault('127.0.0.1')
      .describe('Address to listen on; 0.0.0.0 for all. The environment variable HOST beats it.'),
    bodyLimit: size.prefault('1mb').describe('Greatest size of an HTTP request body, such as 512kb or 1mb.'),
  })
  .describe('The HTTP server.');

const limit = z.strictObject({
  count: z.int().min(1).describe('How many requests.'),
  per: duration(1000).describe('In which time, such as 1m.'),
});

const permissions = z.array(z.enum(PERMISSION_NAMES));

const access = z
  .strictObject({
    unmapped: z
      .enum(['none', 'viewer', 'responder'])
      .prefault('viewer')
      .describe('What chat users may do who are not under `people`.'),
    anonymousReading: z
      .boolean()
      .prefault(false)
      .describe('Whether the pages of incidents can be read by everybody who reaches the server.'),
    roles: z
      .strictObject({
        viewer: permissions.optional().describe('Permissions of viewers.'),
        responder: permissions.optional().describe('What responders may do besides what viewers may.'),
        commander: permissions.optional().describe('What commanders may do besides what responders may.'),
      })
      .prefault({})
      .describe('Permissions by role, in place of the built-in ones. Admins may do everything.'),
    limits: z
      .strictObject({
        person: limit.prefault({ count: 60, per: '1m' }).describe('Commands of one person.'),
        instance: limit.prefault({ count: 1200, per: '1m' }).describe('Requests of one provider instance.'),
      })
      .prefault({})
      .describe('Rate limits.'),
  })
  .describe('Who may do what.');

const redaction = z
  .strictObject({
    patterns: z
      .array(
        z.strictObject({
          name: key('pattern').describe('Shown in place of what it matches: [redacted: <name>].'),
          pattern: z.string().min(1).max(500).describe('A JavaScript regular expression, without slashes.'),
          ignoreCase: z.boolean().prefault(false).describe('Whether A and a are the same.'),
        }),
      )
      .prefault([])
      .describe('Patterns besides the built-in ones for tokens, keys, passwords and card numbers.'),
  })
  .describe('What is never posted, logged or stored.');

const reactions = z
  .strictObject({
    timeline: z
      .array(z.string().min(1).max(80))
      .prefault(['pushpin', '📌'])
      .describe(
        'Emoji that put a message onto the timeline of its incident: names as the platforms call them, or the emoji itself. An empty list switches it off.',
      ),
  })
  .describe(
    'What follows when people put an emoji on a message. All other emoji are ignored and not stored.',
  );

const health = z
  .strictObject({
    every: duration(1_000)
      .prefault('1m')
      .describe('How often each provider instance is checked: its token, and that its platform answers.'),
  })
  .describe('How provider instances are looked after.');

const defaults = z
  .strictObject({
    severity: z
      .enum(SEVERITIES)
      .prefault('SEV-3')
      .describe('Severity of an incident whose declarer named none.'),
    escalation: key('policy').optional().describe('Escalation policy when neither service nor team has one.'),
    tracker: ticketRoute
      .optional()
      .describe(
        'Where incidents and action items become tickets when neither service nor team says so, such as github/acme/payments.',
      ),
    tickets: ticketSeverities
      .prefault([])
      .describe(
        'Severities at which an incident becomes a ticket by itself in its `tracker`, when neither service nor team says so, such as [SEV-1, SEV-2].',
      ),
    timeZone: timeZone()
      .prefault('UTC')
      .describe(
        'Time zone in which days begin when people say “yesterday”: an IANA name such as Europe/Madrid.',
      ),
  })
  .describe('What holds when nothing is said.');

/** What each tenant has of its own. */
function sections(platforms: readonly PlatformSchema[]) {
  return {
    chat: chat(platforms),
    people: z.record(key('person'), person).prefault({}).describe('People by their key.'),
    teams: z.record(key('team'), team).prefault({}).describe('Teams by their key.'),
    services: z.record(key('service'), service).prefault({}).describe('Services by their key.'),
    holidays: z.record(key('holidays'), holidays).prefault({}).describe('Days off by a key of your own.'),
    businessHours: z
      .record(key('business hours'), businessHours)
      .prefault({})
      .describe('Hours at which people work, by a key of your own.'),
    schedules: z
      .record(key('schedule'), schedule)
      .prefault({})
      .describe('Who is on call and when, by a key of your own.'),
    escalation: z.record(key('policy'), policy).prefault({}).describe('Escalation policies by their key.'),
    urgency: urgency.optional(),
    sla: sla.prefault(DEFAULT_SLA),
    figures: figures.prefault({}),
    postmortem: postmortem.prefault({}),
    integrations: integrations.prefault({}),
    alerts: alerts.prefault({}),
    maintenance: maintenance.prefault({}),
    trackers: trackers.prefault({}),
    tickets: tickets.prefault({}),
    actionItems: actionItems.prefault({}),
    actions: actions.prefault({}),
    commands: commands.prefault({}),
    plugins: plugins.prefault([]),
    aliases: aliases.prefault([]),
    routes: routes.prefault({}),
    runbooks: runbooks.prefault({}),
    retention: retention.prefault({}),
    notifications: notifications.prefault({}),
    access: access.prefault({}),
    signIn: signIn.prefault({}),
    reactions: reactions.prefault({}),
    redaction: redaction.prefault({}),
    defaults: defaults.prefault({}),
  };
}

/** @returns the schema of the whole file for these chat platforms. */
export function configSchema(platforms: readonly PlatformSchema[]) {
  const own = sections(platforms);
  return z
    .strictObject({
      $schema: z.string().optional().describe('For editors; not read.'),
      include: z
        .array(z.string().min(1))
        .optional()
        .describe(
          'Further files of the configuration, or patterns such as teams/*.yaml, from the folder of this file. Each person, policy, setting … stands in one file.',
        ),
      server: server.prefault({}),
      health: health.prefault({}),
      auditor: auditor.prefault({}),
      ...own,
      tenants: z
        .record(key('tenant'), z.strictObject(own))
        .prefault({})
        .describe(
          'Organisations besides the one above, by a key of your own. Each has everything of its own and sees nothing of the others.',
        ),
    })
    .describe('Configuration of Muster.');
}

/** The file as written. */
export type ConfigInput = z.input<ReturnType<typeof configSchema>>;
/** The file as read: defaults filled in, durations in milliseconds, references still by name. */
export type ConfigFile = z.output<ReturnType<typeof configSchema>>;
/** What of the file is one tenant's. */
export type TenantFile = ConfigFile['tenants'][string];
