import { defineConfig } from 'vitest/config';

/** Files that run whole systems, or processes that they leave in pieces. They wait more than they work. */
const wholeSystems = ['test/smoke/**/*.test.ts', 'test/fault/**/*.test.ts', 'test/replay/**/*.test.ts'];
/** Files that play workflows on a Temporal that has nothing else. */
const workflows = ['test/workflows/**/*.test.ts'];

export default defineConfig({
  test: {
    reporters: ['default', ['./test/harness/count-reporter.ts', {}]],
    projects: [
      {
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: [...wholeSystems, ...workflows],
          // What is imported costs more than most files take: it is loaded once for each process.
          isolate: false,
          globalSetup: ['test/harness/plugin-child.ts'],
          setupFiles: ['test/harness/seed.ts', 'test/harness/plugin-child-setup.ts'],
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // How long a busy machine is waited for says nothing about Muster.
          expect: { poll: { timeout: 20_000 } },
        },
      },
      {
        test: {
          name: 'whole',
          include: wholeSystems,
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 180_000,
          hookTimeout: 600_000,
          globalSetup: ['test/harness/global-setup.ts'],
          setupFiles: ['test/harness/last-words.ts'],
        },
      },
      {
        test: {
          name: 'workflows',
          include: workflows,
          pool: 'forks',
          // A process keeps its Temporal for the next file.
          isolate: false,
          environment: './test/harness/lasting-process.ts',
          maxWorkers: 2,
          testTimeout: 180_000,
          hookTimeout: 600_000,
          globalSetup: ['test/harness/global-setup.ts'],
        },
      },
    ],
  },
});
