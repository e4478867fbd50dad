import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Finds an executable as a shell would.
 * @param name the bare name, without path
 * @param environment the variables whose PATH (and on Windows PATHEXT) is searched
 * @returns the path of the first match, or undefined
 */
export function findOnPath(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  const endings = process.platform === 'win32' ? (environment['PATHEXT'] ?? '.EXE;.CMD').split(';') : [''];
  for (const directory of (environment['PATH'] ?? '').split(delimiter)) {
    if (directory === '') continue;
    for (const ending of endings) {
      const path = join(directory, name + ending);
      if (isExecutableFile(path)) return path;
    }
  }
  return undefined;
}

function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
