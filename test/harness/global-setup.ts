import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProvidedContext } from 'vitest';
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

/** What is made once for all projects: each loads this file for itself. */
interface Made {
  readonly provided: Pick<ProvidedContext, 'workflowBundle' | 'testServer' | 'temporal'>;
  /** Projects that have not ended yet. */
  users: number;
  readonly directory: string;
}

declare global {
  var musterMade: Promise<Made> | undefined;
}

/** Makes once what tests of workflows and whole systems need: the workflow bundle, Temporal and its time-skipping test server. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const made = await (globalThis.musterMade ??= make());
  made.users++;
  for (const [key, value] of Object.entries(made.provided))
    project.provide(key as keyof Made['provided'], value);
  return async () => {
    if (--made.users === 0) await rm(made.directory, { recursive: true, force: true });
  };
}

async function make(): Promise<Made> {
  const directory = await mkdtemp(join(tmpdir(), 'muster-bundle-'));
  const { code } = await bundleWorkflows(new URL('../../workflows/', import.meta.url), 'ts');
  const workflowBundle = join(directory, 'workflow-bundle.js');
  await writeFile(workflowBundle, code);
  const progress = (line: string): void => void process.stderr.write(`${line}\n`);
  const testServer = await obtainTestServer({ progress });
  const temporal = await obtainTemporal({ progress });
  return {
    provided: { workflowBundle, testServer: testServer.path, temporal: temporal.path },
    users: 0,
    directory,
  };
}
