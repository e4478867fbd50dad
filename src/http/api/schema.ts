import { z } from 'zod';
import { SLA_NEWS } from '../../escalation/sla.ts';
import { NOTE_LIMIT, TITLE_LIMIT, type CommandName } from '../../incident/command.ts';
import { ADDRESS_LIMIT } from '../../incident/web-address.ts';
import { LABEL_NAME, LABEL_VALUE_LIMIT, LABELS_LIMIT } from '../../incident/label.ts';
import { COUNTED_CLOCKS } from '../../escalation/sla.ts';
import { ROLES } from '../../incident/person.ts';
import { parseSeverity, SEVERITIES } from '../../incident/severity.ts';
import { STATUSES } from '../../incident/status.ts';
import { PAGE_OUTCOMES } from '../../explanation/explanation.ts';

/** The API's schemas: the same that validate requests are published in the OpenAPI document. */

export const severity = z
  .string()
  .transform((text, context) => {
    const read = parseSeverity(text);
    if (read) return read;
    context.addIssue({ code: 'custom', message: `must be one of ${SEVERITIES.join(', ')}` });
    return z.NEVER;
  })
  .meta({ description: 'SEV-1 (gravest) to SEV-4.', examples: ['SEV-1'] });

const note = z.string().max(NOTE_LIMIT).optional().meta({ description: 'Goes onto the timeline.' });
export const name = z.string().min(1).max(80);
const labels = z
  .record(z.string().regex(LABEL_NAME), z.string().trim().min(1).max(LABEL_VALUE_LIMIT))
  .refine((given) => Object.keys(given).length <= LABELS_LIMIT, `has at most ${LABELS_LIMIT} labels`);
const time = z.iso.datetime().meta({ description: 'UTC.' });

