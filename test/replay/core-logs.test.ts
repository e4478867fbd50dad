import fs from 'node:fs';
import { Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { redactText } from '../../src/access/redact.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { loggingTo } from '../../src/telemetry/temporal-logger.ts';
import { readHistory } from './history-file.ts';

// Put together at run time, so that no scanner takes it for a real one.
const SECRET = ['xoxb', '123456789012', 'abcdefghijkl'].join('-');
const log = createLogger('info', redactText);
const lines: string[] = [];

beforeAll(() => {
  // What the log writes to standard error is kept here.
  const { writeSync } = fs;
  vi.spyOn(fs, 'writeSync').mockImplementation((fd: number, ...rest: [string]) => {
    if (fd !== 2) return writeSync(fd, ...rest);
    lines.push(...rest[0].split('\n').filter(Boolean));
    return Buffer.byteLength(rest[0]);
  });
  Runtime.install({ ...loggingTo(log), shutdownSignals: [] });
});
afterAll(() => vi.restoreAllMocks());

const linesOfCore = (): Record<string, unknown>[] =>
  lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ sdkComponent }) => sdkComponent === 'core');

/** A history that the workflow does not fit: of that the core complains, and names the activity. */
async function* misfit(): AsyncGenerator<{ workflowId: string; history: unknown }> {
  const kept = JSON.stringify(readHistory('declared-and-closed'));
  const history: unknown = JSON.parse(
    kept.replace(/("activityType":\{"name":")[^"]+/g, (_whole, start: string) => start + SECRET),
  );
  yield { workflowId: 'misfit', history };
  // The runtime ends with its last worker, and the worker with its last history.
  await vi.waitFor(() => expect(linesOfCore()).not.toEqual([]), 10_000);
}

test("warnings of Temporal's core are lines of the structured log, without secrets", async () => {
  const workflowBundle = { codePath: inject('workflowBundle') };
  for await (const { error } of Worker.runReplayHistories({ workflowBundle }, misfit()))
    expect(error).toBeInstanceOf(Error);
  const core = linesOfCore();
  expect(core).toContainEqual(
    expect.objectContaining({
      level: 'warn',
      target: expect.stringMatching(/^temporalio_sdk_core/) as string,
      msg: 'Failing workflow task',
    }),
  );
  expect(JSON.stringify(core)).toContain('[redacted');
  expect(lines.join('\n')).not.toContain(SECRET);
});
