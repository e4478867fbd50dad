import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { limited, type ProcessLimits } from '../process/limits.ts';

/** Of Muster's own environment a plug-in has what says where things are on this machine, and no token. */
const HANDED_ON = [
  'PATH',
  'HOME',
  'LANG',
  'TZ',
  'TMPDIR',
  'NODE_ENV',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
];
/** The rest is for what does not live on the heap of JavaScript, so that it is this that runs out, and says so. */
const HEAP_SHARE = 0.75;

/** What every process of a plug-in may have. */
export const PLUGIN_LIMITS: ProcessLimits = { memory: 512 * 1024 ** 2, processes: 64 };

/** @returns the program that runs code of plug-ins, and its arguments. */
export function pluginProgram(limits: ProcessLimits): readonly [string, readonly string[]] {
  const entry = fileURLToPath(new URL(`child${extname(import.meta.url)}`, import.meta.url));
  const heap = Math.floor((limits.memory * HEAP_SHARE) / 1024 ** 2);
  // A debugger listens to one process.
  const own = process.execArgv.filter((argument) => !argument.startsWith('--inspect'));
  return limited(process.execPath, [...own, `--max-old-space-size=${heap}`, entry], limits);
}

/** @returns the environment of a process of a plug-in. */
export function pluginEnvironment(): Record<string, string> {
  return Object.fromEntries(
    HANDED_ON.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
