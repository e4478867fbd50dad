import { copyFile, mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Bundles what runs in the browser: one script and one style sheet for each page.
 * @param source folder of the dashboard's source, with a slash at its end.
 * @param target folder that the server gives to browsers, with a slash at its end; made when it is missing.
 */
export async function bundleBrowser(source: URL, target: URL): Promise<void> {
  await mkdir(target, { recursive: true });
  await build({
    absWorkingDir: fileURLToPath(source),
    entryPoints: [
      { in: 'sandbox/main.tsx', out: 'sandbox' },
      { in: 'sandbox/page.css', out: 'sandbox' },
      { in: 'live.ts', out: 'live' },
      { in: 'muster.css', out: 'muster' },
    ],
    outdir: fileURLToPath(target),
    bundle: true,
    minify: true,
    sourcemap: true,
    format: 'esm',
    target: ['es2022', 'chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'warning',
  });
  await copyFile(new URL('sandbox/sandbox.svg', source), new URL('sandbox.svg', target));
}
