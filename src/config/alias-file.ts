import { basename, dirname } from 'node:path';
import type { Alias, AliasFormat, Announcement } from '../action/alias.ts';
import { compileFormat, type Format } from '../action/format.ts';
import { templateProblem } from '../action/jinja.ts';
import { brokenTemplates } from '../action/written-templates.ts';
import { didYouMean } from '../command/nearest.ts';
import { bounded } from '../text/bounded.ts';
import { aliasSchema, type AliasData } from './alias-schema.ts';
import { readDocument } from './document.ts';
import { explain } from './explain.ts';
import type { Finding } from './expand.ts';
import { formatPath, type Path, type Problem } from './problem.ts';

/** An alias, and what is wrong with it; paths begin at the alias. */
export interface BuiltAlias {
  /** Absent when there are problems. */
  readonly alias?: Alias;
  readonly problems: readonly Finding[];
  /** What it asks for that has no meaning here; the rest of it has. */
  readonly warnings: readonly Finding[];
}

/** An alias file, read. */
export interface ReadAlias {
  /** Absent when there are problems. */
  readonly alias?: Alias;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** @returns something about it, with where it stands in the file. */
  readonly place: (finding: Finding, what?: 'key') => Problem;
}

/** Most characters of a format that are repeated. */
const SHOWN = 200;
/** What StackStorm writes into alias files by itself. */
const GIVEN_BY_STACKSTORM = ['id', 'uid', 'ref', 'metadata_file'];
/** The pack of what belongs to none, as StackStorm calls it. */
export const DEFAULT_PACK = 'default';

/**
 * @param file the path of an alias file.
 * @returns what its alias belongs to where the file does not say it: StackStorm's `<pack>/aliases/<file>`.
 */
export function packOf(file: string): string {
  const pack = basename(dirname(dirname(file)));
  return /^[\w-]/.test(pack) ? pack : DEFAULT_PACK;
}

/** Reads an alias file, as StackStorm's packs have them. @param file its path, by which its pack is known. */
export function readAlias(text: string, file: string): ReadAlias {
  const document = readDocument(text);
  const place: ReadAlias['place'] = ({ path, message }, what) => ({
    path: formatPath(path),
    ...document.locate(path, what),
    message: /[.?…]$/.test(message) ? message : `${message}.`,
  });
  if (document.problems.length) return { problems: document.problems, warnings: [], place };
  const read = aliasSchema.safeParse(document.value);
  if (!read.success) {
    const problems = read.error.issues.map((issue) =>
      place({ path: issue.path as Path, message: explain(issue, document.value) }),
    );
    return { problems, warnings: [], place };
  }
  const unknown = Object.keys(document.value as object)
    .filter((key) => !Object.hasOwn(aliasSchema.shape, key) && !GIVEN_BY_STACKSTORM.includes(key))
    .map((key) => {
      const message = `is no key of an alias, and is not read.${didYouMean(key, Object.keys(aliasSchema.shape))}`;
      return place({ path: [key], message }, 'key');
    });
  const { alias, problems, warnings } = aliasOf(read.data, packOf(file));
  return {
    ...(alias && { alias }),
    problems: problems.map((one) => place(one)),
    warnings: [...unknown, ...warnings.map((one) => place(one))],
    place,
  };
}

/** @param pack what it belongs to where it does not say it. @returns what was read, with its formats compiled. */
export function aliasOf(data: AliasData, pack: string = DEFAULT_PACK): BuiltAlias {
  const problems: Finding[] = [];
  const warnings: Finding[] = [];
  const compiled = (written: string, path: Path): readonly Format[] => {
    const format = compileFormat(written);
    if (!('message' in format)) return [format];
    const where = `character ${format.offset + 1} of \`${bounded(written, SHOWN).replaceAll('\n', ' ')}\``;
    problems.push({ path, message: `cannot be used: ${format.message} (${where})` });
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
  const announced = (what: 'ack' | 'result'): Announcement => {
    const { enabled, format, extra } = data[what];
    const wrong = format === undefined ? undefined : templateProblem(format);
    if (wrong !== undefined) {
      const message = `cannot be used, so that Muster's own words are said: ${wrong}`;
      warnings.push({ path: [what, 'format'], message });
    }
    return { enabled, ...(format !== undefined && wrong === undefined && { format }), extra: extra ?? {} };
  };
  const immutable = data.immutable_parameters ?? {};
  for (const { path, message } of brokenTemplates(immutable))
    problems.push({ path: ['immutable_parameters', ...path], message: `cannot be used: ${message}` });
  const [ack, result] = [announced('ack'), announced('result')];
  if (problems.length) return { problems, warnings };
  const own = data.pack ?? pack;
  const alias: Alias = {
    ref: `${own}.${data.name}`,
    pack: own,
    name: data.name,
    description: data.description ?? '',
    enabled: data.enabled,
    action: data.action_ref,
    formats,
    ack: { ...ack, appendUrl: data.ack.append_url },
    result,
    immutable,
  };
  return { alias, problems, warnings };
}
