import { join } from 'node:path';
import type { Alias } from '../action/alias.ts';
import { aliasOf } from './alias-file.ts';
import type { AliasReader } from './alias-reader.ts';
import { MOST_ALIAS_CHARACTERS } from './alias-schema.ts';
import type { Finding } from './expand.ts';
import type { Path, Problem } from './problem.ts';
import type { TenantFile } from './schema.ts';

/** An alias of the configuration. */
export interface PlacedAlias {
  readonly alias: Alias;
  /** @returns something about it, whose path begins at the alias, with where it stands. */
  readonly place: (finding: Finding) => Problem;
}

export interface ReadAliases {
  /** In the order in which they are named; of several with one ref the first. */
  readonly aliases: readonly PlacedAlias[];
  /** What is wrong with those that are written in the configuration itself. */
  readonly problems: readonly Problem[];
  /** What is wrong with those in files of their own: the others count without them. */
  readonly warnings: readonly Problem[];
}

/** Where the aliases of a part of the configuration stand. */
export interface AliasPlaces {
  /** @returns something about what is written in the configuration, whose path begins at the part. */
  readonly place: (finding: Finding) => Problem;
  /** @returns the folder of the file in which something is written, by its path within the part. */
  readonly folder: (path: Path) => string;
}

/** Reads the aliases of a part of the configuration, those of files among them whose texts are in it. */
export function readAliases(
  written: TenantFile['aliases'],
  places: AliasPlaces,
  reader: AliasReader,
): ReadAliases {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const found: PlacedAlias[] = [];
  for (const [n, item] of written.entries()) {
    const path: Path = ['aliases', n];
    if (typeof item === 'object' && 'action_ref' in item) {
      const place = (finding: Finding): Problem =>
        places.place({ ...finding, path: [...path, ...finding.path] });
      const { alias, ...said } = aliasOf(item);
      if (alias) found.push({ alias, place });
      problems.push(...said.problems.map(place));
      warnings.push(...said.warnings.map(place));
      continue;
    }
    const { files, contents = {} } = typeof item === 'string' ? { files: item } : item;
    const names = Object.keys(contents);
    if (names.length === 0) {
      const message = `there is no alias file ${JSON.stringify(files)}: correct it, or take it out`;
      warnings.push(places.place({ path, message }));
    }
    const folder = places.folder(path);
    for (const name of names) {
      const file = join(folder, name);
      const text = contents[name] ?? undefined;
      if (text === undefined || text.length > MOST_ALIAS_CHARACTERS) {
        const message =
          text === undefined
            ? 'is not taken: it cannot be read, or a secret stands in it, which belongs into the environment.'
            : `is not taken: it has more than ${MOST_ALIAS_CHARACTERS} characters.`;
        warnings.push({ path: '', file, line: 1, column: 1, message, leftOut: true });
        continue;
      }
      const read = reader.read(text, name);
      const within = (problem: Problem): Problem => ({ ...problem, file });
      warnings.push(...read.problems.map((problem) => ({ ...within(problem), leftOut: true as const })));
      warnings.push(...read.warnings.map(within));
      if (read.alias) found.push({ alias: read.alias, place: (finding) => within(read.place(finding)) });
    }
  }
  const first = new Map<string, PlacedAlias>();
  for (const one of found) {
    const { ref } = one.alias;
    const other = first.get(ref);
    if (!other) first.set(ref, one);
    else
      warnings.push({
        ...one.place({ path: ['name'], message: twice(ref, other.place({ path: ['name'], message: '' })) }),
        leftOut: true,
      });
  }
  return { aliases: [...first.values()], problems, warnings };
}

function twice(ref: string, { file, line = 1 }: Problem): string {
  const where = file === undefined ? `line ${line}` : `${file}:${line}`;
  return `${ref} is the name of the alias of ${where} as well, which counts: give one of them another name`;
}
