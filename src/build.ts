import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { bundleBrowser } from './dashboard/bundle.ts';

/** The steps of `npm run build` after the compiler: what runs elsewhere than in Node, in one file each. */
const dist = new URL('..', import.meta.url);

const { code } = await bundleWorkflowCode({
  workflowsPath: fileURLToPath(new URL('workflows/index.js', dist)),
  payloadConverterPath: fileURLToPath(new URL('workflows/payload-converter.js', dist)),
  logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error },
});
await writeFile(new URL('workflow-bundle.js', dist), code);

await bundleBrowser(new URL('../src/dashboard/', dist), new URL('public/', dist));
