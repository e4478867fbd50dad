import { build } from 'esbuild';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TestProject } from 'vitest/node';

const BUNDLE = resolve('node_modules/.cache/muster-plugin-child.js');
const ENTRY = resolve('src/runner/plugin/child.ts');
const HOOK = resolve('node_modules/.cache/muster-plugin-child-hook.mjs');

declare module 'vitest' {
  interface ProvidedContext {
    /** Arguments by which Node.js runs the process of plug-ins from its source. */
    pluginChild: string[];
  }
}

/** Makes JavaScript of the process in which plug-ins run: all Node.js that Muster runs on can start that. */
export default async function pluginChild({ provide }: TestProject): Promise<void> {
  await build({
    entryPoints: [ENTRY],
    outfile: BUNDLE,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
  const entry = JSON.stringify(pathToFileURL(ENTRY).href);
  const hooks = `import { readFile } from 'node:fs/promises';
export const load = async (url, context, next) => url === ${entry}
  ? { format: 'module', source: await readFile(${JSON.stringify(BUNDLE)}), shortCircuit: true }
  : next(url, context);`;
  const at = `data:text/javascript,${encodeURIComponent(hooks)}`;
  writeFileSync(HOOK, `import { register } from 'node:module';\nregister(${JSON.stringify(at)});\n`);
  provide('pluginChild', ['--import', pathToFileURL(HOOK).href]);
}
