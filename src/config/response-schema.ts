import { z } from 'zod';
import { PAGE_URGENCIES } from '../escalation/urgency.ts';
import { SEVERITIES } from '../incident/severity.ts';
import { channel, duration, key, labels, member, target, whichHours } from './fields.ts';

const channels = z.array(channel);

const when = z
  .strictObject({
    severity: z
      .array(z.enum(SEVERITIES))
      .min(1, 'must name a severity')
      .optional()
      .describe('The severity is one of these.'),
    hours: whichHours
      .optional()
      .describe('These business hours are open; with outside: before the key, that they are closed.'),
    labels: labels.optional().describe('The incident has each of these labels with this value.'),
  })
  .refine(
    (conditions) => Object.keys(conditions).length > 0,
    'names no condition: name severity, hours or labels, or leave it out',
  )
  .describe(
    'When the step applies: all that is said here must hold at the moment at which it is due, else it is passed over at once.',
  );

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
    when: when.optional(),
    urgency: z
      .enum(PAGE_URGENCIES)
      .optional()
      .describe(
        'high: paged at once. low: waits for working hours. Without it: what service or severity say.',
      ),
  })
  .describe('Who is paged at once.');

export const policy = z
  .strictObject({
    steps: z
      .array(step)
      .min(1, 'must have at least one step')
      .describe('Paged in this order until somebody acknowledges.'),
    repeat: z.int().min(0).max(50).prefault(0).describe('How often the steps are gone through again.'),
    repeatFrom: z
      .int()
      .min(1)
      .optional()
      .describe('The number of the step from which they are gone through again. Without it: 1, the first.'),
    then: key('policy')
      .optional()
      .describe('Another policy, whose steps follow when nobody has acknowledged by the end of these.'),
    ackTimeout: duration(1)
      .optional()
      .describe(
        'When nothing moves for so long after an acknowledgement, paging resumes. Without it: never.',
      ),
    ackReminder: z
      .union([duration(1), z.literal(false)])
      .optional()
      .describe(
        'So long before paging resumes, whoever acknowledged is reminded; false: nobody is. Without it: a quarter of ackTimeout.',
      ),
    ackBy: z
      .enum(['anybody', 'paged'])
      .prefault('anybody')
      .describe(
        'Whose acknowledgement stops the paging: that of everybody who may, or only of those who were paged and of the commander. Others are shown to be on it, and paging goes on.',
      ),
    workingHours: key('business hours')
      .optional()
      .describe(
        'Business hours for which its pages of low urgency wait. Without it: `urgency.workingHours`.',
      ),
  })
  .superRefine(({ ackTimeout, ackReminder }, context) => {
    const wrong = (message: string): void =>
      context.addIssue({ code: 'custom', path: ['ackReminder'], message });
    if (ackReminder === undefined || ackReminder === false) return;
    if (ackTimeout === undefined) wrong('has no effect without `ackTimeout`: say when paging resumes');
    else if (ackReminder >= ackTimeout) wrong('must be shorter than `ackTimeout`, before whose end it comes');
  })
  .superRefine(({ steps, repeat, repeatFrom }, context) => {
    const wrong = (message: string): void =>
      context.addIssue({ code: 'custom', path: ['repeatFrom'], message });
    if (repeatFrom === undefined) return;
    if (repeatFrom > steps.length) wrong(`there is no step ${repeatFrom}: the last one is ${steps.length}`);
    else if (repeat === 0) wrong('has no effect, because `repeat` is 0: say how often');
  })
  .describe('Who is paged, in which order.');

const DAY_MS = 86_400_000;
const LONGEST_WAIT_DAYS = 7;

export const urgency = z
  .strictObject({
    workingHours: key('business hours').describe('The business hours for which pages of low urgency wait.'),
    atMost: duration(60_000)
      .refine((ms) => ms <= LONGEST_WAIT_DAYS * DAY_MS, `must be at most ${LONGEST_WAIT_DAYS}d`)
      .describe('They wait no longer than that, such as 16h.'),
    low: z
      .array(z.enum(SEVERITIES))
      .prefault([])
      .describe('Severities whose pages are of low urgency. All others are of high urgency: paged at once.'),
  })
  .describe('What may wait for working hours. Without this section nothing does.');

const bySeverity = <T extends z.ZodType>(value: (severity: string) => T) =>
  ({
    'SEV-1': value('SEV-1'),
    'SEV-2': value('SEV-2'),
    'SEV-3': value('SEV-3'),
    'SEV-4': value('SEV-4'),
  }) as const;

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
    operators: channels
      .optional()
      .describe(
        'Where Muster tells those who run it what is amiss with itself, such as a configuration that was refused, and of integrations from which nothing comes any more. Without it: `fallback`.',
      ),
    incidentChannel: incidentChannel.optional(),
  })
  .describe('Who hears of an incident without being paged.');
