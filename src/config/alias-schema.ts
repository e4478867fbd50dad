import { z } from 'zod';

const announcement = {
  enabled: z.boolean().prefault(true).describe('Whether it is said at all.'),
  format: z.string().optional().describe("A Jinja template. Without it: Muster's own words."),
  extra: z
    .record(z.string(), z.unknown())
    .nullish()
    .describe('What a platform shows besides, by its name, such as slack.'),
};

const NAME = /^[A-Za-z0-9_][\w.-]*$/;
const name = z.string().regex(NAME, "is written with letters, digits, '_', '.' and '-'");

/** StackStorm's own schema of aliases (contrib/schemas/alias.json), and `representation` as one text as well. */
export const aliasSchema = z
  .object({
    name: name.describe('What it is called; no other alias of its pack is called so.'),
    pack: name
      .optional()
      .describe('What it belongs to. Without it: the folder around the folder of its file, else `default`.'),
    description: z.string().nullish().describe('What it does, as help shows it.'),
    enabled: z.boolean().prefault(true).describe('Whether it can be said.'),
    action_ref: name.describe('The action that it runs, <pack>.<name>, a key under `actions`.'),
    formats: z
      .array(
        z.union([
          z.string().describe('How it is said, and shown by help.'),
          z
            .object({
              display: z.string().optional().describe('As help shows it.'),
              representation: z
                .union([z.string().transform((one) => [one]), z.array(z.string())])
                .describe('Ways to say it.'),
            })
            .describe('Ways to say it of which help shows one.'),
        ]),
      )
      .min(1, 'must have at least one way to say it')
      .describe(
        'How it is said: words are regular expressions of RE2, {{name}} takes a parameter, {{name=default}} one that may be left out.',
      ),
    ack: z
      .object({
        ...announcement,
        append_url: z.boolean().prefault(true).describe('Whether the address of the run is added.'),
      })
      .prefault({})
      .describe('What is said when a run has begun.'),
    result: z.object(announcement).prefault({}).describe('What is said when a run has ended.'),
    extra: z
      .record(z.string(), z.unknown())
      .nullish()
      .describe('What others than Muster make of it; not read.'),
    immutable_parameters: z
      .record(z.string(), z.unknown())
      .nullish()
      .describe('Parameters that nobody can say otherwise. Texts may be Jinja templates.'),
  })
  .describe('A sentence by which people run an action, as StackStorm has it.');

/** An alias as the schema has read it. */
export type AliasData = z.output<typeof aliasSchema>;

/** Most characters of one alias file. */
export const MOST_ALIAS_CHARACTERS = 64 * 1024;

const files = z
  .string('must be a file, a folder or a pattern such as packs/*/aliases/*.yaml')
  .min(1)
  .describe('Alias files: a file, a folder or a pattern, from the folder of this file.');

/** Where aliases stand: in files of their own, or here. */
export const aliases = z
  .array(
    z.union([
      files,
      z
        .strictObject({
          files,
          contents: z
            .record(z.string(), z.string().nullable())
            .optional()
            .describe('The files themselves by their names, which are put here when they are read.'),
        })
        .describe('Alias files and what stands in them.'),
      aliasSchema,
    ]),
  )
  .describe(
    'What people say to run actions: alias files of StackStorm as they are, such as packs/*/aliases/*.yaml, or aliases written here.',
  );
