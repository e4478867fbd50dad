import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { afterEach, describe, expect, test } from 'vitest';
import { endProcesses } from '../../../../src/runner/process/process-group.ts';
import { memoryOf, processesByPs, type SeenProcess } from '../../../../src/runner/process/process-look.ts';
import { processesNow, ProcessTable } from '../../../../src/runner/process/process-table.ts';
import { RunProcesses } from '../../../../src/runner/process/run-processes.ts';
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

const membersOf = async (id: number) => (await processesNow()).ofGroup(id);

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
    return members.length === 2 && (await Promise.all(members.map(memoryOf))).some((bytes) => bytes > 30e6);
  });
  return child.pid!;
}

test('the processes of a group are found with their memory, and end together', async () => {
  const id = await group();
  expect((await membersOf(id)).map(({ pid }) => pid)).toContain(id);
  expect(await endProcesses(new RunProcesses({ group: id, run: 'none' }), 5_000, false)).toEqual({
    found: 2,
    left: 0,
  });
  expect(await membersOf(id)).toEqual([]);
});

test.runIf(spawnSync('ps', ['-V']).status === 0)('ps tells the same of a group', async () => {
  const id = await group();
  const [here, byPs] = [await membersOf(id), new ProcessTable(await processesByPs()).ofGroup(id)];
  expect(byPs.map(({ pid }) => pid).sort()).toEqual(here.map(({ pid }) => pid).sort());
  expect(Math.max(...(await Promise.all(byPs.map(memoryOf))))).toBeGreaterThan(30e6);
});

test('what is not there needs no ending', async () => {
  const nobody = new RunProcesses({ group: undefined, run: 'of nobody' });
  expect(await endProcesses(nobody, 0, true)).toEqual({ found: 0, left: 0 });
});

test('all who ask at a time share one look, which begins after they asked', async () => {
  const first = processesNow();
  expect(new Set([first, processesNow(), processesNow()]).size).toBe(1);
  const child = spawn('/bin/sleep', ['60'], { detached: true, stdio: 'ignore' });
  children.push(child);
  const later = processesNow();
  expect((await later).ofGroup(child.pid!)).toHaveLength(1);
});

describe('a process belongs to a run', () => {
  const seen = (pid: number, about: Partial<SeenProcess> = {}): SeenProcess => ({
    pid,
    parent: 1,
    group: pid,
    session: pid,
    began: `at ${pid}`,
    ...about,
  });
  const found = (processes: RunProcesses, ...all: SeenProcess[]): number[] =>
    processes
      .in(new ProcessTable(all))
      .map(({ pid }) => pid)
      .sort();

  test('by its group, its session, its environment and who started it', () => {
    const processes = new RunProcesses({ group: 10, run: 'r' });
    expect(
      found(
        processes,
        seen(10),
        seen(11, { group: 10 }),
        seen(12, { session: 10 }),
        seen(13, { run: 'r' }),
        seen(14, { parent: 13 }),
        seen(15, { parent: 14, run: 'another' }),
        seen(16, { run: 'another' }),
        seen(17),
      ),
    ).toEqual([10, 11, 12, 13, 14, 15]);
  });

  test('for good, also when nothing tells it any more; another with its id does not', () => {
    const processes = new RunProcesses({ group: 10, run: 'r' });
    expect(found(processes, seen(10), seen(11, { parent: 10 }))).toEqual([10, 11]);
    expect(found(processes, seen(11), seen(12, { parent: 11 }))).toEqual([11, 12]);
    expect(found(processes, seen(11, { began: 'later' }), seen(12))).toEqual([12]);
  });
});
