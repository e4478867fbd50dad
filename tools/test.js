import process, { argv, stderr } from 'node:process';
import { createVitest, parseCLI } from 'vitest/node';

/** More files than these do not fail by chance. */
const MOST_AGAIN = 5;

/**
 * Runs all tests, or those that the arguments name, as `vitest run` does. Whole systems and workflows share the processors
 * with each other, and what is late once need not be broken: their files that failed are tried once more from a fresh
 * start, after all else, and named. What a test left behind in its system thus troubles no second try.
 */
const { filter, options } = parseCLI(['vitest', 'run', ...argv.slice(2)]);
const vitest = await createVitest('test', { ...options, watch: false });
const failed = (modules) => modules.filter((module) => module.state() === 'failed');
try {
  const { testModules, unhandledErrors } = await vitest.start(filter);
  const again = failed(testModules);
  const mayBeLate = again.every(({ project }) => project.name === 'whole' || project.name === 'workflows');
  if (again.length > 0 && again.length <= MOST_AGAIN && mayBeLate && unhandledErrors.length === 0) {
    stderr.write(`\ntried once more, as they failed: ${again.map((m) => m.relativeModuleId).join(', ')}\n\n`);
    const result = await vitest.runTestSpecifications(again.map((module) => module.toTestSpecification()));
    process.exitCode = failed(result.testModules).length > 0 || result.unhandledErrors.length > 0 ? 1 : 0;
  }
} finally {
  await vitest.close();
}
