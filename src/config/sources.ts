import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { globSync } from 'tinyglobby';
import { aliasMentions, onDisk, readAliasFiles } from './alias-files.ts';
import { readCalendars } from './calendar-files.ts';
import { readDocument, type ReadDocument } from './document.ts';
import { valueAt } from './explain.ts';
import type { Problem } from './problem.ts';

/** One file of a configuration, as it is written. */
export interface SourceText {
  /** What it is called in messages: its path. */
  readonly file: string;
  readonly text: string;
}

/** A file that has been read as YAML. */
export interface SourceDocument extends SourceText {
  readonly document: ReadDocument;
}

export interface Sources {
  readonly documents: readonly SourceDocument[];
  /** The calendars that they name, which are in the documents as well. */
  readonly calendars: readonly SourceText[];
  /** The alias files that they name, which are in the documents as well. */
  readonly aliases: readonly SourceText[];
  /** Paths of all that was read, and of calendars that could not be. */
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
  /** Folders in which a change may change the configuration. */
  readonly folders: readonly string[];
}

/** Files of a folder are those with one of these endings; hidden ones are left out. */
const ENDING = /\.ya?ml$/i;
const GLOB = /[*?[\]{}!()]/;

/**
 * Finds and reads the files that a configuration is made of: every YAML file in a folder and in the folders in it, or
 * one file and those that it and they name under `include`.
 * @param path a file or a folder.
 */
export function readSources(path: string): Sources {
  const documents = new Map<string, SourceDocument>();
  const problems: Problem[] = [];
  const folders = new Set<string>();

  const read = (file: string, unread: (code: string) => Problem): void => {
    if (documents.has(file)) return;
    folders.add(dirname(file));
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      problems.push(unread(codeOf(error)));
      return;
    }
    const document = readDocument(text);
    documents.set(file, { file, text, document });
    include(file, document);
  };

  const include = (file: string, document: ReadDocument): void => {
    const patterns = valueAt(document.value, ['include']);
    // What is no list is refused by the schema.
    for (const [index, pattern] of Array.isArray(patterns) ? patterns.entries() : []) {
      if (typeof pattern !== 'string') continue;
      const problem = (message: string): Problem => ({
        path: `include[${index}]`,
        file,
        ...document.locate(['include', index]),
        message,
      });
      const folder = dirname(file);
      if (!GLOB.test(pattern)) {
        const named = resolve(folder, pattern);
        if (isFolder(named)) {
          const whole = `${pattern.replace(/\/+$/, '')}/**/*.yaml`;
          problems.push(problem(`${pattern} is a folder: write ${whole} for the files in it.`));
        } else {
          read(named, (code) =>
            problem(`the file ${pattern} cannot be read (${code}): correct its name, or create it.`),
          );
        }
        continue;
      }
      for (const one of foldersOf(pattern, folder)) folders.add(one);
      for (const found of sorted(globSync(pattern, { cwd: folder, absolute: true })))
        read(resolve(found), (code) => problem(`the file ${found} cannot be read (${code}).`));
    }
  };

  const missing = (code: string): Problem => ({
    path: 'MUSTER_CONFIG',
    message: `the file ${path} cannot be read (${code}): correct MUSTER_CONFIG, or unset it for the built-in configuration.`,
  });
  if (isFolder(path)) {
    for (const one of [path, ...globSync('**/', { cwd: path, absolute: true, onlyDirectories: true })])
      folders.add(resolve(one));
    const files = sorted(globSync('**/*', { cwd: path, absolute: true })).filter((name) => ENDING.test(name));
    for (const file of files) read(join(path, file.slice(resolve(path).length + 1)), missing);
    if (files.length === 0) {
      const message = `the folder ${path} has no file that ends with .yaml or .yml: put the configuration into it, or correct MUSTER_CONFIG.`;
      problems.push({ path: 'MUSTER_CONFIG', message });
    }
  } else read(path, missing);
  for (const { file, document } of documents.values())
    for (const { files } of aliasMentions(document.value))
      for (const one of foldersOfAliases(files, dirname(file))) folders.add(one);
  const { documents: own, aliases } = readAliasFiles([...documents.values()], onDisk);
  const { named, ...withCalendars } = readCalendars(own);
  for (const file of named) folders.add(dirname(file));
  return {
    ...withCalendars,
    aliases,
    problems: [
      ...problems,
      ...own.flatMap(({ file, document }) => document.problems.map((problem) => ({ ...problem, file }))),
      ...withCalendars.problems,
    ],
    files: [...documents.keys(), ...aliases.map(({ file }) => file), ...named],
    folders: [...folders],
  };
}

/** Could a change of this name, in a folder of a configuration, change the configuration? */
export function concerns(name: string, files: ReadonlySet<string>): boolean {
  // Editors replace files, Kubernetes the link `..data` beside them; what has no ending may be a new folder.
  return files.has(name) || ENDING.test(name) || name.startsWith('..') || !basename(name).includes('.');
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

function sorted(paths: readonly string[]): string[] {
  return paths.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/**
 * @returns the folders in which alias files may come into being that a file, a folder or a pattern names, and what it names
 * where that may come to be a folder.
 */
function foldersOfAliases(files: string, folder: string): string[] {
  const named = resolve(folder, files);
  if (GLOB.test(files)) return foldersOf(files, folder);
  return isFolder(named) ? foldersFrom(named) : [dirname(named), named];
}

/** @returns the folders in which files that a pattern matches may come into being. */
function foldersOf(pattern: string, folder: string): string[] {
  const parts = pattern.split('/').slice(0, -1);
  const fixed = parts.findIndex((part) => GLOB.test(part));
  const base = resolve(folder, (fixed < 0 ? parts : parts.slice(0, fixed)).join('/'));
  return fixed < 0 ? [base] : foldersFrom(base);
}

/** @returns a folder, there or not, and those in it. */
function foldersFrom(base: string): string[] {
  if (!isFolder(base)) return [base];
  const below = globSync('**/', { cwd: base, absolute: true, onlyDirectories: true });
  return [base, ...below.map((one) => resolve(one))];
}
