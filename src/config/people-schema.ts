import { z } from 'zod';
import { PLACE_PATTERN } from '../git/place.ts';
import { LOUDNESS } from '../access/loudness.ts';
import { ACCESS_ROLES } from '../access/role.ts';
import { PAGE_URGENCIES } from '../escalation/urgency.ts';
import { SEVERITIES } from '../incident/severity.ts';
import { channel, key, timeZone } from './fields.ts';
import { ownSla } from './sla-schema.ts';
import { ticketRoute, ticketSeverities } from './tracker-schema.ts';

export const person = z
  .strictObject({
    name: z.string().min(1).max(80).describe('Name as shown to others.'),
    email: z
      .email('must be an e-mail address')
      .optional()
      .describe(
        'Maps chat users whose platform has verified this address, and who signs in to the pages by it.',
      ),
    subject: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .describe(
        'Who they are at the OpenID provider of the pages: its claim `sub`. With it the address counts no more there.',
      ),
    roles: z
      .array(z.enum(ACCESS_ROLES))
      .prefault(['responder'])
      .describe('viewer, responder, commander or admin; each includes those before it.'),
    loud: z
      .enum(LOUDNESS)
      .optional()
      .describe(
        'What notifies them besides pages, unless they choose by `/im loud`: pages (nothing), urgent (being made responsible), all (direct messages about incidents that they respond to as well). Without it: urgent.',
      ),
    timeZone: timeZone()
      .optional()
      .describe('Time zone in which they live: when it is night for them. Without it: `defaults.timeZone`.'),
    chat: z
      .record(key('provider instance'), z.string().min(1))
      .prefault({})
      .describe(
        'Platform user id by provider instance, the preferred instance first: where this person is paged.',
      ),
  })
  .describe('Somebody who may be paged or who has a role.');

export const team = z
  .strictObject({
    name: z.string().min(1).max(80).optional().describe('Name as shown to others; without it the key.'),
    members: z.array(key('person')).prefault([]).describe('People, by their key under `people`.'),
    channels: z.array(channel).prefault([]).describe('Channels that hear of every incident of the team.'),
    escalation: key('policy').optional().describe('Escalation policy of the team, a key under `escalation`.'),
    tracker: ticketRoute
      .optional()
      .describe('Where its incidents and their action items become tickets, such as jira/PAY.'),
    tickets: ticketSeverities
      .optional()
      .describe('Severities at which its incidents become tickets by themselves; [] for none.'),
    sla: ownSla.optional(),
  })
  .describe('People who answer for services together.');

export const service = z
  .strictObject({
    name: z.string().min(1).max(80).optional().describe('Name as shown to others; without it the key.'),
    team: key('team').optional().describe('The team that answers for it, a key under `teams`.'),
    escalation: key('policy')
      .optional()
      .describe('Escalation policy of the service; beats that of its team.'),
    tracker: ticketRoute
      .optional()
      .describe('Where its incidents and their action items become tickets; beats that of its team.'),
    tickets: ticketSeverities
      .optional()
      .describe(
        'Severities at which its incidents become tickets by themselves; [] for none. Beats that of its team.',
      ),
    urgency: z
      .union([z.enum(PAGE_URGENCIES), z.partialRecord(z.enum(SEVERITIES), z.enum(PAGE_URGENCIES))])
      .optional()
      .describe(
        'Whether its pages wait for working hours (low) or not (high): for every severity, or by severity, such as {SEV-3: low}. Without it: what `urgency.low` says.',
      ),
    repositories: z
      .array(
        z
          .string('must be a repository such as github/acme/payments')
          .regex(
            PLACE_PATTERN,
            'must be <integration>/<repository>, such as github/acme/payments, or with a folder: github/acme/mono:payments/',
          ),
      )
      .max(50)
      .prefault([])
      .describe(
        'Of which repositories it is made, by the integration that tells of them: github/acme/payments, or a folder of one: github/acme/mono:payments/. What goes live there is shown at its incidents.',
      ),
    branches: z
      .array(z.string().trim().min(1).max(255))
      .max(20)
      .prefault([])
      .describe(
        'Branches of which it runs, such as main or release/*: what is merged into them counts as live. Without it: the default branch.',
      ),
    environments: z
      .array(z.string().trim().min(1).max(120))
      .max(20)
      .prefault([])
      .describe(
        'Environments in which it runs, such as production or prod-*, in whatever case: what is deployed to them counts as live. Without it: what is deployed to any.',
      ),
    sla: ownSla.optional(),
  })
  .describe('Something that can break.');
