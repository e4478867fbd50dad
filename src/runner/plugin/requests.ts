import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { cwd } from 'node:process';

/** By which name something is asked for, and from which file. */
interface Request {
  readonly name: string;
  readonly from: string;
}

/**
 * @param name of an installed package, or an absolute path.
 * @returns how a plug-in is asked for, in order: from the folder in which Muster was started, then from Muster's own.
 */
export function requestsOf(name: string): readonly Request[] {
  const self = isAbsolute(name) ? selfReference(name) : undefined;
  return self ? [self] : [join(cwd(), 'package.json'), import.meta.url].map((from) => ({ name, from }));
}

/**
 * A path leads past `exports`, which a package's own name does not.
 * @see https://nodejs.org/api/packages.html#self-referencing-a-package-using-its-name
 */
function selfReference(folder: string): Request | undefined {
  const from = join(folder, 'package.json');
  try {
    const { name, exports } = JSON.parse(readFileSync(from, 'utf8')) as { name?: unknown; exports?: unknown };
    return typeof name === 'string' && exports !== undefined ? { name, from } : undefined;
  } catch {
    // It is a file, or a folder without a package of its own.
    return undefined;
  }
}
