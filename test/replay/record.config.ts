import { defineConfig } from 'vitest/config';

/** Keeps histories of the shapes that have none yet: no test, and never run with them. */
export default defineConfig({
  test: {
    include: ['test/replay/record.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 600_000,
    globalSetup: ['test/harness/global-setup.ts'],
  },
});
