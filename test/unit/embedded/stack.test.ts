import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEmbeddedStack, type EmbeddedStackOptions } from '../../../src/embedded/stack.ts';
import { makeBench, type Bench } from './fake-programs.ts';

let bench: Bench;
let options: EmbeddedStackOptions;

beforeEach(() => {
  bench = makeBench();
  options = {
    dataDir: join(bench.directory, 'data'),
    cacheDir: bench.cacheDir,
    temporalAddress: 'temporal.example:7233',
    mongodbUri: 'mongodb://store.example/muster',
    temporalNamespace: 'default',
    searchAttributes: {},
    progress: () => undefined,
  };
});

afterEach(() => bench.remove());

test('given both addresses it runs nothing and says where they come from', async () => {
  const stack = await startEmbeddedStack(options);
  expect(stack).toMatchObject({
    temporalAddress: 'temporal.example:7233',
    temporalUi: undefined,
    mongodbUri: 'mongodb://store.example/muster',
    origins: { temporal: 'TEMPORAL_ADDRESS (temporal.example:7233)', store: 'MONGODB_URI' },
    pids: { temporal: undefined, store: undefined },
  });
  await stack.stop();
  expect(existsSync(bench.cacheDir)).toBe(false);
});

test('a second start on the same data directory is refused until the first has stopped', async () => {
  const first = await startEmbeddedStack(options);
  const second = startEmbeddedStack(options);
  await expect(second).rejects.toMatchObject({ code: 'data-directory-in-use' });
  await expect(second).rejects.toThrow(
    new RegExp(`already runs on the data directory .*data \\(process ${process.pid} on .*MUSTER_DATA_DIR`),
  );
  await first.stop();
  await (await startEmbeddedStack(options)).stop();
  expect(readdirSync(options.dataDir)).toEqual([]);
});
