import { z } from 'zod';
import { GROUPINGS } from '../../figures/group.ts';
import { name, severity } from './schema.ts';

const time = z.union([z.iso.datetime(), z.iso.date()]);

export const figuresQuery = z.strictObject({
  from: time.optional().meta({
    description:
      'Counts incidents declared from then on: UTC, or a date, which begins in `defaults.timeZone`. Without it 30 days before `to`.',
  }),
  to: time.optional().meta({ description: 'Counts incidents declared before then. Without it: now.' }),
  by: z
    .enum(GROUPINGS)
    .optional()
    .meta({ description: 'What they are told apart by; without it only the total is told.' }),
  severity: severity.optional(),
  service: name.optional(),
  team: name.optional(),
  format: z.enum(['json', 'csv']).default('json'),
});

const count = z.number().int();
const seconds = z.number().meta({ description: 'Seconds.' });

const spread = z
  .object({
    count,
    mean: seconds.optional(),
    median: seconds.optional(),
    p90: seconds.optional().meta({ description: 'Nine of ten were at most so long, in seconds.' }),
  })
  .meta({ id: 'Spread' });

const compliance = z
  .object({
    met: count,
    breached: count,
    open: count.meta({ description: 'Not decided yet.' }),
    ratio: z.number().optional().meta({ description: 'Part of the decided ones that were met, 0 to 1.' }),
  })
  .meta({ id: 'Compliance' });

const figures = z
  .object({
    incidents: count,
    active: count.meta({ description: 'Neither resolved nor closed.' }),
    severities: z.object({ 'SEV-1': count, 'SEV-2': count, 'SEV-3': count, 'SEV-4': count }),
    acknowledge: spread.meta({ description: 'From declaring to the first acknowledgement (MTTA).' }),
    mitigate: spread.meta({
      description: 'From declaring to the mitigation, or the resolution without one (MTTM).',
    }),
    resolve: spread.meta({ description: 'From declaring to the resolution in force (MTTR).' }),
    pages: count.meta({ description: 'Pages of people.' }),
    nightPages: count.meta({ description: 'Those in the night of who was paged, `figures.night`.' }),
    sla: z.object({ acknowledge: compliance, mitigate: compliance, resolve: compliance, update: compliance }),
  })
  .meta({ id: 'FigureSet' });

export const figuresResource = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    timeZone: z.string().meta({ description: 'Where days, weeks and months begin.' }),
    by: z.enum(GROUPINGS).optional(),
    total: figures,
    groups: z.array(
      z.object({
        key: z.string().meta({ description: 'Empty for those without a service or team.' }),
        name: z.string(),
        ...figures.shape,
      }),
    ),
  })
  .meta({ id: 'Figures' });
