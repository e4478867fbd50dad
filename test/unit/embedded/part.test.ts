import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stopLeftover } from '../../../src/embedded/leftover.ts';
import { startPart, waitUntilReady, type PartCommand, type RunningPart } from '../../../src/embedded/part.ts';
import { processIdentity } from '../../../src/process/identity.ts';
import { eventually } from '../../harness/eventually.ts';
import { makeBench, type Bench } from './fake-programs.ts';

let bench: Bench;
let part: RunningPart | undefined;

beforeEach(() => {
  bench = makeBench();
  part = undefined;
});

afterEach(async () => {
  await part?.stop(0);
  bench.remove();
});

async function start(script: string): Promise<PartCommand & { running: RunningPart }> {
  const command: PartCommand = {
    title: 'document store',
    path: bench.program('part', script),
    arguments: ['-x'],
    logFile: join(bench.directory, 'logs', 'part.log'),
    pidFile: join(bench.directory, 'run', 'part.json'),
  };
  part = await startPart(command);
  return { ...command, running: part };
}

const never = (): Promise<never> => Promise.reject(new Error('connection refused'));

test('a part that ends while starting is told with its exit code and the end of its log', async () => {
  const { running, logFile } = await start('echo "disk is full" >&2; exit 7');
  const failure = waitUntilReady(running, logFile, 10_000, never);
  await expect(failure).rejects.toMatchObject({ code: 'part-failed' });
  await expect(failure).rejects.toThrow(
    /stopped while starting \(exit code 7\)[\s\S]*part\.log[\s\S]*disk is full/,
  );
});

test('only the log of this start is shown', async () => {
  const first = await start('echo "trouble of yesterday"');
  await first.running.exited;
  const { running } = await start('echo "trouble of today"');
  await running.exited;
  expect(running.lastLines()).toBe('trouble of today');
  expect(readFileSync(first.logFile, 'utf8')).toBe('trouble of yesterday\ntrouble of today\n');
});

test('a log that grew large is put aside at the next start', async () => {
  const { running, logFile } = await start('true');
  await running.exited;
  writeFileSync(logFile, 'x'.repeat(10 * 1024 * 1024 + 1));
  const again = await start('echo fresh');
  await again.running.exited;
  expect(readFileSync(logFile, 'utf8')).toBe('fresh\n');
  expect(existsSync(`${logFile}.1`)).toBe(true);
});

test('a part that never answers is told with the limit and the last reason', async () => {
  const { running, logFile } = await start('exec sleep 60');
  await expect(waitUntilReady(running, logFile, 300, never)).rejects.toThrow(
    /did not answer within 0 s \(connection refused\)/,
  );
});

test('a part is ready as soon as the probe succeeds', async () => {
  const { running, logFile } = await start('exec sleep 60');
  let attempts = 0;
  await waitUntilReady(running, logFile, 10_000, () => (++attempts < 3 ? never() : Promise.resolve()));
  expect(attempts).toBe(3);
});

test('stopping ends a part that listens to SIGTERM, and its record', async () => {
  const { running, pidFile } = await start('exec sleep 60');
  expect(existsSync(pidFile)).toBe(true);
  await running.stop(60_000);
  expect(processIdentity(running.pid)).toBeUndefined();
  expect(existsSync(pidFile)).toBe(false);
});

test('stopping ends a part that ignores SIGTERM after the grace', async () => {
  const { running, logFile } = await start(`trap '' TERM; echo deaf; while :; do sleep 0.05; done`);
  await eventually('the part ignores SIGTERM', () => readFileSync(logFile, 'utf8').includes('deaf'));
  await running.stop(100);
  expect(await running.exited).toBeNull();
  expect(processIdentity(running.pid)).toBeUndefined();
});

test('a program that cannot be started at all is told', async () => {
  await expect(
    startPart({
      title: 'document store',
      path: join(bench.directory, 'absent'),
      arguments: [],
      logFile: join(bench.directory, 'log'),
      pidFile: join(bench.directory, 'pid'),
    }),
  ).rejects.toThrow(/The document store could not be started: .*ENOENT/);
});

test('what an earlier run left behind is stopped, and told', async () => {
  const { running, pidFile } = await start('exec sleep 60');
  const told: string[] = [];
  await stopLeftover(pidFile, 'document store', (line) => told.push(line));
  expect(told).toEqual([
    `an earlier run was killed and left its document store behind (process ${running.pid}); stopping it`,
  ]);
  expect(processIdentity(running.pid)).toBeUndefined();
});

test('a process that only has the same id as the one left behind is left alone', async () => {
  const { running, pidFile } = await start('exec sleep 60');
  writeFileSync(pidFile, JSON.stringify({ pid: running.pid, identity: 'an earlier boot/1' }));
  const told: string[] = [];
  await stopLeftover(pidFile, 'document store', (line) => told.push(line));
  expect(told).toEqual([]);
  expect(processIdentity(running.pid)).toBeDefined();
  expect(existsSync(pidFile)).toBe(false);
});
