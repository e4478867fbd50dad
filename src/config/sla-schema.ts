import { z } from 'zod';
import { SLA_AUDIENCES, type SlaAudience } from '../escalation/sla.ts';
import { DURATION_PATTERN } from './duration.ts';
import { duration, key } from './fields.ts';

/** What is written for a calendar by which every hour counts. */
export const ALWAYS = 'always';

/** A length of time, or `none`: no target here, also where a wider section has one. */
const length = () =>
  z
    .string('must be a duration such as 5m, 90s or 1h30m, or none')
    .meta({ pattern: `^none$|${DURATION_PATTERN.source}` })
    .transform((text, ctx): number | 'none' => {
      if (text === 'none') return text;
      const read = duration(1).safeParse(text);
      if (read.success) return read.data;
      for (const { message } of read.error.issues) ctx.addIssue({ code: 'custom', message });
      return z.NEVER;
    });

const calendar = key('business hours').describe(
  `Only these hours count, a key under \`businessHours\`; ${ALWAYS} for all.`,
);

const target = z.strictObject({
  acknowledge: length().optional().describe('Longest time from declaring to the first acknowledgement.'),
  mitigate: length().optional().describe('Longest time from declaring until the impact is over.'),
  resolve: length().optional().describe('Longest time from declaring to the resolution.'),
  updateEvery: length()
    .optional()
    .describe('How often a status update is due; the commander is reminded when one is late.'),
  calendar: calendar.optional(),
});

const part = z.number('must be above 0 and at most 1, such as 0.8').gt(0).max(1);

const warnAt = z
  .union([part, z.array(part).min(1, 'must name at least one part')])
  .transform((parts): number | readonly number[] => (Array.isArray(parts) ? [...parts].sort() : parts))
  .describe('Part of a target after which a warning is sent, or several, such as [0.5, 0.8].');

const WHO = 'must be channel, commander, or { policy: <key under escalation> }';

const paged = z
  .strictObject({
    policy: key('escalation policy').describe(
      'The escalation policy that is paged, a key under `escalation`.',
    ),
    step: z
      .int('must be the number of a step, from 1')
      .min(1, 'must be the number of a step, from 1')
      .optional()
      .describe('The one step that is paged. Without it the first that applies and reaches somebody.'),
  })
  .describe(
    'Pages one step of a policy, at once and once: the waiting times of its steps, repeats and policies that follow do not count.',
  );

const audience = z.array(
  z.union([
    z
      .string()
      .refine((text): text is SlaAudience => SLA_AUDIENCES.some((who) => who === text), WHO)
      .meta({ enum: [...SLA_AUDIENCES] }),
    paged,
  ]),
);

const tell = z
  .strictObject({
    warning: audience.optional().describe('Who is told of a warning.'),
    breach: audience.optional().describe('Who is told of a breach.'),
  })
  .describe(
    'channel: the channels, aloud; without it only in the thread. commander: the commander directly, or the responders where there is none, unless they want nothing but pages. policy: pages a step of that policy.',
  );

const bySeverity = {
  'SEV-1': target.optional().describe('Targets of SEV-1; without one nothing is measured.'),
  'SEV-2': target.optional().describe('Targets of SEV-2; without one nothing is measured.'),
  'SEV-3': target.optional().describe('Targets of SEV-3; without one nothing is measured.'),
  'SEV-4': target.optional().describe('Targets of SEV-4; without one nothing is measured.'),
} as const;

const maxHold = length()
  .optional()
  .describe(
    'How long an incident may be on hold before its clocks run on by themselves. Without it: for ever.',
  );

export const sla = z
  .strictObject({
    warnAt: warnAt.prefault(0.8),
    tell: tell.optional(),
    maxHold,
    calendar: calendar.optional(),
    ...bySeverity,
  })
  .describe(
    'How fast incidents must be answered and resolved. Without this section the built-in targets hold.',
  );

/** What a service or team has of its own. */
export const ownSla = z
  .strictObject({
    warnAt: warnAt.optional(),
    tell: tell.optional(),
    maxHold,
    calendar: calendar.optional(),
    ...bySeverity,
  })
  .describe(
    'SLA targets of its own: each setting here beats the same one of `sla`; those of a service beat those of the team.',
  );

/** Built-in SLA targets, for a file without the section. */
export const DEFAULT_SLA = {
  'SEV-1': { acknowledge: '5m', resolve: '4h' },
  'SEV-2': { acknowledge: '15m', resolve: '8h' },
  'SEV-3': { acknowledge: '1h', resolve: '3d' },
  'SEV-4': { acknowledge: '1d', resolve: '14d' },
};
