import { defineConfig } from 'vitest/config';

/** Draws the pictures of the documentation: no test, and never run with them. */
export default defineConfig({
  test: {
    include: ['test/pictures/record.ts'],
    env: { TZ: 'UTC' },
    maxWorkers: 1,
    testTimeout: 120_000,
  },
});
