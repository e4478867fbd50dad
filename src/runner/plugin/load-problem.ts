import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requestsOf } from './requests.ts';
import { firstLineOf, placeOf } from './words.ts';

const TYPESCRIPT = /\.[cm]?ts$/;
const INDEX = ['index.ts', 'index.mts', 'index.cts', 'src/index.ts'];

/** @param name of the plug-in. @param error thrown when it was loaded. @returns what is wrong, where, and what to do. */
export function loadProblem(name: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ERR_REQUIRE_ASYNC_MODULE')
    return 'cannot be loaded: it has an `await` outside of functions, which a plug-in cannot have: begin its work in `run`';
  const place = placeInPlugin(error);
  const typescript = typescriptIn(name, error, place);
  if (typescript !== undefined) return `cannot be loaded: ${typescript}`;
  const words = firstLineOf(error).replace(/[.:]\s*$/, '');
  return `cannot be loaded: ${words}${place === undefined ? '' : ` (${place})`}`;
}

/** @returns that TypeScript is not read here and what to do, where that is the reason. */
function typescriptIn(name: string, error: unknown, place: string | undefined): string | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const [, said] = /['"\s](?:file:\/\/)?(\/[^'"\n]+\.[cm]?ts)\b/.exec(firstLineOf(error)) ?? [];
  const entry = entryOf(name);
  const isIn = place !== undefined && TYPESCRIPT.test(place.replace(/:\d+$/, ''));
  const file = isIn ? place : (said ?? (entry !== undefined && TYPESCRIPT.test(entry) ? entry : undefined));
  if (code === 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING')
    return `${file ?? name} is TypeScript in node_modules, which Node.js does not read: compile it to JavaScript`;
  if (!readsTypeScript() && file !== undefined)
    return `${file} is TypeScript, which Node.js ${process.versions.node} does not read: compile it to JavaScript (tsc), or run Muster with Node.js 22.18 or newer`;
  const index = code === 'MODULE_NOT_FOUND' && entry === undefined ? indexIn(name) : undefined;
  if (index === undefined) return undefined;
  return readsTypeScript()
    ? `its folder has ${index}, and no package.json that says so: add one with "exports": "./${index}"`
    : `its folder has ${index} and no JavaScript, and Node.js ${process.versions.node} does not read TypeScript: compile it (tsc) and name what comes of it in the "exports" of its package.json, or run Muster with Node.js 22.18 or newer`;
}

/** Node.js 22.18 and 23.6 were the first (https://nodejs.org/api/typescript.html). */
function readsTypeScript(): boolean {
  return Boolean((process.features as { readonly typescript?: string | false }).typescript);
}

/** @returns the file that a plug-in begins with. */
function entryOf(plugin: string): string | undefined {
  for (const { name, from } of requestsOf(plugin)) {
    try {
      return createRequire(from).resolve(name);
    } catch {
      // It may be there for the other one.
    }
  }
  return undefined;
}

function indexIn(name: string): string | undefined {
  if (!isAbsolute(name) || !statSync(name, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  return INDEX.find((file) => existsSync(join(name, file)));
}

/** @returns file and line of the plug-in's code, where the error says them. */
function placeInPlugin(error: unknown): string | undefined {
  const place = placeOf(error);
  // What was called from here stands before it.
  const own = fileURLToPath(new URL('.', import.meta.url));
  return place?.startsWith(own) ? undefined : place;
}
