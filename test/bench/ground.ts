import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedStack } from '../../src/embedded/stack.ts';
import { SEARCH_ATTRIBUTE_TYPES } from '../../src/wiring/temporal/temporal.ts';
import { startUntunedTemporal } from './untuned-temporal.ts';

/** `tuned`: the embedded Temporal as Muster starts it; `untuned`: the same program with its own defaults. */
export type Tuning = 'tuned' | 'untuned';

export const NAMESPACE = 'default';

/** What all that is measured stands on: a Temporal and a document store, new and empty. */
export interface Ground {
  readonly temporalAddress: string;
  readonly mongodbUri: string;
  stop(): Promise<void>;
}

/** Starts a Temporal on a SQLite file and a document store, on free ports and in a folder that is removed at the end. */
export async function startGround(tuning: Tuning, progress: (line: string) => void): Promise<Ground> {
  const dataDir = await mkdtemp(join(tmpdir(), 'muster-bench-'));
  const untuned = tuning === 'untuned' ? await startUntunedTemporal(dataDir, NAMESPACE, progress) : undefined;
  const stack = await startEmbeddedStack({
    dataDir,
    ports: { temporal: 0, temporalUi: 0, store: 0 },
    temporalNamespace: NAMESPACE,
    ...(untuned && { temporalAddress: untuned.address }),
    searchAttributes: SEARCH_ATTRIBUTE_TYPES,
    progress,
  });
  return {
    temporalAddress: stack.temporalAddress,
    mongodbUri: stack.mongodbUri,
    async stop() {
      await stack.stop();
      await untuned?.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
