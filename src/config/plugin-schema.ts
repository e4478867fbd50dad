import { isAbsolute, normalize } from 'node:path';
import { z } from 'zod';

/** As npm has it, without a version. */
const PACKAGE = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;

const where = z
  .string('must be the name of an installed package, or an absolute path')
  .refine(
    (text) => PACKAGE.test(text) || (isAbsolute(text) && normalize(text) === text),
    'must be the name of an installed package such as @acme/muster-deploy, or an absolute path without detours such as /opt/muster/plugins/deploy',
  );

const secrets = z
  .record(
    z.string().regex(/^[A-Za-z0-9_][\w-]*$/, 'must be a name such as token'),
    z.string().min(1, 'is empty').meta({ secret: true }),
  )
  .prefault({})
  .describe('Secrets that its code may ask for, by its own names for them, each as ${ENV_NAME}.');

/** Packages whose actions can be run. */
export const plugins = z
  .array(
    z.union([
      where.describe('Name of an installed package, or its absolute path.'),
      z
        .strictObject({
          package: where.describe('Name of an installed package, or its absolute path.'),
          secrets,
        })
        .describe('A package, and what its code is given.'),
    ]),
  )
  .describe(
    'Packages of your own in JavaScript that have actions. Their code runs on the machines of Muster, in a process for each run, as the user that Muster runs as. What a changed one takes counts after a restart.',
  );

/** A package as the schema has read it. */
export interface NamedPlugin {
  readonly package: string;
  readonly secrets: Readonly<Record<string, string>>;
}

/** @returns the packages in the order in which they are named. */
export const namedPlugins = (written: z.output<typeof plugins>): readonly NamedPlugin[] =>
  written.map((one) => (typeof one === 'string' ? { package: one, secrets: {} } : one));
