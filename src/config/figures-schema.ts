import { z } from 'zod';
import { readHours } from '../oncall/hours-text.ts';

const night = z
  .string('must be hours such as 22:00-07:00')
  .meta({ pattern: '^\\d{2}:\\d{2}-\\d{2}:\\d{2}$' })
  .transform((text, ctx) => {
    const read = /^\d/.test(text) ? readHours(`daily ${text}`) : 'write hours such as 22:00-07:00';
    if (typeof read !== 'string') return { from: read.from, to: read.to };
    ctx.addIssue({
      code: 'custom',
      message: read.startsWith('write') ? 'write hours such as 22:00-07:00' : read,
    });
    return z.NEVER;
  });

export const figures = z
  .strictObject({
    night: night
      .prefault('22:00-07:00')
      .describe('Hours in which a page counts as one by night, where the person who is paged lives.'),
    public: z
      .boolean()
      .prefault(false)
      .describe(
        'Whether everybody who reaches the server may see how many SLA targets were met, at /public/figures. No incident, person or private incident is told of.',
      ),
  })
  .describe('What the figures count, and who may see them.');
