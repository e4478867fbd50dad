import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { identified, isRunning } from '../../../src/process/identity.ts';

test('a process is known again as long as it runs, and another one by its id is not', async () => {
  const child = spawn('sleep', ['60']);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const known = identified(child.pid!);
  expect(known).toBeDefined();
  expect(isRunning(known!)).toBe(true);
  expect(isRunning({ pid: process.pid, identity: known!.identity })).toBe(false);
  child.kill('SIGKILL');
  await ended;
  expect(isRunning(known!)).toBe(false);
  expect(identified(known!.pid)).toBeUndefined();
});
