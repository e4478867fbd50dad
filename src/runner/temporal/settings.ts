import { z } from 'zod';
import type { ActivitySettings, WorkflowSettings } from '../../action/temporal-call.ts';
import { duration } from '../../config/fields.ts';

/** A name as Temporal takes it: up to 1,000 characters, as its users write it in their code. */
const name = (what: string) =>
  z
    .string()
    .min(1)
    .max(1_000)
    .regex(
      /^[^\p{Cc}{}]+$/u,
      `the name of ${what} stands for itself, without control characters and \`{{ … }}\``,
    );

const taskQueue = name('a task queue').describe(
  'Task queue that your own workers listen to, in the namespace in which Muster is.',
);

const given = z
  .union([z.array(z.unknown()), z.record(z.string(), z.unknown())])
  .optional()
  .describe(
    'What it is given: a list in order, or one object. Texts are Jinja templates; one that is one expression keeps its type. Without it: one object with all parameters. It stands in the history of Temporal: no secrets.',
  );

const retry = z
  .strictObject({
    maximumAttempts: z.int().min(1).max(1_000).prefault(3).describe('How often it is tried at most.'),
    initialInterval: duration(100).prefault('1s').describe('How long is waited before the second attempt.'),
    backoffCoefficient: z.number().min(1).max(100).prefault(2).describe('How much longer each time.'),
    maximumInterval: duration(100).prefault('100s').describe('How long is waited at most.'),
    nonRetryableErrorTypes: z
      .array(z.string().min(1))
      .prefault([])
      .describe('Types of errors after which it is not tried again.'),
  })
  // Temporal tries activities without end where nothing is said: these may have effects that nobody knows of.
  .prefault({ maximumAttempts: 1 });

/** What the configuration says of an action that is a workflow of one's own, in whatever language. */
export const workflowSettings = z.strictObject({
  taskQueue,
  workflow: name('a workflow').describe('Type of the workflow, as your workers register it.'),
  arguments: given,
  workflowId: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Template of its id, such as deploy-{{ service }}: then there is one at a time for each. Without it: <tenant>-run-<number>, one for each run.',
    ),
  executionTimeout: duration(1_000)
    .prefault('1d')
    .describe('How long it may take in all, with its retries and continuations.'),
  runTimeout: duration(1_000).optional().describe('How long one attempt of it may take.'),
  taskTimeout: duration(1_000)
    .refine((ms) => ms <= 120_000, 'must be at most 2m, which is what Temporal takes')
    .optional()
    .describe('How long a worker may take for one workflow task; without it 10s.'),
  retry: retry.describe('Retry policy of the workflow; without it: tried once.'),
  cancellation: z
    .enum(['wait', 'wait-requested', 'try', 'abandon'])
    .prefault('wait')
    .describe(
      'What cancelling the run does: wait (the workflow is asked to end, and the run ends with it), wait-requested (it ends when that was asked), try (it is asked, and nothing is waited for) or abandon (it goes on).',
    ),
}) satisfies z.ZodType<WorkflowSettings>;

/** What the configuration says of an action that is an activity of one's own, in whatever language. */
export const activitySettings = z.strictObject({
  taskQueue,
  activity: name('an activity').describe('Type of the activity, as your workers register it.'),
  arguments: given,
  scheduleToStartTimeout: duration(1_000)
    .prefault('5m')
    .describe('How long it may wait until a worker takes it.'),
  startToCloseTimeout: duration(1_000).prefault('10m').describe('How long one attempt may take.'),
  scheduleToCloseTimeout: duration(1_000)
    .optional()
    .describe('How long it may take in all, with its retries.'),
  heartbeatTimeout: duration(1_000)
    .optional()
    .describe(
      'How long it may be silent, where it sends heartbeats: only such a one hears that it is cancelled.',
    ),
  retry: retry.describe('Retry policy of the activity; without it: tried once.'),
  cancellation: z
    .enum(['wait', 'try', 'abandon'])
    .prefault('wait')
    .describe(
      'What cancelling the run does: wait (the activity is asked to end, and the run ends with it), try (it is asked, and nothing is waited for) or abandon (it goes on).',
    ),
}) satisfies z.ZodType<ActivitySettings>;
