import { constants } from 'node:fs';
import { access, open, realpath, stat } from 'node:fs/promises';
import { dirname, sep } from 'node:path';
import type { CommandAllowList, CommandSettings } from './settings.ts';

/** Why a command cannot be run on this machine as it is. */
export interface CommandProblem {
  /** The setting that is to blame. */
  readonly setting: 'program' | 'workingDirectory' | 'runAs';
  readonly code:
    'not_supported' | 'not_allowed' | 'missing' | 'not_executable' | 'not_safe' | 'not_permitted';
  /** What is wrong and what to do. Holds paths of the settings alone. */
  readonly message: string;
}

type Checked = Pick<CommandSettings, 'program' | 'workingDirectory' | 'runAs'>;

/**
 * Looks whether a command could be run here now: for `muster check-config`, and before each run, as files change.
 * @returns what is wrong with its settings; nothing when it can be run.
 */
export async function commandProblems(
  settings: Checked,
  allowed: CommandAllowList,
): Promise<readonly CommandProblem[]> {
  if (process.platform === 'win32')
    return [
      problem('program', 'not_supported', 'commands cannot be run on Windows, which has no process groups'),
    ];
  return [
    ...(await programProblems(settings, allowed)),
    ...(await folderProblems(settings)),
    ...identityProblems(settings),
  ];
}

function problem(
  setting: CommandProblem['setting'],
  code: CommandProblem['code'],
  message: string,
): CommandProblem {
  return { setting, code, message };
}

async function programProblems(
  { program, runAs }: Checked,
  allowed: CommandAllowList,
): Promise<readonly CommandProblem[]> {
  const wrong = (code: CommandProblem['code'], message: string): readonly CommandProblem[] => [
    problem('program', code, message),
  ];
  if (!(await isAllowed(program, allowed)))
    return wrong(
      'not_allowed',
      `${program} is not allowed: add it to the allow-list's programs, or put it into one of its folders (links that lead out of them do not count)`,
    );
  const file = await stat(program).catch(() => undefined);
  if (file === undefined)
    return wrong('missing', `there is no ${program} on this machine: install it, or correct the path`);
  if (!file.isFile()) return wrong('not_executable', `${program} is no file but a folder or a device`);
  const executable =
    runAs === undefined
      ? await access(program, constants.X_OK).then(
          () => true,
          () => false,
        )
      : mayExecute(file, runAs);
  if (!executable)
    return wrong(
      'not_executable',
      `${program} may not be executed${runAs ? ` by user ${runAs.uid}` : ''}: chmod a+x ${program}`,
    );
  if (await isWritableByAnybody(program, file.mode))
    return wrong(
      'not_safe',
      `everybody on this machine may change ${program}, or put another file in its place: chmod o-w it and its folder`,
    );
  const interpreter = await interpreterOf(program);
  if (interpreter !== undefined && (await stat(interpreter).catch(() => undefined)) === undefined)
    return wrong(
      'missing',
      `the first line of ${program} names ${interpreter}, which is not on this machine: install it, or correct the line (it must end without a carriage return)`,
    );
  return [];
}

async function folderProblems({ workingDirectory }: Checked): Promise<readonly CommandProblem[]> {
  if (workingDirectory === undefined) return [];
  const folder = await stat(workingDirectory).catch(() => undefined);
  if (folder?.isDirectory() === true) return [];
  return [
    problem(
      'workingDirectory',
      'missing',
      `there is no folder ${workingDirectory}: make it, or leave workingDirectory out`,
    ),
  ];
}

function identityProblems({ runAs }: Checked): readonly CommandProblem[] {
  if (runAs === undefined || process.geteuid?.() === 0) return [];
  if (runAs.uid === process.geteuid?.() && runAs.gid === process.getegid?.()) return [];
  return [
    problem(
      'runAs',
      'not_permitted',
      'only root may run commands as another user: run Muster as root, or leave runAs out',
    ),
  ];
}

/** @returns whether the allow-list has a program by its path, wherever links on the disk may lead. */
export function isListed(program: string, { programs, folders }: CommandAllowList): boolean {
  return programs.includes(program) || folders.some((folder) => isWithin(program, folder));
}

/** A program that is named itself may be a link, as many in /usr/bin are; one in a folder must really be within. */
async function isAllowed(program: string, { programs, folders }: CommandAllowList): Promise<boolean> {
  if (programs.includes(program)) return true;
  for (const folder of folders) {
    if (!isWithin(program, folder)) continue;
    const [file, place] = await Promise.all([real(program), real(folder)]);
    // What is not there leads nowhere either; that it is missing says more than that it is not allowed.
    if (file === undefined || place === undefined || isWithin(file, place)) return true;
  }
  return false;
}

function real(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}

function isWithin(file: string, folder: string): boolean {
  return file.startsWith(folder === sep ? sep : `${folder}${sep}`);
}

function mayExecute(
  file: { readonly mode: number; readonly uid: number; readonly gid: number },
  { uid, gid }: { readonly uid: number; readonly gid: number },
): boolean {
  if (uid === 0) return (file.mode & 0o111) !== 0;
  if (file.uid === uid) return (file.mode & 0o100) !== 0;
  return (file.mode & (file.gid === gid ? 0o010 : 0o001)) !== 0;
}

/** In a folder that everybody may write to, only the sticky bit (as of /tmp) keeps others from replacing a file. */
async function isWritableByAnybody(program: string, mode: number): Promise<boolean> {
  if ((mode & 0o002) !== 0) return true;
  const folder = await stat(dirname(await realpath(program)));
  return (folder.mode & 0o002) !== 0 && (folder.mode & 0o1000) === 0;
}

/** Linux reads no more than this of a script's first line (BINPRM_BUF_SIZE). */
const FIRST_LINE_BYTES = 256;

/** @returns the absolute path behind `#!`, undefined for what is no script or cannot be read. */
async function interpreterOf(program: string): Promise<string | undefined> {
  const file = await open(program).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(FIRST_LINE_BYTES), 0, FIRST_LINE_BYTES, 0);
    // A carriage return belongs to the name, as the system sees it.
    return /^#![ \t]*([^ \t\n]+)/.exec(buffer.toString('utf8', 0, bytesRead))?.[1];
  } finally {
    await file.close();
  }
}
