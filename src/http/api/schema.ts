import { z } from 'zod';
import { NOTE_LIMIT, TITLE_LIMIT, type CommandName } from '../../incident/command.ts';
import { ROLES } from '../../incident/person.ts';
import { parseSeverity, SEVERITIES } from '../../incident/severity.ts';
import { STATUSES } from '../../incident/status.ts';

/** The API's schemas: the same that validate requests are published in the OpenAPI document. */

const severity = z
  .string()
  .transform((text, context) => {
    const read = parseSeverity(text);
    if (read) return read;
    context.addIssue({ code: 'custom', message: `must be one of ${SEVERITIES.join(', ')}` });
    return z.NEVER;
  })
  .meta({ description: 'SEV-1 (gravest) to SEV-4.', examples: ['SEV-1'] });

const note = z.string().max(NOTE_LIMIT).optional().meta({ description: 'Goes onto the timeline.' });
const name = z.string().min(1).max(80);
const time = z.iso.datetime().meta({ description: 'UTC.' });

export const declareBody = z
  .strictObject({
    title: z.string().trim().min(1).max(TITLE_LIMIT),
    severity: severity.optional(),
    team: name.optional(),
    service: name.optional(),
    private: z.boolean().optional().meta({ description: 'Seen by its responders and by admins only.' }),
  })
  .meta({ id: 'Declaration' });

const person = z.object({ id: z.string(), name: z.string() });

/** The body of each command, by its name. */
export const commandBodies = {
  ack: z.strictObject({}),
  join: z.strictObject({}),
  leave: z.strictObject({}),
  mitigate: z.strictObject({ note }),
  resolve: z.strictObject({ note }),
  close: z.strictObject({ note }),
  reopen: z.strictObject({ note }),
  escalate: z.strictObject({ note }),
  note: z.strictObject({ text: z.string().trim().min(1).max(NOTE_LIMIT) }),
  update: z.strictObject({ text: z.string().trim().min(1).max(NOTE_LIMIT) }),
  severity: z.strictObject({ severity }),
  title: z.strictObject({ title: z.string().trim().min(1).max(TITLE_LIMIT) }),
  assign: z.strictObject({
    person: z.string().min(1).max(200).meta({ description: 'Id of a person.' }),
    role: z.enum(ROLES).optional(),
  }),
} as const satisfies Record<CommandName, z.ZodType>;

/** What each command does, for the OpenAPI document. */
export const commandSummaries: Record<CommandName, string> = {
  ack: 'Acknowledge: paging stops',
  mitigate: 'Mark as mitigated',
  resolve: 'Resolve',
  close: 'Close for good',
  reopen: 'Reopen after a resolution: paging starts anew',
  escalate: 'Page the next escalation step now',
  assign: 'Make somebody a responder, or give them a role',
  note: 'Add a note to the timeline',
  update: 'Post a status update to everybody who hears of the incident',
  join: 'Become a responder',
  leave: 'Stop being a responder',
  severity: 'Change the severity: SLA deadlines move',
  title: 'Change the title',
};

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

export const listQuery = z.strictObject({
  status: z.enum(STATUSES).optional(),
  severity: severity.optional(),
  team: name.optional(),
  service: name.optional(),
  active: flag
    .optional()
    .meta({ description: 'Only open, acknowledged and mitigated ones; false: only the others.' }),
  mine: flag.optional().meta({ description: 'Only those to which the caller responds.' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.coerce.number().int().min(1).optional().meta({ description: '`next` of the page before.' }),
});

export const timelineQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});

const mark = z.object({ by: person, at: time, note: z.string().optional() });

export const incidentResource = z
  .object({
    id: z.string().meta({ examples: ['INC-42'] }),
    title: z.string(),
    severity: z.enum(SEVERITIES),
    status: z.enum(STATUSES),
    team: z.string().optional(),
    service: z.string().optional(),
    private: z.boolean(),
    declared: mark,
    acknowledged: mark.optional(),
    mitigated: mark.optional(),
    resolved: mark.optional(),
    closed: mark.optional(),
    update: mark.optional().meta({ description: 'The newest status update, as its note.' }),
    responders: z.array(z.object({ person, role: z.enum(ROLES).optional(), since: time })),
    deadlines: z.array(z.object({ name: z.string(), at: time })),
    slaBreached: z.array(z.string()),
    problems: z.array(z.object({ target: z.string(), code: z.string(), reason: z.string() })),
    links: z.object({ page: z.string(), workflow: z.string().optional() }),
  })
  .meta({ id: 'Incident' });

export const declaredResource = incidentResource
  .pick({ id: true, title: true, severity: true, links: true })
  .meta({ id: 'Declared' });

export const replyResource = z
  .object({
    incident: incidentResource,
    done: mark.meta({ description: 'Who did it and when.' }),
    cancelled: z.array(z.string()).meta({ description: 'Deadlines that no longer stand.' }),
  })
  .meta({ id: 'CommandReply' });

export const acceptedResource = z
  .object({
    accepted: z.literal(true).meta({ description: 'No worker answered yet; Temporal keeps the command.' }),
  })
  .meta({ id: 'Accepted' });

export const listResource = z
  .object({
    incidents: z.array(incidentResource),
    total: z.number().int(),
    next: z.number().int().optional(),
  })
  .meta({ id: 'IncidentList' });

export const timelineResource = z
  .object({
    events: z.array(
      z.looseObject({
        sequence: z.number().int(),
        at: time,
        by: person,
        type: z.string(),
        text: z.string().meta({ description: 'What happened, in a sentence.' }),
      }),
    ),
  })
  .meta({ id: 'Timeline' });

export const peopleResource = z
  .object({
    people: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        roles: z.array(z.string()),
        instances: z.array(z.string()).meta({ description: 'Provider instances on which they are known.' }),
        links: z
          .array(z.object({ instance: z.string(), user: z.string(), name: z.string(), linkedAt: time }))
          .meta({ description: 'Accounts that they have linked themselves, by `/im link`.' }),
        mapped: z.boolean().meta({ description: 'Named in the configuration; else only seen in chat.' }),
        seenAt: time.optional().meta({ description: 'When they last did something in chat.' }),
      }),
    ),
  })
  .meta({ id: 'People' });

export const unlinkedResource = z
  .object({ instance: z.string(), user: z.string(), name: z.string(), person, linkedAt: time })
  .meta({ id: 'Unlinked' });

export const auditQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  before: z.iso.datetime().optional(),
});

export const auditResource = z
  .object({
    entries: z.array(
      z.object({
        at: time,
        person: z.string(),
        name: z.string(),
        via: z.string(),
        action: z.string(),
        incident: z.string().optional(),
        about: z
          .string()
          .optional()
          .meta({ description: 'What it was about besides an incident, such as an account.' }),
        outcome: z.enum(['done', 'refused', 'failed']),
        reason: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'Audit' });

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    problems: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'Problem details, RFC 9457.' });
