import { basename, dirname } from 'node:path';
import { z } from 'zod';
import type { Alias, AliasFormat, Announcement } from '../action/alias.ts';
import { compileFormat, type Format } from '../action/format.ts';
import { didYouMean } from '../command/nearest.ts';
import { readDocument } from './document.ts';
import { explain } from './explain.ts';
import { formatPath, type Path, type Problem } from './problem.ts';

/** An alias file, read. */
export interface ReadAlias {
  /** Absent when there are problems. */
  readonly alias?: Alias;
  readonly problems: readonly Problem[];
  /** What it asks for that has no meaning here; the rest of it has. */
  readonly warnings: readonly Problem[];
}

const announcement = {
  enabled: z.boolean().prefault(true),
  format: z.string().optional(),
  extra: z.record(z.string(), z.unknown()).nullish(),
};

const NAME = /^[A-Za-z0-9_][\w.-]*$/;
const name = z.string().regex(NAME, "is written with letters, digits, '_', '.' and '-'");

/** StackStorm's own schema of aliases (contrib/schemas/alias.json), and `representation` as one text as well. */
const schema = z.object({
  name,
  pack: name.optional(),
  description: z.string().nullish(),
  enabled: z.boolean().prefault(true),
  action_ref: name,
  formats: z
    .array(
      z.union([
        z.string(),
        z.object({
          display: z.string().optional(),
          representation: z.union([z.string().transform((one) => [one]), z.array(z.string())]),
        }),
      ]),
    )
    .min(1, 'must have at least one way to say it'),
  ack: z.object({ ...announcement, append_url: z.boolean().prefault(true) }).prefault({}),
  result: z.object(announcement).prefault({}),
  extra: z.record(z.string(), z.unknown()).nullish(),
  immutable_parameters: z.record(z.string(), z.unknown()).nullish(),
});

/** What StackStorm writes into alias files by itself. */
const GIVEN_BY_STACKSTORM = ['id', 'uid', 'ref', 'metadata_file'];

/** @param pack what the aliases of a folder belong to, where a file does not say it: StackStorm's `<pack>/aliases/<file>`. */
export const packOf = (file: string): string => basename(dirname(dirname(file)));

/** Reads an alias file, as StackStorm's packs have them. @param file its path, by which its pack is known. */
export function readAlias(text: string, file: string): ReadAlias {
  const document = readDocument(text);
  if (document.problems.length) return { problems: document.problems, warnings: [] };
  const problem = (path: Path, message: string, what?: 'key'): Problem => ({
    path: formatPath(path),
    ...document.locate(path, what),
    message: `${message}.`,
  });
  const read = schema.safeParse(document.value);
  if (!read.success) {
    const problems = read.error.issues.map((issue) =>
      problem(issue.path as Path, explain(issue, document.value)),
    );
    return { problems, warnings: [] };
  }
  const { data } = read;
  const warnings = Object.keys(document.value as object)
    .filter((key) => !Object.hasOwn(schema.shape, key) && !GIVEN_BY_STACKSTORM.includes(key))
    .map((key) =>
      problem(
        [key],
        `is no key of an alias, and is not read.${didYouMean(key, Object.keys(schema.shape))}`,
        'key',
      ),
    );
  const problems: Problem[] = [];
  const compiled = (written: string, path: Path): readonly Format[] => {
    const format = compileFormat(written);
    if (!('message' in format)) return [format];
    problems.push(problem(path, `cannot be used: ${format.message} (character ${format.offset + 1})`));
    return [];
  };
  const formats = data.formats.map((said, n): AliasFormat => {
    if (typeof said === 'string') return { display: said, representations: compiled(said, ['formats', n]) };
    return {
      ...(said.display !== undefined && { display: said.display }),
      representations: said.representation.flatMap((written, at) =>
        compiled(written, ['formats', n, 'representation', at]),
      ),
    };
  });
  if (problems.length) return { problems, warnings };
  const pack = data.pack ?? packOf(file);
  const alias: Alias = {
    ref: `${pack}.${data.name}`,
    pack,
    name: data.name,
    description: data.description ?? '',
    enabled: data.enabled,
    action: data.action_ref,
    formats,
    ack: { ...announcementOf(data.ack), appendUrl: data.ack.append_url },
    result: announcementOf(data.result),
    immutable: data.immutable_parameters ?? {},
  };
  return { alias, problems, warnings };
}

function announcementOf({
  enabled,
  format,
  extra,
}: z.output<z.ZodObject<typeof announcement>>): Announcement {
  return { enabled, ...(format !== undefined && { format }), extra: extra ?? {} };
}
