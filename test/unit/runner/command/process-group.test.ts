import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { endProcesses, groupByPs, membersOf } from '../../../../src/runner/command/process-group.ts';
import { eventually } from '../../../harness/eventually.ts';

const children: ChildProcess[] = [];

afterEach(() => {
  for (const { pid } of children.splice(0)) {
    try {
      process.kill(-pid!, 'SIGKILL');
    } catch {
      // It has ended, as it should.
    }
  }
});

/** Two processes, one of which holds 30 MB. */
async function group(): Promise<number> {
  const child = spawn(
    '/bin/sh',
    [
      '-c',
      `"${process.execPath}" -e 'const held = Buffer.alloc(30e6, 1); setInterval(() => held.fill(2), 50)' & wait`,
    ],
    { detached: true, stdio: 'ignore' },
  );
  children.push(child);
  await eventually('both have begun', async () => {
    const members = await membersOf(child.pid!);
    return members.length === 2 && members.some(({ memory }) => memory > 30e6);
  });
  return child.pid!;
}

test('the processes of a group are found with their memory, and end together', async () => {
  const id = await group();
  expect((await membersOf(id)).map(({ pid }) => pid)).toContain(id);
  expect(await endProcesses({ group: id, run: 'none' }, 5_000, false)).toEqual({ found: 2, left: 0 });
  expect(await membersOf(id)).toEqual([]);
});

test.runIf(spawnSync('ps', ['-V']).status === 0)('ps tells the same of a group', async () => {
  const id = await group();
  const [here, byPs] = [await membersOf(id), await groupByPs(id)];
  expect(byPs.map(({ pid }) => pid).sort()).toEqual(here.map(({ pid }) => pid).sort());
  expect(Math.max(...byPs.map(({ memory }) => memory))).toBeGreaterThan(30e6);
});

test('what is not there needs no ending', async () => {
  expect(await endProcesses({ group: undefined, run: 'of nobody' }, 0, true)).toEqual({ found: 0, left: 0 });
});
