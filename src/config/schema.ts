import { z } from 'zod';
import { PERMISSION_NAMES } from '../access/permission.ts';
import { ACCESS_ROLES } from '../access/role.ts';
import { SEVERITIES } from '../incident/severity.ts';
import { chat, type PlatformSchema } from './chat-schema.ts';
import { channel, duration, key, size, target } from './fields.ts';

const channels = z.array(channel);

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

const person = z
  .strictObject({
    name: z.string().min(1).max(80).describe('Name as shown to others.'),
    email: z
      .email('must be an e-mail address')
      .optional()
      .describe('Maps chat users whose platform has verified this address.'),
    roles: z
      .array(z.enum(ACCESS_ROLES))
      .prefault(['responder'])
      .describe('viewer, responder, commander or admin; each includes those before it.'),
    chat: z
      .record(key('provider instance'), z.string().min(1))
      .prefault({})
      .describe(
        'Platform user id by provider instance, the preferred instance first: where this person is paged.',
      ),
  })
  .describe('Somebody who may be paged or who has a role.');

const team = z
  .strictObject({
    name: z.string().min(1).max(80).optional().describe('Name as shown to others; without it the key.'),
    members: z.array(key('person')).prefault([]).describe('People, by their key under `people`.'),
    channels: channels.prefault([]).describe('Channels that hear of every incident of the team.'),
    escalation: key('policy').optional().describe('Escalation policy of the team, a key under `escalation`.'),
  })
  .describe('People who answer for services together.');

const service = z
  .strictObject({
    name: z.string().min(1).max(80).optional().describe('Name as shown to others; without it the key.'),
    team: key('team').optional().describe('The team that answers for it, a key under `teams`.'),
    escalation: key('policy')
      .optional()
      .describe('Escalation policy of the service; beats that of its team.'),
  })
  .describe('Something that can break.');

const step = z
  .strictObject({
    notify: z
      .array(target)
      .min(1, 'must name at least one target: a step that pages nobody only loses time')
      .describe('person:<id>, team:<id> (every member) or channel:<provider instance>/<channel>.'),
    wait: duration(1)
      .prefault('5m')
      .describe('How long to wait for an acknowledgement before the next step, such as 5m or 90s.'),
  })
  .describe('Who is paged at once.');

const policy = z
  .strictObject({
    steps: z
      .array(step)
      .min(1, 'must have at least one step')
      .describe('Paged in this order until somebody acknowledges.'),
    repeat: z.int().min(0).max(50).prefault(0).describe('How often the steps are gone through again.'),
    ackTimeout: duration(1)
      .optional()
      .describe(
        'When nothing moves for so long after an acknowledgement, paging resumes. Without it: never.',
      ),
  })
  .describe('Who is paged, in which order.');

const slaTarget = z.strictObject({
  acknowledge: duration(1).optional().describe('Longest time from declaring to the first acknowledgement.'),
  resolve: duration(1).optional().describe('Longest time from declaring to the resolution.'),
});

const bySeverity = <T extends z.ZodType>(value: (severity: string) => T) =>
  ({
    'SEV-1': value('SEV-1'),
    'SEV-2': value('SEV-2'),
    'SEV-3': value('SEV-3'),
    'SEV-4': value('SEV-4'),
  }) as const;

const sla = z
  .strictObject({
    warnAt: z.number().gt(0).max(1).prefault(0.8).describe('Part of a target after which a warning is sent.'),
    ...bySeverity((severity) =>
      slaTarget.optional().describe(`Targets of ${severity}; without one nothing is measured.`),
    ),
  })
  .describe(
    'How fast incidents must be answered and resolved. Without this section the built-in targets hold.',
  );

/** What may stand in braces in the name of an incident's channel. */
export const CHANNEL_PLACEHOLDERS = ['id', 'number', 'severity', 'team', 'service', 'title', 'date'] as const;

const incidentChannel = z
  .strictObject({
    instances: z
      .array(key('provider instance'))
      .min(1)
      .describe('Provider instances on which a channel is made.'),
    name: z
      .string()
      .min(1)
      .refine(
        (name) =>
          [...name.matchAll(/\{([^}]*)\}/g)].every(([, word]) =>
            CHANNEL_PLACEHOLDERS.some((p) => p === word),
          ),
        `may have in braces only ${CHANNEL_PLACEHOLDERS.join(', ')}`,
      )
      .prefault('{id}-{title}')
      .describe(
        `Name of the channel; ${CHANNEL_PLACEHOLDERS.map((p) => `{${p}}`).join(', ')} are filled in.`,
      ),
    private: z
      .boolean()
      .prefault(false)
      .describe('Make it private. Channels of private incidents always are.'),
    archiveAtClose: z.boolean().prefault(true).describe('Archive it when the incident is closed.'),
    invite: z
      .array(target)
      .prefault([])
      .describe('Who is invited besides the members of the team: person:<id> or team:<id>.'),
  })
  .describe('A channel for each incident.');

const notifications = z
  .strictObject({
    ...bySeverity((severity) =>
      channels.optional().describe(`Channels that hear of every ${severity} incident.`),
    ),
    default: channels
      .prefault([])
      .describe('Channels for incidents that neither severity nor team sends anywhere.'),
    fallback: channels
      .optional()
      .describe(
        'Where a message goes whose own target is gone for good, tried in order. Without it: `default`.',
      ),
    incidentChannel: incidentChannel.optional(),
  })
  .describe('Who hears of an incident without being paged.');

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

const defaults = z
  .strictObject({
    severity: z
      .enum(SEVERITIES)
      .prefault('SEV-3')
      .describe('Severity of an incident whose declarer named none.'),
    escalation: key('policy').optional().describe('Escalation policy when neither service nor team has one.'),
  })
  .describe('What holds when nothing is said.');

/** Built-in SLA targets, for a file without the section. */
export const DEFAULT_SLA = {
  'SEV-1': { acknowledge: '5m', resolve: '4h' },
  'SEV-2': { acknowledge: '15m', resolve: '8h' },
  'SEV-3': { acknowledge: '1h', resolve: '3d' },
  'SEV-4': { acknowledge: '1d', resolve: '14d' },
};

/** @returns the schema of the whole file for these chat platforms. */
export function configSchema(platforms: readonly PlatformSchema[]) {
  return z
    .strictObject({
      $schema: z.string().optional().describe('For editors; not read.'),
      server: server.prefault({}),
      chat: chat(platforms),
      people: z.record(key('person'), person).prefault({}).describe('People by their key.'),
      teams: z.record(key('team'), team).prefault({}).describe('Teams by their key.'),
      services: z.record(key('service'), service).prefault({}).describe('Services by their key.'),
      escalation: z.record(key('policy'), policy).prefault({}).describe('Escalation policies by their key.'),
      sla: sla.prefault(DEFAULT_SLA),
      notifications: notifications.prefault({}),
      access: access.prefault({}),
      redaction: redaction.prefault({}),
      defaults: defaults.prefault({}),
    })
    .describe('Configuration of Muster.');
}

/** The file as written. */
export type ConfigInput = z.input<ReturnType<typeof configSchema>>;
/** The file as read: defaults filled in, durations in milliseconds, references still by name. */
export type ConfigFile = z.output<ReturnType<typeof configSchema>>;
