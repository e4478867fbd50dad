import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunnerCall } from '../../action/runner.ts';
import type { CommandSettings } from './settings.ts';

/** The folder in which a run runs. */
export interface WorkingFolder {
  readonly path: string;
  /** The same when it was made for this run alone. */
  readonly ownPath: string | undefined;
  /** Removes it, if it was made for this run alone, and prints a line when it cannot be. */
  remove(print: RunnerCall<unknown>['print']): Promise<void>;
}

/** @returns the folder that the settings name, or one that only the run can read, which is made for it. */
export async function workingFolder({
  workingDirectory,
  runAs,
}: Pick<CommandSettings, 'workingDirectory' | 'runAs'>): Promise<WorkingFolder> {
  if (workingDirectory !== undefined)
    return { path: workingDirectory, ownPath: undefined, remove: () => Promise.resolve() };
  const path = await mkdtemp(join(tmpdir(), 'muster-command-'));
  if (runAs !== undefined) await chown(path, runAs.uid, runAs.gid);
  return {
    path,
    ownPath: path,
    remove: (print) =>
      rm(path, { recursive: true, force: true, maxRetries: 3 }).catch((error: unknown) => {
        const { code = 'unknown' } = error as NodeJS.ErrnoException;
        print({ stream: 'stderr', text: `[the folder ${path} could not be removed: ${code}]\n` });
      }),
  };
}
