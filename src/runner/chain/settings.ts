import { z } from 'zod';
import type { WrittenChain } from '../../action/chain.ts';

/** Names stand in templates, where those with blanks and hyphens are reached by `__results` alone. */
const NAME = /^\w[\w .-]{0,63}$/;

const name = z
  .string()
  .regex(NAME, "a task is called by letters, digits, '_', '-', '.' and blanks, at most 64");

const values = (what: string) => z.record(z.string(), z.unknown()).nullish().describe(what);

/** Empty is as if nothing were written: no task is called so. */
const successor = (what: string) =>
  z
    .union([name, z.literal('')])
    .nullish()
    .describe(what);

const task = z.strictObject({
  name: name.describe('Its name: others call it their successor, and templates know by it what came of it.'),
  ref: z.string().min(1).describe('The action that it runs: <pack>.<name>.'),
  description: z.string().optional().describe('What it is for, for who reads the configuration.'),
  parameters: values(
    'Parameters of the action, by name. Texts are Jinja templates: they know parameters of the chain, `vars`, what was published, and results of tasks by their names. It stands in the history of Temporal: no secrets.',
  ),
  params: values('Another name of `parameters`.'),
  'on-success': successor(
    'The task that follows when this one has succeeded or was skipped. Without it the chain ends, unless no task names any: then they follow each other as they are written.',
  ),
  'on-failure': successor(
    'The task that follows when this one has not succeeded. Without it the chain fails.',
  ),
  publish: values('What later tasks know by these names once it has succeeded. Texts are Jinja templates.'),
  when: z
    .string()
    .optional()
    .describe('A Jinja template: where it renders false, 0, no, none or nothing, the task is skipped.'),
});

/** What the configuration says of an action that is other actions one after the other, by StackStorm's names. */
export const chainSettings = z.strictObject({
  chain: z.array(task).min(1, 'must have a task').max(100).describe('Its tasks.'),
  default: successor('The task that comes first. Without it: the first one that is written.'),
  vars: values('What its templates know by these names. Texts are Jinja templates that know its parameters.'),
}) satisfies z.ZodType<WrittenChain>;

export type ChainSettings = z.output<typeof chainSettings>;
