import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cwd } from 'node:process';
import { fileURLToPath } from 'node:url';
import { exported, type ReadPlugin } from '../runner/plugin/exported.ts';
import { explain } from './explain.ts';
import { formatPath, type Path } from './problem.ts';

/** A plug-in, or why there is none: each reason a sentence without its end. */
export type FoundPlugin = ReadPlugin | { readonly problems: readonly string[] };

/** Finds plug-ins by what the configuration calls them. */
export type FindPlugin = (name: string) => FoundPlugin;

/** A process runs one version of a plug-in: Node.js cannot forget code. */
const loaded = new Map<string, ReadPlugin>();

/** Loads a plug-in, once in a process: packages from the folder in which it was started, or from Muster's own. */
export const loadPlugin: FindPlugin = (name) => {
  const before = loaded.get(name);
  if (before) return before;
  const found = pluginOf(() => required(name));
  if (!('problems' in found)) loaded.set(name, found);
  return found;
};

/** Finds plug-ins that this process runs already: to look at a configuration that nobody has decided upon. */
export const findLoadedPlugin: FindPlugin = (name) =>
  loaded.get(name) ?? {
    problems: ['is not loaded here yet: what it has is known once the configuration is in force'],
  };

/** @param load gives what its module exports. */
function pluginOf(load: () => unknown): FoundPlugin {
  let module: unknown;
  try {
    module = load();
  } catch (error) {
    return { problems: [`cannot be loaded: ${reason(error)}`] };
  }
  const plugin =
    typeof module === 'object' && module !== null && 'default' in module ? module.default : module;
  const read = exported.safeParse(plugin);
  if (read.success) return read.data;
  return {
    problems: read.error.issues.map((issue) => {
      const at = formatPath(issue.path as Path);
      return `exports what is no plug-in: ${at === '' ? 'its default export' : at} ${explain(issue, plugin)}`;
    }),
  };
}

function required(name: string): unknown {
  try {
    return createRequire(join(cwd(), 'package.json'))(name);
  } catch (error) {
    // Only that the package itself is not there is a reason to look elsewhere.
    if (codeOf(error) !== 'MODULE_NOT_FOUND' || !wordsOf(error).includes(`'${name}'`)) throw error;
    return createRequire(import.meta.url)(name);
  }
}

function reason(error: unknown): string {
  if (codeOf(error) === 'ERR_REQUIRE_ASYNC_MODULE')
    return 'it has an `await` outside of functions, which a plug-in cannot have: begin its work in `run`';
  const where = placeOf(error);
  return `${firstLine(wordsOf(error))}${where === undefined ? '' : ` (${where})`}`;
}

/** @returns file and line of the plug-in's code, where the error says them. */
function placeOf(error: unknown): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const [, place] = /(?:^|[\s(]|file:\/\/)(\/[^\s():]+:\d+)/.exec(stack) ?? [];
  // What was called from here stands before it.
  return place?.startsWith(`${fileURLToPath(import.meta.url)}:`) ? undefined : place;
}

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException | undefined)?.code;
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const firstLine = (text: string): string => text.split('\n', 1)[0]?.replace(/[.:]\s*$/, '') ?? '';
