import { readFileSync, writeFileSync } from 'node:fs';
import { barsOf, SIGNS_MEAN } from '../simulation/bars.ts';
import { formatProblem } from '../config/problem.ts';
import { judge } from '../simulation/judge.ts';
import { junit, verdictLines, type TestResult } from '../simulation/verdicts.ts';
import { offlineSimulator, readOffline } from './offline.ts';
import { pictureOf } from '../simulation/picture.ts';
import { readTests } from '../simulation/expectations.ts';
import { readWish, scenarioOf } from '../simulation/wish.ts';
import type { Out } from './options.ts';
import { tableOf } from '../simulation/table.ts';
import { tenantOf } from '../config/config.ts';
import { readSettings } from '../config/settings.ts';

/** What both are given at the command line. */
interface Options {
  readonly config?: string;
  readonly tenant: string;
  readonly json?: true;
}

/** Simulates what was typed, and prints it. @throws Error that says what to write instead. */
export async function simulate(
  words: string,
  options: Options & { readonly zone?: string; readonly svg?: string },
  out: Out,
): Promise<void> {
  const config = readOffline(options.config ?? readSettings(process.env).configPath);
  const tenant = tenantOf(config, options.tenant);
  const wish = readWish(words, Date.now(), options.zone ?? tenant.defaults.timeZone);
  if (typeof wish === 'string') throw new Error(wish);
  const scenario = scenarioOf(tenant, wish);
  if (typeof scenario === 'string') throw new Error(scenario);
  const outcome = await offlineSimulator(config)(options.tenant, scenario);
  const { zone } = wish.moment;
  if (options.svg !== undefined) writeFileSync(options.svg, pictureOf(outcome, zone));
  if (options.json) {
    out(JSON.stringify(outcome, null, 2));
    return;
  }
  out(`Configuration: ${config.source}. What a running Muster would do, \`muster im simulate\` tells.`);
  if (wish.moment.twice) out('That time comes twice, because the clocks are put back; the first is meant.');
  for (const line of [...tableOf(outcome, zone), '', ...barsOf(outcome, zone, 60), SIGNS_MEAN]) out(line);
}

/** Runs files of expectations, and prints how they went. @returns whether all passed. @throws Error, ConfigError */
export async function test(
  files: readonly string[],
  options: Options & { readonly now?: string; readonly junit?: string },
  out: Out,
): Promise<boolean> {
  const config = readOffline(options.config ?? readSettings(process.env).configPath);
  const tenant = tenantOf(config, options.tenant);
  const now = options.now === undefined ? Date.now() : Date.parse(options.now);
  if (Number.isNaN(now)) throw new Error(`${options.now ?? ''} is no instant: write 2026-11-20.`);
  const read = files.map((file) => ({ file, ...readTests(textOf(file), tenant, now) }));
  const problems = read.flatMap((one) =>
    'problems' in one ? one.problems.map((problem) => formatProblem(problem, one.file)) : [],
  );
  if (problems.length > 0) throw new Error(`the tests cannot be run:\n  ${problems.join('\n  ')}`);
  const simulate = offlineSimulator(config);
  const results: TestResult[] = [];
  for (const one of read) {
    for (const test of 'tests' in one ? one.tests : []) {
      const began = performance.now();
      const outcome = await simulate(options.tenant, test.scenario);
      const failures = judge(test, outcome, tenant.teams);
      const ms = Math.round(performance.now() - began);
      const { name, line } = test;
      results.push({ file: one.file, name, line, ms, failures, plan: tableOf(outcome, test.zone) });
    }
  }
  if (options.junit !== undefined) writeFileSync(options.junit, junit(results));
  if (options.json) out(JSON.stringify(results, null, 2));
  else for (const line of verdictLines(results)) out(line);
  return results.every(({ failures }) => failures.length === 0);
}

/** @throws Error that says what to write instead. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    const message = `${file} cannot be read (${code}): name the files of expectations after \`muster test\`.`;
    throw new Error(message, { cause: error });
  }
}
