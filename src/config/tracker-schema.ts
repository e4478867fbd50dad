import { z } from 'zod';
import { ROUTE_PATTERN } from '../tracker/route.ts';
import { TRACKER_KINDS } from '../tracker/kinds.ts';
import { PRIVATE_TICKETS, PUSHES } from '../action-item/push.ts';
import { SEVERITIES } from '../incident/severity.ts';
import { INCIDENT_PRIVACY, TICKET_CLOSED } from '../incident/ticket.ts';
import { key } from './fields.ts';

/** A bug tracker as configured; its settings are what its kind's own schema made of them. */
export interface TrackerConfig {
  readonly kind: string;
  readonly settings: unknown;
}

const [first, ...others] = TRACKER_KINDS.map(({ name, settings }) =>
  settings.extend({ tracker: z.literal(name).describe('Kind of bug tracker.') }),
);
if (!first) throw new Error('there is no kind of bug tracker');

export const trackers = z
  .record(key('tracker'), z.discriminatedUnion('tracker', [first, ...others]))
  .describe('Bug trackers into which action items are pushed, by a key of your own.');

/** Where tickets are made. */
export const ticketRoute = z
  .string('must be a tracker and a place there, such as github/acme/payments')
  .regex(
    ROUTE_PATTERN,
    'must be <tracker>/<repository or project>, such as github/acme/payments or jira/PAY',
  );

export const actionItems = z
  .strictObject({
    push: z
      .enum(PUSHES)
      .prefault('asked')
      .describe(
        'When action items are pushed to a bug tracker: asked (when somebody asks for it), made (each as soon as it is written down) or closed (those still to be done when their incident is closed).',
      ),
    private: z
      .enum(PRIVATE_TICKETS)
      .prefault('text')
      .describe(
        'What a ticket tells of a private incident: nothing (none is made), text (what is to be done and by when, and nothing of the incident) or incident (as for every other incident).',
      ),
  })
  .describe('Action items in bug trackers.');

/** Which incidents become tickets by themselves. */
export const ticketSeverities = z.array(z.enum(SEVERITIES));

export const tickets = z
  .strictObject({
    private: z
      .enum(INCIDENT_PRIVACY)
      .prefault('nothing')
      .describe(
        'Whether a private incident may become a ticket, which whoever sees the repository or project can read: nothing (it may not) or incident (as every other).',
      ),
    closed: z
      .enum(TICKET_CLOSED)
      .prefault('note')
      .describe(
        'What follows when somebody closes the ticket of an incident in the tracker: note (it stands on the timeline) or resolve (the incident is resolved).',
      ),
  })
  .describe('Whole incidents in bug trackers.');

/** @returns a tracker apart from its settings. */
export function trackerOf({ tracker, ...settings }: Readonly<Record<string, unknown>>): TrackerConfig {
  return { kind: String(tracker), settings };
}
