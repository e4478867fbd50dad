import { posix } from 'node:path';
import { z } from 'zod';
import { partsOf } from '../../action/placeholder.ts';
import { duration, size } from '../../config/fields.ts';

const DAY_MS = 86_400_000;
const GREATEST_GRACE_MS = 300_000;
const LEAST_MEMORY = 16 * 1024 ** 2;
const LEAST_OUTPUT = 64 * 1024;
const MOST_OUTPUT = 4 * 1024 ** 2;
const PARAMETER = /^[\p{L}_][\p{L}\d_.-]*$/u;
const ENVIRONMENT_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Muster says by these which run and which incident a process belongs to, and finds what is left over by them. */
const OWN_NAME = /^MUSTER_/;

const parameter = z.string().regex(PARAMETER, 'must be the name of a parameter of the action');

const withoutNul = z
  .string()
  .refine((text) => !text.includes('\0'), 'holds a NUL character, which no argument can');

const absolutePath = withoutNul.superRefine((path, context) => {
  const wrong = (message: string): void => context.addIssue({ code: 'custom', message });
  if (!posix.isAbsolute(path))
    wrong('must be an absolute path such as /usr/local/bin/restart-service: nothing is looked up in PATH');
  else if (posix.normalize(path) !== path) wrong(`must be written without detours: ${posix.normalize(path)}`);
});

const folderPath = absolutePath.refine(
  (path) => path === '/' || !path.endsWith('/'),
  'must be written without the slash at its end',
);

/** What the operator allows to be run by actions at all; nothing without it. */
export const commandAllowList = z.strictObject({
  programs: z
    .array(absolutePath)
    .prefault([])
    .describe('Absolute paths of programs that actions may run, each as it is named there.'),
  folders: z
    .array(folderPath)
    .prefault([])
    .describe(
      'Absolute paths of folders whose scripts and programs actions may run, those in folders within among them. Links that lead out of them are not followed.',
    ),
});

/** Node.js takes no greater ones. */
const userNumber = z.int().min(0).max(2_147_483_647);

const template = withoutNul.superRefine((text, context) => {
  const parts = partsOf(text);
  if ('message' in parts)
    context.addIssue({
      code: 'custom',
      message: `${parts.message}; text with braces of its own is written as {literal: …}`,
    });
});

const filled = template.describe(
  'One argument: fixed text with {{parameter}} or {{parameter=default}} in it. Left out when a parameter in it is absent.',
);
const literal = z
  .strictObject({ literal: withoutNul.describe('The argument as it is.') })
  .describe('One argument with nothing in it replaced: --format={{.Names}}.');
const word = z.union([filled, literal]);
const words = z.array(word).min(1);

const argument = z.union([
  filled,
  literal,
  words.describe(
    'Arguments that belong together: all are left out when a parameter in one of them is absent.',
  ),
  z
    .strictObject({
      each: parameter.describe('Name of the list.'),
      arguments: words.describe('For each element.'),
    })
    .describe(
      'These arguments once for each element of a list, for which the name of the list stands in them.',
    ),
  z
    .strictObject({ when: parameter.describe('Its name.'), arguments: words.describe('What is added.') })
    .describe('These arguments when a parameter is given and not false.'),
  z
    .strictObject({
      named: z.array(parameter).min(1).describe('Their names, in order.'),
      kwargOp: z
        .string()
        .regex(/^[^\s\0]{0,8}$/, 'must be at most eight characters without spaces')
        .prefault('--')
        .describe('What stands before each name, as `kwarg_op` there.'),
    })
    .describe(
      "--name=value for each of these that is not empty, as StackStorm's scripts take them: --name alone for true, nothing for false.",
    ),
  z
    .strictObject({ positional: z.array(parameter).min(1).describe('Their names, in order.') })
    .describe(
      "The values of these in this order, as StackStorm's scripts take them: an empty argument for one that is absent, 1 and 0 for true and false, lists with commas, objects as JSON.",
    ),
]);

/** What the configuration says of an action of kind `command`: one program, run without a shell. */
export const commandSettings = z.strictObject({
  program: absolutePath.describe(
    'Absolute path of the program or script, which the allow-list has to allow.',
  ),
  arguments: z.array(argument).max(256).prefault([]).describe('What it is given, in order.'),
  mayBeginWithDash: z
    .array(parameter)
    .prefault([])
    .describe(
      'Parameters that may stand first in an argument and begin with a dash. Only for those that the program cannot take for options: because `--` stands before them and it, and no other program that it runs, ends its options there.',
    ),
  stdin: z
    .enum(['none', 'parameters'])
    .prefault('none')
    .describe('none: nothing can be read. parameters: all of them as one JSON object.'),
  workingDirectory: absolutePath
    .optional()
    .describe(
      'Folder in which it runs, and its HOME. Without it: an empty one for each run, which is removed with all that is in it, and whatever the run started is ended with it.',
    ),
  environment: z
    .record(
      z
        .string()
        .regex(ENVIRONMENT_NAME, 'must be a name such as LOG_LEVEL: letters, digits and _')
        .refine((name) => !OWN_NAME.test(name), 'must not begin with MUSTER_: Muster sets those itself'),
      withoutNul.meta({ secret: true }),
    )
    .prefault({})
    .describe(
      "Variables besides PATH, HOME, LANG, MUSTER_RUN and MUSTER_INCIDENT. Nothing of Muster's own environment is handed down, and nothing from chat stands in them.",
    ),
  runAs: z
    .strictObject({
      uid: userNumber.describe('Number of the user.'),
      gid: userNumber.describe('Number of the group.'),
    })
    .optional()
    .describe(
      'Whom it runs as, without any further groups, when Muster runs as root. Without it: as Muster does.',
    ),
  timeout: duration(100)
    .refine((ms) => ms <= DAY_MS, 'must be at most 1d')
    .prefault('60s')
    .describe('How long it may take before its processes are asked to end (SIGTERM).'),
  grace: duration(0)
    .refine((ms) => ms <= GREATEST_GRACE_MS, 'must be at most 5m')
    .prefault('10s')
    .describe('How long they may take for that before they are ended (SIGKILL).'),
  memory: size
    .refine((bytes) => bytes >= LEAST_MEMORY, 'must be at least 16mb')
    .prefault('512mb')
    .describe('Memory that all its processes may have together, and that each may ask for.'),
  processes: z.int().min(1).max(10_000).prefault(64).describe('How many processes it may be at a time.'),
  mostBytes: size
    .refine((bytes) => bytes >= LEAST_OUTPUT, 'must be at least 64kb')
    .refine((bytes) => bytes <= MOST_OUTPUT, 'must be at most 4mb')
    .prefault('1mb')
    .describe(
      'How much of its standard output, and as much of its standard error, is kept: all of it, or the beginning and the end where it is longer, and how much is not. Characters count, however many bytes they have.',
    ),
  lineCharacters: z
    .int()
    .min(80)
    .max(65_536)
    .prefault(4_096)
    .describe('Characters of each line that are shown and kept; the rest is counted.'),
  repeatable: z
    .boolean()
    .prefault(false)
    .describe(
      'Whether it may be run again when it failed or was cut off: a second run does no more than one.',
    ),
});

export type CommandAllowList = z.infer<typeof commandAllowList>;
export type CommandSettings = z.infer<typeof commandSettings>;
export type CommandArgument = z.infer<typeof argument>;
export type CommandWord = z.infer<typeof word>;
