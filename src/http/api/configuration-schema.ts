import { z } from 'zod';

const time = z.iso.datetime().meta({ description: 'UTC.' });
const person = z.object({ id: z.string(), name: z.string() });

const take = z.enum(['file', 'chat']).optional().meta({
  description: 'Which holds where what was made in chat contradicts the configuration.',
});
const wanted = {
  files: z
    .array(z.strictObject({ file: z.string().min(1).max(300), text: z.string() }))
    .min(1)
    .max(5_000)
    .optional()
    .meta({
      description:
        'The YAML files, and the calendars (.ics) and alias files that they name; `include` is not followed.',
    }),
  source: z.string().min(1).max(300).optional().meta({ description: 'What to call the whole.' }),
  version: z.int().min(1).optional().meta({ description: 'An earlier version in place of files.' }),
  take,
};
const ONE = 'name either files or a version';
const isOne = ({ files, version }: { files?: unknown; version?: unknown }): boolean =>
  (files === undefined) !== (version === undefined);

export const planBody = z.strictObject(wanted).refine(isOne, ONE).meta({ id: 'WantedConfiguration' });
export const applyBody = z
  .strictObject({
    ...wanted,
    base: z.int().min(1).meta({ description: 'Number of the version that it was compared with.' }),
  })
  .refine(isOne, ONE)
  .meta({ id: 'AppliedConfiguration' });

export const versionsQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(20) });
export const versionQuery = z.strictObject({ against: z.coerce.number().int().min(1).optional() });

const change = z.object({
  path: z.array(z.union([z.string(), z.number()])),
  kind: z.enum(['added', 'removed', 'changed']),
  text: z.string().meta({ examples: ['policy payments, step 2, wait: 5m → 10m'] }),
});

export const planResource = z
  .object({
    base: z.object({ version: z.string(), number: z.int().optional(), managed: z.boolean() }),
    version: z.string(),
    changes: z.array(change),
    effects: z.object({
      onCall: z.array(
        z.object({
          tenant: z.string(),
          schedule: z.string(),
          before: z.array(z.string()),
          after: z.array(z.string()),
        }),
      ),
      gaps: z.array(z.object({ tenant: z.string(), schedule: z.string(), from: time, until: time })),
    }),
    openIncidents: z.int().meta({ description: 'Each keeps the policy with which it was declared.' }),
    made: z
      .array(z.object({ tenant: z.string(), path: z.string(), text: z.string(), conflict: z.boolean() }))
      .meta({ description: 'What people made in chat that the configuration touches; it is kept.' }),
    warnings: z.array(z.looseObject({ path: z.string(), message: z.string() })),
  })
  .meta({ id: 'ConfigurationPlan' });

export const appliedResource = planResource
  .extend({
    number: z.int(),
    refused: z.string().optional().meta({ description: 'Why this server could not take it up itself.' }),
  })
  .meta({ id: 'ConfigurationApplied' });

const version = z.object({
  number: z.int(),
  version: z.string(),
  at: time,
  how: z.enum(['start', 'reload', 'apply', 'rollback']),
  by: person.optional(),
  source: z.string(),
});

export const versionsResource = z
  .object({ versions: z.array(version) })
  .meta({ id: 'ConfigurationVersions' });
export const versionResource = version
  .extend({
    changes: z.array(change).meta({ description: 'Against the version before, or the one asked for.' }),
    document: z.looseObject({}).meta({ description: 'As written, without secrets.' }),
  })
  .meta({ id: 'ConfigurationVersion' });
