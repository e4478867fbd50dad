import { z } from 'zod';
import { duration } from '../../config/fields.ts';
import type { Plugin, PluginAction } from './plugin.ts';

/** An action of a plug-in, read. */
export interface ReadAction extends Pick<PluginAction, 'run'> {
  readonly description: string;
  readonly parameters: z.ZodObject;
  /** Milliseconds. */
  readonly timeout: number;
  readonly repeatable: boolean;
}

/** What a plug-in exports, read. */
export interface ReadPlugin extends Omit<Plugin, 'secrets' | 'actions'> {
  readonly secrets: readonly string[];
  readonly actions: Readonly<Record<string, ReadAction>>;
}

/** A part of the name of an action, as StackStorm's packs have it. */
const NAME = /^[A-Za-z0-9_][\w-]{0,63}$/;
const name = z
  .string()
  .regex(NAME, "is written with letters, digits, '_' and '-', beginning with a letter or digit");

/** By what schemas of zod 4 have and others have not, whichever copy of zod made them. */
const parameters = z.custom<z.ZodObject>().superRefine((value: unknown, context) => {
  const wrong = (message: string): void => context.addIssue({ code: 'custom', message });
  const schema = (value ?? {}) as {
    _zod?: { def?: { type?: unknown } };
    _def?: unknown;
    toJSONSchema?: unknown;
  };
  if (schema._zod === undefined)
    wrong(
      schema._def === undefined
        ? 'must be a schema of zod 4: z.object({ … })'
        : 'is a schema of zod 3: make it by zod 4',
    );
  else if (schema._zod.def?.type !== 'object') wrong('must be an object of zod: z.object({ … })');
  else if (typeof schema.toJSONSchema !== 'function')
    wrong('is a schema of zod/mini, or of an early zod 4: make it by zod 4.2 or newer');
});

/** Said to who writes code, not YAML. */
const ofObject = {
  error(issue: z.core.$ZodRawIssue): string | undefined {
    if (issue.code === 'unrecognized_keys') return `has what is not known there: ${issue.keys.join(', ')}`;
    return issue.input === undefined ? 'is missing' : 'must be an object';
  },
};

const action = z.strictObject(
  {
    description: z.string().max(500).prefault(''),
    parameters: parameters.prefault(z.strictObject({})),
    timeout: duration(100).prefault('60s'),
    repeatable: z.boolean().prefault(false),
    run: z.custom<PluginAction['run']>(
      (value) => typeof value === 'function',
      'must be a function (parameters, context) => result',
    ),
  },
  ofObject,
);

/** What a plug-in has to export by default. */
export const exported: z.ZodType<ReadPlugin> = z.strictObject(
  {
    pack: name,
    secrets: z.array(name).prefault([]),
    actions: z
      .record(name, action)
      .refine((actions) => Object.keys(actions).length > 0, 'must have at least one action'),
  },
  ofObject,
);
