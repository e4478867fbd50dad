import { z } from 'zod';
import { channel, duration, key, member, target } from './fields.ts';

const channels = z.array(channel);

const step = z
  .strictObject({
    notify: z
      .array(target)
      .min(1, 'must name at least one target: a step that pages nobody only loses time')
      .describe(
        'person:<id>, team:<id> (every member), schedule:<id> (who is on call) or channel:<provider instance>/<channel>.',
      ),
    wait: duration(1)
      .prefault('5m')
      .describe('How long to wait for an acknowledgement before the next step, such as 5m or 90s.'),
  })
  .describe('Who is paged at once.');

export const policy = z
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

export const sla = z
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
      .array(member)
      .prefault([])
      .describe('Who is invited besides the members of the team: person:<id> or team:<id>.'),
  })
  .describe('A channel for each incident.');

export const notifications = z
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

/** Built-in SLA targets, for a file without the section. */
export const DEFAULT_SLA = {
  'SEV-1': { acknowledge: '5m', resolve: '4h' },
  'SEV-2': { acknowledge: '15m', resolve: '8h' },
  'SEV-3': { acknowledge: '1h', resolve: '3d' },
  'SEV-4': { acknowledge: '1d', resolve: '14d' },
};
