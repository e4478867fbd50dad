import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tryOwnerLock } from '../../../src/embedded/owner-lock.ts';
import { processIdentity } from '../../../src/process/identity.ts';

let directory: string;
let file: string;
let children: ChildProcess[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'muster-lock-'));
  file = join(directory, 'lock');
  children = [];
});

afterEach(async () => {
  for (const child of children) await end(child);
  rmSync(directory, { recursive: true, force: true });
});

function run(command: string, ...rest: string[]): ChildProcess {
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Writes the lock as that process would have written it. */
function lockedBy(child: ChildProcess, host = hostname()): void {
  const pid = child.pid!;
  writeFileSync(file, JSON.stringify({ pid, host, identity: processIdentity(pid) }));
}

test('has one holder at a time, and is free again after release', () => {
  const first = tryOwnerLock(file);
  expect(tryOwnerLock(file)).toMatchObject({ held: false, owner: { pid: process.pid, host: hostname() } });
  if (first.held) first.release();
  expect(readdirSync(directory)).toEqual([]);
  const second = tryOwnerLock(file);
  expect(second.held).toBe(true);
  expect(readdirSync(directory)).toEqual(['lock']);
  if (second.held) second.release();
});

test('belongs to a living process, and is taken over at once when it was killed', async () => {
  const owner = run('sleep', '60');
  lockedBy(owner);
  expect(tryOwnerLock(file)).toMatchObject({ held: false, owner: { pid: owner.pid } });
  await end(owner);
  const attempt = tryOwnerLock(file);
  expect(attempt.held).toBe(true);
  if (attempt.held) attempt.release();
});

test('does not take a later process with the same id for the holder', () => {
  const other = run('sleep', '60');
  writeFileSync(file, JSON.stringify({ pid: other.pid, host: hostname(), identity: 'an earlier boot/1' }));
  const attempt = tryOwnerLock(file);
  expect(attempt.held).toBe(true);
  if (attempt.held) attempt.release();
});

test('held on another host counts until it has not been refreshed for 30 s', () => {
  writeFileSync(file, JSON.stringify({ pid: 1, host: 'elsewhere', identity: 'x' }));
  expect(tryOwnerLock(file)).toMatchObject({ held: false, owner: { host: 'elsewhere' } });
  const longAgo = new Date(Date.now() - 31_000);
  utimesSync(file, longAgo, longAgo);
  const attempt = tryOwnerLock(file);
  expect(attempt.held).toBe(true);
  if (attempt.held) attempt.release();
});

test('with unreadable content is taken over', () => {
  writeFileSync(file, '{"pid":');
  const attempt = tryOwnerLock(file);
  expect(attempt.held).toBe(true);
  if (attempt.held) attempt.release();
});

test('a take-over that was cut short does not block the next', async () => {
  const dead = run('sleep', '60');
  lockedBy(dead);
  writeFileSync(`${file}.claim`, JSON.stringify({ pid: dead.pid, host: hostname(), identity: 'boot/1' }));
  await end(dead);
  const attempt = tryOwnerLock(file);
  expect(attempt.held).toBe(true);
  if (attempt.held) attempt.release();
  expect(readdirSync(directory)).toEqual([]);
});

test('of a killed process goes to exactly one of many who want it', async () => {
  const dead = run('sleep', '60');
  lockedBy(dead);
  await end(dead);
  const contender = join(directory, 'contender.mjs');
  await build({
    stdin: {
      contents: `
        import { tryOwnerLock } from './src/embedded/owner-lock.ts';
        while (Date.now() < Number(process.argv[3])) {} // all start in the same millisecond
        process.stdout.write(tryOwnerLock(process.argv[2]).held ? 'held' : 'refused');
        setInterval(() => undefined, 1000);`,
      resolveDir: join(import.meta.dirname, '../../..'),
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: contender,
  });
  const together = String(Date.now() + 500);
  const answers = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const child = run(process.execPath, contender, file, together);
      const [chunk] = (await once(child.stdout!, 'data')) as [Buffer];
      return chunk.toString();
    }),
  );
  expect(answers.sort()).toEqual(['held', ...Array<string>(5).fill('refused')]);
});
