import { readFileSync, statSync, type readdirSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { globSync, type GlobOptions } from 'tinyglobby';
import { MOST_ALIAS_CHARACTERS } from './alias-schema.ts';
import { valueAt } from './explain.ts';
import { holdsToken } from './expand.ts';
import type { Path } from './problem.ts';
import { isMapping } from './schema-walk.ts';
import type { SourceDocument, SourceText } from './sources.ts';
import { tenantParts } from './tenants.ts';

const ENDING = /\.ya?ml$/i;

/** Files of which some may be alias files: those of a disk, or those that were sent along with a configuration. */
export interface AliasSource {
  /** @returns absolute paths of the alias files that a file, a folder or a pattern names, in order. */
  readonly find: (files: string, folder: string) => readonly string[];
  /** @returns the text of one; null when it cannot be read. */
  readonly read: (file: string) => string | null;
  /** @returns what a document is called, absolute. */
  readonly absolute: (file: string) => string;
}

/** Alias files that a file of the configuration names. */
interface Mention {
  /** Where they are named. */
  readonly path: Path;
  readonly files: string;
}

/** @returns everything by which a file names alias files that are not yet in it. */
export function aliasMentions(value: unknown): Mention[] {
  return tenantParts(value).flatMap(({ path, written }) => {
    const list: unknown = valueAt(written, ['aliases']);
    const items: readonly unknown[] = Array.isArray(list) ? list : [];
    return [...items.entries()].flatMap(([n, item]): Mention[] => {
      const files = isMapping(item) && item.contents === undefined ? item.files : item;
      return typeof files === 'string' && files !== '' ? [{ path: [...path, 'aliases', n], files }] : [];
    });
  });
}

export interface ReadAliasFiles {
  /** The files of the configuration, alias files put into those that name them and no documents themselves. */
  readonly documents: readonly SourceDocument[];
  /** The alias files themselves, but for those that are not taken. */
  readonly aliases: readonly SourceText[];
}

/** Reads the alias files that the files of a configuration name, relative to each file. */
export function readAliasFiles(documents: readonly SourceDocument[], source: AliasSource): ReadAliasFiles {
  const texts = new Map<string, string | null>();
  // What names alias files is none itself, even if its own pattern fits it.
  const naming = new Set(
    documents
      .filter(({ document }) => aliasMentions(document.value).length > 0)
      .map(({ file }) => source.absolute(file)),
  );
  const filled = documents.map((one): SourceDocument => {
    const mentions = aliasMentions(one.document.value);
    if (mentions.length === 0) return one;
    const folder = dirname(source.absolute(one.file));
    const value = structuredClone(one.document.value);
    for (const { path, files } of mentions) {
      const found = source.find(files, folder).filter((file) => !naming.has(file));
      for (const file of found) {
        const text = texts.get(file) ?? source.read(file);
        // The text becomes a part of the configuration, which is kept and shown.
        texts.set(file, text !== null && holdsToken(text) ? null : text);
      }
      // What looks like a variable of the environment is none there.
      const contents = found.map((file) => [
        relative(folder, file),
        texts.get(file)?.replaceAll('${', () => '$${') ?? null,
      ]);
      const list = valueAt(value, path.slice(0, -1)) as unknown[];
      list[Number(path.at(-1))] = { files, contents: Object.fromEntries(contents) as object };
    }
    return { ...one, document: { ...one.document, value } };
  });
  return {
    documents: filled.filter(({ file }) => !texts.has(source.absolute(file))),
    aliases: [...texts].flatMap(([file, text]) => (text === null ? [] : [{ file, text }])),
  };
}

/** Alias files as they are on the disk. */
export const onDisk: AliasSource = {
  find: (files, folder) => matching(files, folder),
  read(file) {
    try {
      return statSync(file).size > 4 * MOST_ALIAS_CHARACTERS ? null : readFileSync(file, 'utf8');
    } catch {
      return null;
    }
  },
  absolute: (file) => resolve(file),
};

/** Alias files among texts that were sent: nothing is looked up on the disk. */
export function amongTexts(texts: readonly SourceText[]): AliasSource {
  const byPath = new Map(texts.map(({ file, text }) => [resolve('/', file), text]));
  const entries = (folder: string) => {
    const within = folder.endsWith('/') ? folder : `${folder}/`;
    const inner = [...byPath.keys()].filter((file) => file.startsWith(within));
    const names = new Map(
      inner.map((file): [string, boolean] => {
        const [name = '', ...rest] = file.slice(within.length).split('/');
        return [name, rest.length > 0];
      }),
    );
    return [...names].map(([name, isFolder]) => ({
      name,
      isDirectory: () => isFolder,
      isFile: () => !isFolder,
      isSymbolicLink: () => false,
    }));
  };
  const fs = { readdirSync: entries as unknown as typeof readdirSync };
  return {
    find: (files, folder) => matching(files, folder, fs),
    read: (file) => byPath.get(file) ?? null,
    absolute: (file) => resolve('/', file),
  };
}

function matching(files: string, folder: string, fs?: GlobOptions['fs']): readonly string[] {
  return globSync(files, { cwd: folder, absolute: true, ...(fs && { fs }) })
    .map((file) => resolve(file))
    .filter((file) => ENDING.test(basename(file)))
    .sort();
}
