import { z } from 'zod';
import { ACCESS_ROLES } from '../access/role.ts';
import type { Action } from '../action/action.ts';
import type { Notification, Notify } from '../action/notify.ts';
import { parametersSchema } from '../action/parameter-schema.ts';
import { commandAllowList } from '../runner/command/settings.ts';
import { ACTION_KINDS } from '../runner/kinds.ts';
import { duration, key, member } from './fields.ts';

/** `<pack>.<name>`, as StackStorm calls actions. */
const REF = /^[A-Za-z0-9_][\w-]*\.[A-Za-z0-9_][\w.-]{0,99}$/;

const notification = z
  .strictObject({
    message: z
      .string()
      .min(1)
      .optional()
      .describe(
        'What is said, as a Jinja template: {{ action_parameters.host }}, {{ action_results.stdout }}. Without it: what ran, how it ended and how long it took.',
      ),
    data: z
      .record(z.string(), z.unknown())
      .prefault({})
      .describe('Shown below it, by name. Texts are Jinja templates.'),
    channels: z.array(key('route')).min(1, 'must name at least one route').describe('Keys under `routes`.'),
  })
  .describe('Who is told, and what.');

const common = {
  description: z.string().max(500).prefault('').describe('What it does, as help shows it.'),
  enabled: z.boolean().prefault(true).describe('Whether it can be run.'),
  parameters: parametersSchema
    .prefault({})
    .describe(
      'What it takes, by name, as metadata of StackStorm has it: type, description, default, required, immutable, secret, enum, position, pattern (in words: patternMeans), minimum, maximum, minLength, maxLength, items, properties.',
    ),
  approval: z
    .strictObject({
      people: z
        .array(member)
        .min(1, 'must name somebody; without it whoever has the permission approve may agree')
        .optional()
        .describe(
          'Who may agree: person:<id> or team:<id>. Without it: whoever has the permission approve. Never who ordered the run.',
        ),
      within: duration(1_000).prefault('1h').describe('How long it is waited for.'),
    })
    .optional()
    .describe('That a second person has to agree before a run begins.'),
  allow: z
    .strictObject({
      roles: z
        .array(z.enum(ACCESS_ROLES))
        .prefault([])
        .describe('These roles and greater ones. Without it: every role with the permission run.'),
      people: z
        .array(member)
        .min(1, 'must name somebody; without it everybody may')
        .optional()
        .describe('person:<id> or team:<id>. Without it: everybody.'),
    })
    .prefault({})
    .describe('Who may see and run it, besides having the permission run: all that is said here must hold.'),
  notify: z
    .strictObject({
      on_complete: notification.optional().describe('When a run has ended, however.'),
      on_success: notification.optional().describe('When a run has succeeded.'),
      on_failure: notification.optional().describe('When a run has not succeeded.'),
    })
    .prefault({})
    .describe('Who hears how a run ended, besides where it was ordered.'),
};

const [first, ...others] = ACTION_KINDS.map(({ name, title, settings }) =>
  settings.extend({ runner: z.literal(name).describe(`What it is: ${title}.`), ...common }),
);
if (!first) throw new Error('there is no kind of action');

export const actions = z
  .record(
    z
      .string()
      .regex(REF, "an action is called <pack>.<name>, such as core.remote: letters, digits, '_' and '-'"),
    z.discriminatedUnion('runner', [first, ...others]),
  )
  .describe('What can be run from chat, by <pack>.<name>. People say it by `aliases`.');

export const commands = commandAllowList.describe(
  'What actions may run on the machines of workers at all: nothing that is not named here.',
);

type Common = z.output<z.ZodObject<typeof common>>;
/** An action as the schema has read it. */
export type ActionFile = Common & { readonly runner: string } & Readonly<Record<string, unknown>>;

/** @returns the kind of an action and its settings alone, as that kind's own schema made them. */
export function runnerOf(written: Readonly<Record<string, unknown>>): Action['runner'] {
  const own = Object.entries(written).filter(([name]) => name !== 'runner' && !Object.hasOwn(common, name));
  return { kind: String(written.runner), settings: Object.fromEntries(own) };
}

/** @param people finds the keys of people who are named one by one or by their team. */
export function actionOf(
  ref: string,
  file: Readonly<Record<string, unknown>>,
  people: (named: readonly string[]) => readonly string[],
): Action {
  const written = file as ActionFile;
  const runner = runnerOf(written);
  const kind = ACTION_KINDS.find(({ name }) => name === runner.kind);
  if (!kind) throw new Error(`${ref} was not checked before it was resolved`);
  const { description, enabled, parameters, approval, allow, notify } = written;
  return {
    ref,
    description,
    enabled,
    parameters,
    runner,
    access: { roles: allow.roles, ...(allow.people && { people: people(allow.people) }) },
    ...(approval && { approval: { people: people(approval.people ?? []), withinMs: approval.within } }),
    notify: notifyOf(notify),
    ...kind.limits(runner.settings),
  };
}

function notifyOf({ on_complete, on_success, on_failure }: Common['notify']): Notify {
  return {
    ...(on_complete && { onComplete: notificationOf(on_complete) }),
    ...(on_success && { onSuccess: notificationOf(on_success) }),
    ...(on_failure && { onFailure: notificationOf(on_failure) }),
  };
}

function notificationOf({ message, data, channels }: z.output<typeof notification>): Notification {
  return { ...(message !== undefined && { message }), data, channels };
}
