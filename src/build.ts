import { writeFile } from 'node:fs/promises';
import { bundleBrowser } from './dashboard/bundle.ts';
import { bundleWorkflows } from './wiring/temporal/workflow-bundle.ts';

/** The steps of `npm run build` after the compiler: what runs elsewhere than in Node, in one file each. */
const dist = new URL('..', import.meta.url);

const { code } = await bundleWorkflows(new URL('workflows/', dist), 'js');
await writeFile(new URL('workflow-bundle.js', dist), code);

await bundleBrowser(new URL('../src/dashboard/', dist), new URL('public/', dist));
