import { z } from 'zod';
import { duration, labels } from '../../config/fields.ts';
import { SLA_CLOCKS, SLA_NEWS } from '../../escalation/sla.ts';
import { MOMENTS } from '../../runbook/runbook.ts';
import { SEVERITIES } from '../../incident/severity.ts';

const name = z.string().trim().min(1).max(120);

/** An incident that is thought of. */
export const simulationBody = z.strictObject({
  about: name
    .optional()
    .describe('Key or name of a service, policy or team; `policy:night` says which. Without it: `defaults`.'),
  at: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .optional()
    .describe(
      'When it is declared: `2026-11-22T03:00`, `Sunday 03:00`, `2026-11-22T02:00Z`. Without it: now.',
    ),
  timeZone: z.string().max(60).optional().describe('IANA name. Without it: `defaults.timeZone`.'),
  severity: z.enum(SEVERITIES).optional(),
  labels: labels.optional(),
  private: z.boolean().optional(),
  acknowledge: z
    .strictObject({
      after: duration(0).describe('How long after declaring, such as 12m.'),
      by: name.optional().describe('Whoever was paged last by then, when not given.'),
    })
    .optional()
    .describe('That somebody acknowledges. Without it nobody does.'),
});

const instant = z.string().describe('UTC, ISO 8601.');
const after = z.number().describe('Seconds since the incident was declared.');

/** What it would come to. */
export const simulationResource = z.object({
  at: instant,
  timeZone: z.string(),
  severity: z.enum(SEVERITIES),
  service: z.string().optional(),
  team: z.string().optional(),
  policy: z.string().optional().describe('Absent where no escalation policy applies.'),
  pages: z.array(
    z.object({
      at: instant,
      after,
      target: z.string().describe('`person:ana`, `channel:main-slack/#critical`'),
      name: z.string(),
      step: z.number(),
      steps: z.number(),
      round: z.number(),
      schedules: z.array(z.string()).describe('By which the person is on call.'),
      ways: z.array(z.string()).describe('By what they are paged; none: they cannot be reached.'),
      sla: z
        .object({ policy: z.string(), clock: z.enum(SLA_CLOCKS), news: z.enum(SLA_NEWS) })
        .optional()
        .describe('Set where an SLA target pages, by a policy of its own.'),
    }),
  ),
  told: z.array(z.object({ at: instant, after, target: z.string() })).describe('Channels that hear of it.'),
  acts: z.array(
    z.object({
      after,
      command: z.string(),
      by: z.string(),
      refused: z.string().optional(),
      cancelled: z.array(z.object({ name: z.string(), after })),
    }),
  ),
  runs: z
    .array(
      z.object({
        at: instant,
        after,
        runbook: z.string(),
        title: z.string(),
        on: z.enum(MOMENTS),
        action: z.string().describe('`<pack>.<name>`'),
        parameters: z.record(z.string(), z.unknown()).describe('Without secrets.'),
        waits: z.boolean().describe('Somebody has to approve it first.'),
      }),
    )
    .describe('Runbooks that are run by themselves.'),
  runbooks: z
    .array(z.object({ at: instant, after, titles: z.array(z.string()) }))
    .describe('From when on which runbooks stand on the card.'),
  timeline: z.array(z.object({ at: instant, after, kind: z.string(), who: z.string(), what: z.string() })),
  end: z.enum(['nothing follows', 'time', 'too much']),
  endsAt: instant,
  table: z.array(z.string()).describe('The plan as lines of text.'),
  picture: z.string().describe('The plan as SVG.'),
});
