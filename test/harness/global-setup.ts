import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { obtainTemporal, obtainTestServer } from '../../src/embedded/obtain.ts';
import { bundleWorkflows } from '../../src/wiring/temporal/workflow-bundle.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** File with the workflows as a worker loads them, bundled from the sources. */
    workflowBundle: string;
    /** Executable of the time-skipping test server. */
    testServer: string;
    /** Executable of Temporal itself. */
    temporal: string;
  }
}

/** Makes once what all tests of whole systems need: the workflow bundle, Temporal and its time-skipping test server. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'muster-bundle-'));
  const { code } = await bundleWorkflows(new URL('../../workflows/', import.meta.url), 'ts');
  const bundle = join(directory, 'workflow-bundle.js');
  await writeFile(bundle, code);
  const progress = (line: string): void => void process.stderr.write(`${line}\n`);
  const { path } = await obtainTestServer({ progress });
  const temporal = await obtainTemporal({ progress });
  project.provide('workflowBundle', bundle);
  project.provide('testServer', path);
  project.provide('temporal', temporal.path);
  return () => rm(directory, { recursive: true, force: true });
}
