import { z } from 'zod';
import { RUN_STATUSES } from '../../action/run.ts';
import { MOMENTS } from '../../runbook/runbook.ts';

const time = z.iso.datetime().meta({ description: 'UTC.' });
const person = z.object({ id: z.string(), name: z.string() });
const mark = z.object({ by: person, at: time });

/** Characters of a sentence, and of a name. */
const SENTENCE = 3_000;
const NAME = 200;

export const runBody = z
  .strictObject({
    text: z
      .string()
      .trim()
      .min(1)
      .max(SENTENCE)
      .optional()
      .meta({
        description: 'What is said for it in chat, after `/im run`.',
        examples: ['google StackStorm and return 5 results'],
      }),
    alias: z
      .string()
      .max(NAME)
      .optional()
      .meta({ description: 'Which alias is meant by the text, where several may be: `<pack>.<name>`.' }),
    action: z
      .string()
      .min(1)
      .max(NAME)
      .optional()
      .meta({
        description:
          'The action, in place of a text: `<pack>.<name>`. One that has no alias, or only such as fix parameters, is not run so.',
        examples: ['core.http'],
      }),
    parameters: z.record(z.string().max(NAME), z.unknown()).optional().meta({
      description: "By the names of the action's parameters; beside a text they count before what it says.",
    }),
    incident: z
      .string()
      .max(NAME)
      .optional()
      .meta({ description: 'The incident on whose timeline it stands.', examples: ['INC-42'] }),
  })
  .refine(
    ({ text, action }) => (text === undefined) !== (action === undefined),
    'give text or action, and not both',
  )
  .refine(({ alias, action }) => alias === undefined || action === undefined, 'an alias goes with a text')
  .meta({ id: 'NewRun' });

export const runsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  before: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .meta({ description: 'Only runs with a number below this one: `next` of the answer before.' }),
  text: z
    .string()
    .max(300)
    .optional()
    .meta({
      description:
        'Words that all stand in the id, action, alias, runbook, status or incident of a run, or the names of who ordered it or decided on it.',
      examples: ['restart failed ana'],
    }),
});

export const outputQuery = z.strictObject({
  attempt: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .meta({ description: 'From 1; the last where it is not given.' }),
  step: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .meta({
      description: 'The place of a step of a chain; the run itself where it is not given.',
      examples: ['3.1'],
    }),
});

export const runResource = z
  .object({
    id: z.string().meta({ examples: ['RUN-7'] }),
    action: z.string().meta({ description: '`<pack>.<name>`' }),
    alias: z.string().optional().meta({ description: 'By which it was said: `<pack>.<name>`.' }),
    status: z.enum(RUN_STATUSES),
    parameters: z.record(z.string(), z.unknown()).meta({ description: 'Without secrets.' }),
    ordered: mark,
    approveBy: time.optional().meta({ description: 'Until when somebody else has to approve it.' }),
    approved: mark.optional(),
    declined: mark.optional(),
    cancelled: mark
      .optional()
      .meta({ description: 'Who wanted it to end; while it is `running` it is being ended.' }),
    startedAt: time.optional(),
    endedAt: time.optional(),
    attempts: z.number().int().optional().meta({ description: 'How often it was tried until now.' }),
    steps: z
      .array(
        z.object({
          place: z.string().meta({ examples: ['3.1'] }),
          task: z.string(),
          action: z.string(),
          status: z.string(),
          attempts: z.number().int(),
        }),
      )
      .optional()
      .meta({ description: 'Those of a chain, in the order in which they began.' }),
    incident: z.string().optional(),
    runbook: z
      .object({
        name: z.string(),
        title: z.string(),
        on: z.enum(MOMENTS).optional().meta({ description: 'At what it was run by itself.' }),
      })
      .optional()
      .meta({ description: 'By which runbook of the incident it was ordered.' }),
    result: z.unknown().optional(),
    failure: z.object({ code: z.string(), message: z.string() }).optional(),
  })
  .meta({ id: 'Run' });

export const runsResource = z
  .object({
    runs: z.array(runResource),
    next: z.number().int().optional().meta({
      description:
        'Set where there may be older ones, also where `runs` is empty: some thousand runs are not looked through at once.',
    }),
  })
  .meta({ id: 'Runs' });

export const runOutputResource = z
  .object({
    run: z.string(),
    step: z.string().optional(),
    attempt: z.number().int().meta({ description: '0 while it has not begun.' }),
    attempts: z.number().int(),
    pieces: z.array(z.object({ stream: z.string(), text: z.string() })),
    dropped: z.number().int().meta({
      description: 'Characters that are not kept: those between the beginning and the end of what is longer.',
    }),
  })
  .meta({ id: 'RunOutput' });
