import { defineConfig } from 'vitest/config';

/** Loads the whole program for minutes: apart from the tests, because most of that is waiting for platforms' limits. */
export default defineConfig({
  test: {
    reporters: ['default', ['./test/harness/count-reporter.ts', {}]],
    include: ['test/load/all-platforms-limits.ts'],
    pool: 'forks',
    maxWorkers: 1,
    hookTimeout: 600_000,
    globalSetup: ['test/harness/global-setup.ts'],
  },
});