export const declareBody = z
  .strictObject({
    title: z.string().trim().min(1).max(TITLE_LIMIT),
    severity: severity.optional(),
    team: name.optional(),
    service: name.optional(),
    labels: labels.optional().meta({ description: 'What else is said of it, such as the region.' }),
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
  link: z.strictObject({
    url: z
      .string()
      .trim()
      .min(1)
      .max(ADDRESS_LIMIT)
      .meta({ description: 'Address of a web page, https://….' }),
    title: z.string().trim().min(1).max(TITLE_LIMIT).optional(),
  }),
  hold: z.strictObject({ note }),
  resume: z.strictObject({ note }),
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
  link: 'Put a link on the incident',
  hold: 'Put it on hold while it waits for a third party: SLA clocks stand still',
  resume: 'Take it off hold: SLA clocks run on',
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

const mark = z.object({
  by: person,
  at: time,
  note: z.string().optional(),
  notPaged: z.literal(true).optional().meta({
    description: 'Of an acknowledgement: people were paged, and who acknowledged was not among them.',
  }),
});

/** Keys of a ticket that was moved. */
export const formerly = z.array(z.string()).meta({
  description: 'Its keys before it was moved to another project or repository, the oldest first.',
  examples: [['PAY-17']],
});

export const ticketResource = z
  .object({
    tracker: z.string().meta({ description: 'Its name in the configuration.', examples: ['jira'] }),
    key: z.string().meta({ examples: ['PAY-17', 'acme/payments#42'] }),
    url: z.string(),
    by: person.meta({ description: 'Who made or linked it.' }),
    at: time,
    turned: z
      .object({ status: z.string(), done: z.boolean(), at: time })
      .optional()
      .meta({ description: 'How people left it in the tracker.' }),
    formerly: formerly.optional(),
    gone: z.literal(true).optional().meta({ description: 'Somebody deleted it in the tracker.' }),
  })
  .meta({ id: 'Ticket' });

export const incidentResource = z
  .object({
    id: z.string().meta({ examples: ['INC-42'] }),
    title: z.string(),
    severity: z.enum(SEVERITIES),
    status: z.enum(STATUSES),
    team: z.string().optional(),
    service: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    alerts: z
      .object({
        integration: z.string(),
        firing: z.int().meta({ description: 'How many fire now.' }),
        heard: z.int().meta({ description: 'How many there were in all.' }),
        description: z.string().optional(),
        links: z.array(z.object({ title: z.string(), url: z.string() })),
      })
      .optional()
      .meta({ description: 'The alerts of which it was made, with what the one that opened it says.' }),
    private: z.boolean(),
    declared: mark,
    acknowledged: mark.optional(),
    mitigated: mark.optional(),
    resolved: mark.optional(),
    closed: mark.optional(),
    update: mark.optional().meta({ description: 'The newest status update, as its note.' }),
    responders: z.array(z.object({ person, role: z.enum(ROLES).optional(), since: time })),
    deadlines: z.array(z.object({ name: z.string(), at: time })),
    held: z
      .object({ until: time, local: z.string().meta({ examples: ['Mon 09:00 Europe/Berlin'] }) })
      .optional()
      .meta({ description: 'The next page is of low urgency and waits for working hours.' }),
    slaBreached: z.array(z.string()),
    sla: z
      .array(
        z.object({
          clock: z.enum(COUNTED_CLOCKS),
          state: z.enum(['running', 'held', 'met', 'breached']),
          dueAt: time.optional().meta({ description: 'Absent while it is on hold.' }),
        }),
      )
      .optional()
      .meta({ description: 'How its clocks stand, those without a target left out.' }),
    hold: mark.optional().meta({ description: 'Set while it waits for a third party.' }),
    tickets: z
      .array(ticketResource)
      .optional()
      .meta({ description: 'Tickets of bug trackers that are kept in step with it.' }),
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

const versioned = z.object({
  name: z.string(),
  version: z.string().optional().meta({ description: 'Hash of what the policy says.' }),
  configuration: z.string().meta({ description: 'Version of the whole configuration.' }),
});
const ending = z.object({ type: z.string(), by: person, at: time, notPaged: z.boolean().optional() });
const deliveryResource = z.object({
  key: z.string().meta({ description: 'Of the entry in the ledger.' }),
  instance: z.string(),
  target: z.string(),
  fallback: z.boolean().meta({ description: 'A channel that takes what cannot be delivered elsewhere.' }),
  status: z.enum(['planned', 'sent', 'failed', 'uncertain']),
  attempts: z.number().int(),
  plannedAt: time,
  settledAt: time.optional(),
  ref: z.object({ channel: z.string(), id: z.string() }).optional().meta({ description: 'The message.' }),
  code: z.string().optional(),
  reason: z.string().optional(),
  instead: z.string().optional().meta({ description: 'Which better way was not taken, and why.' }),
});
const outlinedTarget = z.object({ name: z.string(), label: z.string(), kind: z.string() });

export const whyResource = z
  .object({
    incident: z.string(),
    policy: versioned.optional().meta({ description: 'As it was when the incident was declared.' }),
    slaPolicies: z.array(versioned).optional().meta({ description: 'Those that its SLA targets page.' }),
    steps: z.array(
      z.object({
        sequence: z.number().int().meta({ description: 'Of the event on the timeline.' }),
        at: time,
        dueAt: time,
        policy: z.string(),
        stage: z.string().optional().meta({ description: 'The policy that follows it and has the step.' }),
        step: z.number().int().meta({ description: 'From 1.' }),
        steps: z.number().int(),
        round: z.number().int().meta({ description: 'From 1.' }),
        cause: z.string(),
        sla: z
          .object({ clock: z.string(), news: z.enum(SLA_NEWS), dueAt: time })
          .optional()
          .meta({ description: 'The news of an SLA target that paged a step of another policy.' }),
        by: person,
        note: z.string().optional(),
        unreachable: z.boolean(),
        heldSince: time.optional().meta({ description: 'Since when it had waited for working hours.' }),
        notCounted: z
          .array(z.object({ by: person, at: time }))
          .meta({ description: 'Who acknowledged without having been paged, so that paging went on.' }),
        onCall: z.array(
          z.object({
            schedule: z.string(),
            name: z.string(),
            people: z.array(z.string()),
            byOverride: z.array(z.string()).optional(),
            until: time.optional(),
            unknown: z.boolean().optional(),
          }),
        ),
        hours: z.array(
          z.object({
            hours: z.string(),
            open: z.boolean(),
            until: time.optional(),
            unknown: z.boolean().optional(),
          }),
        ),
        pages: z.array(
          z.object({
            name: z.string(),
            label: z.string(),
            person: person.optional(),
            duties: z.array(z.object({ schedule: z.string(), name: z.string(), override: z.boolean() })),
            outcome: z.enum(PAGE_OUTCOMES),
            deliveries: z.array(deliveryResource),
            calledOff: ending.optional(),
            trouble: z
              .object({ code: z.string(), reason: z.string(), fallback: z.string().optional() })
              .optional(),
          }),
        ),
        next: z
          .object({
            dueAt: time,
            kind: z.string(),
            at: time.optional(),
            by: person.optional(),
            ending: ending.optional(),
          })
          .optional()
          .meta({ description: 'What became of the step that was to follow without an acknowledgement.' }),
        text: z.string().meta({ description: 'The same in words.' }),
      }),
    ),
    notPaged: z.array(
      z.object({
        kind: z.string(),
        policy: z.string().optional().meta({ description: 'Where it is one that an SLA target pages.' }),
        step: z.number().int().optional().meta({ description: 'From 1.' }),
        round: z.number().int().optional(),
        at: time.optional(),
        heldUntil: time.optional(),
        targets: z.array(outlinedTarget).optional(),
        schedule: z.string().optional(),
        settings: z.array(z.string()).optional(),
        ending: ending.optional(),
        text: z.string().meta({ description: 'Why, in a sentence.' }),
      }),
    ),
    exhaustedAt: time.optional(),
    untold: z
      .array(deliveryResource)
      .meta({ description: 'Pages in the ledger of whose step the timeline does not tell yet.' }),
  })
  .meta({ id: 'Why' });

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

export const exportResource = z
  .looseObject({
    format: z.literal('muster-incident'),
    version: z.literal(1),
    exportedAt: z.number().meta({ description: 'Epoch milliseconds, as all times in it.' }),
    tenant: z.string(),
    id: z.string(),
    view: z.looseObject({}).meta({ description: 'The incident as it stands.' }),
    timeline: z.array(z.looseObject({ sequence: z.number().int(), type: z.string() })),
    notifications: z.array(z.looseObject({ key: z.string() })).meta({
      description: 'What was sent and what became of it, not what it said.',
    }),
    audit: z.array(z.looseObject({ action: z.string() })),
    postmortem: z.looseObject({ revision: z.number().int() }).optional(),
    actions: z.array(z.looseObject({ number: z.number().int(), text: z.string() })),
    workflowId: z.string(),
    history: z.array(z.object({ runId: z.string(), history: z.looseObject({}) })).meta({
      description:
        "Temporal's history of each run of the workflow, oldest first, as its own tools print it, without secrets.",
    }),
    historyIncomplete: z.literal(true).optional().meta({
      description: 'Temporal had forgotten the earliest runs before they were kept.',
    }),
  })
  .meta({ id: 'IncidentExport' });

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

const configProblem = z.object({
  path: z.string().meta({ examples: ['escalation.night.steps[0].wait'] }),
  file: z.string().optional(),
  line: z.number().int().optional().meta({ description: 'From 1.' }),
  column: z.number().int().optional().meta({ description: 'From 1.' }),
  message: z.string(),
  leftOut: z.literal(true).optional().meta({ description: 'It does not count, and the rest does.' }),
});

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    problems: z.array(configProblem).optional(),
  })
  .meta({ id: 'Problem', description: 'Problem details, RFC 9457.' });

export const configurationResource = z
  .object({
    version: z.string().meta({ description: 'Hash of the content of the configuration in force.' }),
    source: z.string().optional().meta({ description: 'Where it is from; told the default tenant alone.' }),
    since: time,
    managed: z.boolean().meta({ description: 'It is what was applied, not what stands in files.' }),
    number: z.int().optional().meta({ description: 'Its number among the versions.' }),
    warnings: z.array(configProblem).optional().meta({
      description:
        'What is probably not meant, and alias files that do not count (leftOut); told the default tenant alone.',
    }),
    refused: z
      .object({ at: time, reason: z.string(), problems: z.array(configProblem) })
      .optional()
      .meta({ description: 'A newer configuration was refused; the one above stays in force.' }),
  })
  .meta({ id: 'Configuration' });

export const lineBody = z
  .strictObject({
    text: z
      .string()
      .trim()
      .min(1)
      .max(NOTE_LIMIT + 200)
      .meta({
        description: 'What people type in chat after `/im`.',
        examples: ['ack 42', 'oncall payments'],
      }),
    incident: z.string().optional().meta({ description: 'The incident that is meant where none is named.' }),
  })
  .meta({ id: 'Line' });

export const lineResource = z
  .object({
    text: z.string().meta({ description: 'The answer as lines of text.' }),
    message: z
      .looseObject({ summary: z.string(), sections: z.array(z.looseObject({})) })
      .meta({ description: 'The answer as it would be drawn in chat.' }),
    id: z.string().optional().meta({ description: 'The incident that it was about.' }),
    incident: incidentResource.optional().meta({ description: 'How that one stands now.' }),
  })
  .meta({ id: 'LineAnswer' });
