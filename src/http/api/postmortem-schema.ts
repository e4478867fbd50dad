import { z } from 'zod';
import { POSTMORTEM_STATUSES, SECTION_LIMIT } from '../../postmortem/document.ts';
import { isZone } from '../../oncall/zone.ts';

const time = z.iso.datetime().meta({ description: 'UTC.' });
const person = z.object({ id: z.string(), name: z.string() });

const zone = z
  .string()
  .refine(isZone, { error: 'is no time zone: give an IANA name such as Europe/Madrid' })
  .optional()
  .meta({ description: 'In which zone instants are said besides UTC; without it `defaults.timeZone`.' });

export const postmortemQuery = z.strictObject({
  zone,
  revision: z.coerce.number().int().min(1).optional().meta({ description: 'An earlier version.' }),
});

const impact = z.strictObject({
  from: time.nullable().optional(),
  until: time.nullable().optional(),
});

export const postmortemBody = z
  .strictObject({
    revision: z.number().int().min(0).meta({
      description: 'The version that was read, 0 for none; when there is a newer one the answer is 409.',
    }),
    status: z.enum(POSTMORTEM_STATUSES).optional(),
    sections: z
      .record(z.string().max(100), z.string().max(SECTION_LIMIT))
      .optional()
      .meta({ description: 'Markdown by the key of the section; an empty text empties it.' }),
    impact: impact.optional().meta({ description: 'When people were affected; null forgets an instant.' }),
  })
  .meta({ id: 'PostmortemChange' });

export const postmortemResource = z
  .object({
    incident: z.string(),
    revision: z.number().int(),
    status: z.enum(POSTMORTEM_STATUSES),
    by: person.optional(),
    at: time.optional(),
    impact: z.object({ from: time.optional(), until: time.optional() }),
    sections: z
      .array(
        z.object({
          key: z.string(),
          title: z.string(),
          guidance: z.string(),
          text: z.string().optional().meta({ description: 'Absent while nobody has written it.' }),
        }),
      )
      .meta({ description: 'Those that people write.' }),
    markdown: z.string().meta({ description: 'The whole document.' }),
  })
  .meta({ id: 'Postmortem' });

export const postmortemWritten = postmortemResource
  .pick({ incident: true, revision: true, status: true })
  .meta({ id: 'PostmortemWritten' });
