import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { applyPatch, parsePatch } from 'diff';
import { runBuildCommand } from './build-step.ts';
import { EmbeddedError } from './errors.ts';

/** A Go module that is built from a changed copy of its pinned version. */
export interface ModulePatch {
  /** Its import path. */
  module: string;
  /** Unified diffs against the module's folder, in the recipe's folder; applied in this order. */
  patches: string[];
}

/**
 * Copies a pinned module out of Go's module cache, applies the patches and writes a go.mod that uses the copy.
 * Go refuses to overlay files of its module cache, and vendoring would copy all dependencies.
 * @param folder the main module, with its go.mod and go.sum
 * @param directory empty, for the copy; needed until the build has ended
 * @returns the go.mod to build with (`go build -modfile`)
 * @throws EmbeddedError `build-failed` when the module cannot be had or a patch does not fit it
 */
export async function patchModule(
  { module, patches }: ModulePatch,
  folder: string,
  directory: string,
  environment: NodeJS.ProcessEnv,
  advice: string,
): Promise<string> {
  const go = (...args: string[]): Promise<string> =>
    runBuildCommand({ command: 'go', arguments: args, directory: folder, environment }, advice);
  await go('mod', 'download', module);
  const original = (await go('list', '-m', '-f', '{{.Dir}}', module)).trim();
  const copy = join(directory, 'module');
  await copyContents(original, copy);
  for (const patch of patches) await change(copy, await readFile(join(folder, patch), 'utf8'), patch);
  const modfile = join(directory, 'go.mod');
  await copyFile(join(folder, 'go.mod'), modfile);
  await copyFile(join(folder, 'go.sum'), join(directory, 'go.sum'));
  await go('mod', 'edit', `-replace=${module}=${copy}`, modfile);
  return modfile;
}

/** Go's module cache is read-only, and folders copied so could not be removed afterwards. */
async function copyContents(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const source = join(entry.parentPath, entry.name);
    const target = join(to, relative(from, source));
    await mkdir(dirname(target), { recursive: true });
    await copyFile(source, target);
  }
}

async function change(copy: string, patch: string, name: string): Promise<void> {
  for (const file of parsePatch(patch)) {
    const path = join(copy, (file.newFileName ?? '').replace(/^b\//, ''));
    const changed = applyPatch(await readFile(path, 'utf8'), file);
    if (changed === false) {
      throw new EmbeddedError(
        'build-failed',
        `${name} does not fit ${path}: the pinned version is another one than the patch was made for.`,
      );
    }
    await rm(path);
    await writeFile(path, changed);
  }
}
