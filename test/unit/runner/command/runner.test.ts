import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OutputPiece, RunnerOutcome } from '../../../../src/action/runner.ts';
import { commandRunner } from '../../../../src/runner/command/runner.ts';
import { commandSettings } from '../../../../src/runner/command/settings.ts';
import { identified, isRunning } from '../../../../src/process/identity.ts';
import { eventually } from '../../../harness/eventually.ts';

let bench: string;
let records: string;
let keys = 0;

beforeEach(() => {
  bench = realpathSync(mkdtempSync(join(tmpdir(), 'command-run-')));
  chmodSync(bench, 0o755);
  records = join(bench, 'records');
});
afterEach(() => rmSync(bench, { recursive: true, force: true }));

function script(text: string, name = 'script'): string {
  const path = join(bench, name);
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}
const sh = (text: string, name?: string): string => script(`#!/bin/sh\n${text}\n`, name);
const node = (text: string): string => script(`#!${process.execPath}\n${text}\n`);

interface Run {
  readonly outcome: RunnerOutcome;
  readonly printed: string;
  readonly result: Record<string, unknown>;
}

interface Given {
  readonly parameters?: Record<string, unknown>;
  readonly key?: string;
  readonly incident?: string;
  readonly signal?: AbortSignal;
  readonly print?: (piece: OutputPiece) => void;
}

async function run(program: string, settings: Record<string, unknown> = {}, given: Given = {}): Promise<Run> {
  let printed = '';
  const outcome = await commandRunner({
    allowed: { programs: [], folders: [bench] },
    records,
    redact: (text) => text.replaceAll('s3cret', '[redacted]'),
  })({
    settings: commandSettings.parse({ program, ...settings }),
    parameters: given.parameters ?? {},
    idempotencyKey: given.key ?? `run-${process.pid}-${(keys += 1)}`,
    signal: given.signal ?? new AbortController().signal,
    print: (piece) => {
      printed += piece.text;
      given.print?.(piece);
    },
    ...(given.incident !== undefined && { incident: given.incident }),
  });
  return { outcome, printed, result: (outcome.result ?? {}) as Record<string, unknown> };
}

/** Prints what it was started with, exactly. */
const ECHO =
  'console.log(JSON.stringify({ args: process.argv.slice(2), env: process.env, cwd: process.cwd(), uid: process.getuid(), gid: process.getgid(), groups: process.getgroups() }))';
const seen = ({
  result,
}: Run): {
  args: string[];
  env: Record<string, string>;
  cwd: string;
  uid: number;
  gid: number;
  groups: number[];
} => JSON.parse(String(result['stdout'])) as never;

/** A process id that the script has written, and the process that has it. */
async function started(file: string): Promise<NonNullable<ReturnType<typeof identified>>> {
  return eventually('it has written its process id', () =>
    existsSync(file) && readFileSync(file, 'utf8').endsWith('\n')
      ? identified(Number(readFileSync(file, 'utf8')))
      : undefined,
  );
}

test('a script that succeeds is told with what it printed, and leaves nothing behind', async () => {
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith('muster-command-'));
  const { outcome, printed } = await run(sh('echo out; echo err >&2; touch left'));
  expect(outcome).toEqual({
    status: 'succeeded',
    result: {
      stdout: 'out',
      stderr: 'err',
      return_code: 0,
      succeeded: true,
      failed: false,
      dropped_bytes: 0,
    },
  });
  expect(printed.split('\n').sort()).toEqual(['', 'err', 'out']);
  expect(readdirSync(records)).toEqual([]);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('muster-command-'))).toEqual(before);
});

test('a script that fails is told by its exit status, and by the signal that ended it', async () => {
  expect((await run(sh('exit 3'))).outcome).toMatchObject({
    status: 'failed',
    code: 'exit_status',
    message: 'script ended with exit status 3.',
    mayRepeat: false,
    result: { return_code: 3, failed: true },
  });
  expect((await run(sh('kill -SEGV $$'), { repeatable: true })).outcome).toMatchObject({
    code: 'signal',
    message: 'script was ended by SIGSEGV from elsewhere.',
    mayRepeat: true,
    result: { return_code: -11 },
  });
});

test('what was typed reaches the program as it is, and no shell', async () => {
  const typed = [
    '; touch owned',
    '$(touch owned)',
    '`touch owned`',
    'a\nb',
    '*',
    '"\'\\',
    '👩‍🚒 \u202e',
    'x'.repeat(100_000),
  ];
  const { result } = await run(
    node(ECHO),
    { arguments: [{ each: 'typed', arguments: ['{{typed}}'] }], mostBytes: '1024kb', lineCharacters: 65_536 },
    { parameters: { typed: typed.slice(0, -1) } },
  );
  // What is shown of it has no text that runs the other way.
  expect((JSON.parse(String(result['stdout'])) as { args: string[] }).args).toEqual(
    typed.slice(0, -1).map((one) => one.replace('\u202e', '')),
  );
  const long = await run(
    node('console.log(process.argv[2].length)'),
    { arguments: ['{{typed}}'] },
    { parameters: { typed: typed.at(-1) } },
  );
  expect(long.result['stdout']).toBe('100000');
  expect(existsSync(join(bench, 'owned'))).toBe(false);
});

test('arguments that are too long are told as that, and nothing was done', async () => {
  const { outcome } = await run(
    sh('true'),
    { arguments: ['{{text}}'] },
    { parameters: { text: 'secret'.repeat(500_000) } },
  );
  expect(outcome).toMatchObject({
    status: 'failed',
    code: 'arguments_too_long',
    mayRepeat: false,
    message: expect.stringMatching(/3000000 bytes in all.*stdin: parameters/) as string,
  });
  expect(JSON.stringify(outcome)).not.toContain('secret');
  expect(readdirSync(records)).toEqual([]);
});

test('what would be an option, or no argument, is refused before anything is started', async () => {
  const program = sh(`touch ${join(bench, 'ran')}`);
  expect(
    (await run(program, { arguments: ['{{x}}'] }, { parameters: { x: '--force' } })).outcome,
  ).toMatchObject({ code: 'option_refused', mayRepeat: false });
  expect((await run(program, { arguments: ['{{x}}'] }, { parameters: { x: 'a\0b' } })).outcome).toMatchObject(
    { code: 'value_refused' },
  );
  expect(
    (await run('/bin/sh', { arguments: ['-c', '{{x}}'] }, { parameters: { x: 'true' } })).outcome,
  ).toMatchObject({ code: 'not_allowed' });
  expect(existsSync(join(bench, 'ran'))).toBe(false);
});

test('it has an environment of its own', async () => {
  process.env['MUSTER_TEST_TOKEN'] = 'secret';
  try {
    const run1 = await run(
      node(ECHO),
      { environment: { LOG_LEVEL: '$HOME', PATH: '/opt/bin:/bin' } },
      { key: 'run-7', incident: 'INC-42' },
    );
    const { env, cwd } = seen(run1);
    expect(env).toEqual({
      PATH: '/opt/bin:/bin',
      HOME: cwd,
      LANG: 'C.UTF-8',
      LOG_LEVEL: '$HOME',
      MUSTER_RUN: 'run-7',
      MUSTER_INCIDENT: 'INC-42',
    });
    expect(cwd).toMatch(/muster-command-\w+$/);
    expect(existsSync(cwd)).toBe(false);
    expect(seen(await run(node(ECHO))).env).not.toHaveProperty('MUSTER_INCIDENT');
  } finally {
    delete process.env['MUSTER_TEST_TOKEN'];
  }
});

test('it runs in a folder of its own, or in the one that the action names', async () => {
  const folder = join(bench, 'work');
  mkdirSync(folder);
  const { cwd, env } = seen(await run(node(ECHO), { workingDirectory: folder }));
  expect([cwd, env['HOME']]).toEqual([folder, folder]);
  expect(existsSync(folder)).toBe(true);
});

test('it reads nothing, or its parameters', async () => {
  const program = sh('cat; echo end');
  expect((await run(program)).result['stdout']).toBe('end');
  const parameters = { text: 'a\0b\n"', list: [1, null] };
  expect((await run(program, { stdin: 'parameters' }, { parameters })).result['stdout']).toBe(
    `${JSON.stringify(parameters)}\nend`,
  );
  expect(
    (
      await run(
        sh('exec <&-; echo end'),
        { stdin: 'parameters' },
        { parameters: { text: 'x'.repeat(1_000_000) } },
      )
    ).outcome.status,
  ).toBe('succeeded');
});

test.runIf(process.getuid?.() === 0)('it runs as whom the action says, who can use its folder', async () => {
  const program = script(`#!/bin/sh\ntouch "$HOME/mine" && id -u && id -g && id -G`);
  const { result } = await run(program, { runAs: { uid: 65_534, gid: 65_533 } });
  expect(result['stdout']).toBe('65534\n65533\n65533');
});

describe('a run that takes too long', () => {
  test('is asked to end, and may say its last words', async () => {
    const began = performance.now();
    const { outcome, printed } = await run(
      sh('trap "echo bye; exit 0" TERM; echo hello; while :; do sleep 0.05; done 2>/dev/null'),
      { timeout: '500ms' },
    );
    expect(outcome).toMatchObject({
      status: 'timed_out',
      code: 'timeout',
      mayRepeat: false,
      result: { failed: true, stdout: 'hello\nbye' },
    });
    expect(printed).toBe('hello\nbye\n');
    expect(performance.now() - began).toBeGreaterThan(450);
  });

  test('is ended after the grace when it ignores that, with all its children', async () => {
    const file = join(bench, 'child');
    const { outcome } = await run(
      sh(
        `trap "" TERM; sh -c 'trap "" TERM; echo $$ >${file}; while :; do sleep 1; done' & wait; while :; do sleep 1; done`,
      ),
      { timeout: '700ms', grace: '100ms' },
    );
    expect(outcome).toMatchObject({ status: 'timed_out', result: { return_code: -9 } });
    expect(identified(Number(readFileSync(file, 'utf8')))).toBeUndefined();
  });

  test.runIf(process.platform === 'linux')('takes along what left its process group', async () => {
    const file = join(bench, 'stray');
    const { outcome } = await run(
      sh(`setsid sh -c 'echo $$ >${file}; trap "" TERM; while :; do sleep 1; done' & wait`),
      { timeout: '700ms', grace: '100ms' },
    );
    expect(outcome.status).toBe('timed_out');
    expect(identified(Number(readFileSync(file, 'utf8')))).toBeUndefined();
  });
});

test('a run that is cancelled ends with all its processes', async () => {
  const file = join(bench, 'child');
  const controller = new AbortController();
  const running = run(sh(`sh -c 'echo $$ >${file}; sleep 60' & wait`), {}, { signal: controller.signal });
  const child = await started(file);
  controller.abort();
  expect((await running).outcome).toMatchObject({ status: 'cancelled', code: 'cancelled', mayRepeat: false });
  expect(isRunning(child)).toBe(false);
});

test('a run that was cancelled before it began is not begun', async () => {
  const { outcome } = await run(sh(`touch ${join(bench, 'ran')}`), {}, { signal: AbortSignal.abort() });
  expect(outcome).toMatchObject({ status: 'cancelled', mayRepeat: true });
  expect(existsSync(join(bench, 'ran'))).toBe(false);
});

describe('what a script leaves running when it ends', () => {
  test('may finish what it prints', async () => {
    expect((await run(sh('(sleep 0.3; echo late) & echo early'))).outcome).toMatchObject({
      status: 'succeeded',
      result: { stdout: 'early\nlate', stderr: '' },
    });
  });

  test('is ended', async () => {
    const file = join(bench, 'child');
    const { outcome, printed } = await run(
      sh(
        `sh -c 'echo $$ >${file}; exec sleep 60' >/dev/null 2>&1 & while [ ! -s ${file} ]; do sleep 0.02; done; echo done`,
      ),
    );
    expect(outcome).toMatchObject({ status: 'succeeded' });
    expect(printed).toMatch(/^done\n\[it ended, and 1 of its processes/);
    expect(identified(Number(readFileSync(file, 'utf8')))).toBeUndefined();
  });

  test.runIf(process.platform === 'linux')(
    'does not keep it waiting where it may go on: outside of the group, with the output open',
    async () => {
      const file = join(bench, 'daemon');
      const began = performance.now();
      const { outcome } = await run(
        sh(
          `setsid sh -c 'echo $$ >${file}; exec sleep 60' & while [ ! -s ${file} ]; do sleep 0.02; done; echo done`,
        ),
        { workingDirectory: '/' },
      );
      expect(outcome).toMatchObject({ status: 'succeeded', result: { stdout: 'done' } });
      expect(performance.now() - began).toBeLessThan(30_000);
      const daemon = identified(Number(readFileSync(file, 'utf8')));
      expect(daemon).toBeDefined();
      process.kill(daemon!.pid, 'SIGKILL');
    },
  );
});

describe('limits', () => {
  test.runIf(process.platform === 'linux' && existsSync('/usr/bin/prlimit'))(
    'a process that asks for too much memory is refused it',
    async () => {
      const { outcome, result } = await run(
        node('const all = []; for (;;) all.push(Buffer.alloc(8 << 20, 1));'),
        { memory: '200mb' },
      );
      expect(outcome).toMatchObject({ status: 'failed' });
      expect(`${String(result['stderr'])} ${outcome.status === 'succeeded' ? '' : outcome.code}`).toMatch(
        /allocation failed|out of memory|memory_exceeded/i,
      );
    },
  );

  test('processes that have too much memory together are ended', async () => {
    const { outcome } = await run(
      node(`
      const { spawn } = require('node:child_process');
      const held = Buffer.alloc(60 << 20, 1);
      if (process.argv[2] === undefined) for (let n = 0; n < 3; n++) spawn(process.execPath, [__filename, 'child'], { stdio: 'ignore' });
      setInterval(() => held.fill(2), 1000);
    `),
      { memory: '200mb', grace: '100ms' },
    );
    expect(outcome).toMatchObject({
      status: 'failed',
      code: 'memory_exceeded',
      mayRepeat: false,
      message: expect.stringContaining('200 MiB') as string,
    });
  });

  test.runIf(process.platform === 'linux').each([
    ['in sessions of their own', ''],
    ['with an empty environment, too', '/usr/bin/env -i '],
  ])('what left the process group counts as well: processes %s', async (_how, through) => {
    const { outcome } = await run(
      sh(`for n in 1 2 3 4 5 6 7 8; do setsid ${through}/bin/sleep 60 & done; wait`),
      { processes: 5, grace: '100ms' },
    );
    expect(outcome).toMatchObject({ status: 'failed', code: 'processes_exceeded' });
    expect(outcome).not.toMatchObject({ message: expect.stringContaining('could not be ended') as string });
  });

  test.runIf(process.platform === 'linux')(
    'what left the process group counts as well: their memory',
    async () => {
      const file = join(bench, 'holder');
      const holder = script(
        `#!${process.execPath}\nrequire('node:fs').writeFileSync('${file}', process.pid + '\\n'); const held = Buffer.alloc(90 << 20, 1); setInterval(() => held.fill(2), 1000);`,
        'holding',
      );
      const { outcome } = await run(sh(`setsid ${holder} & setsid ${holder} & setsid ${holder} & wait`), {
        memory: '200mb',
        grace: '100ms',
      });
      expect(outcome).toMatchObject({ status: 'failed', code: 'memory_exceeded' });
      expect(identified(Number(readFileSync(file, 'utf8')))).toBeUndefined();
    },
  );

  test('too many processes are ended', async () => {
    const { outcome } = await run(sh('for n in 1 2 3 4 5 6 7 8; do sleep 60 & done; wait'), {
      processes: 5,
      grace: '100ms',
    });
    expect(outcome).toMatchObject({ status: 'failed', code: 'processes_exceeded' });
  });

  test('more output than is kept is counted', async () => {
    const { outcome, result } = await run(
      sh('head -c 3000000 /dev/zero | tr "\\0" "a" | fold -w 99; echo end >&2'),
      { mostBytes: '64kb' },
    );
    expect(outcome.status).toBe('succeeded');
    // With the ends of the lines.
    expect(result['dropped_bytes']).toBe(3_000_000 + Math.ceil(3_000_000 / 99) - 65_536);
  });

  test('why it failed is told, however much it printed elsewhere', async () => {
    const { result, printed } = await run(sh('echo before >&2; seq 1 400000; echo why >&2; exit 1'));
    expect(result['stderr']).toBe('before\nwhy');
    expect(printed).toContain('why\n');
    expect(result['stdout']).toMatch(/^1\n2\n[\s\S]*\n400000$/);
  });

  test('a secret is in no part of the result, not even in part', async () => {
    const { result } = await run(
      sh('while [ "${n:-0}" -lt 3000 ]; do n=$((n + 1)); echo "$n: s3cret"; done'),
    );
    expect(String(result['stdout'])).toMatch(/^1: \[redacted\]\n[\s\S]*\n3000: \[redacted\]$/);
    expect(String(result['stdout'])).not.toContain('s3');
  });

  test('of much output the result has the beginning and the end', async () => {
    const { result, printed } = await run(sh('seq 1 20000'), {});
    expect(printed.length).toBeGreaterThan(100_000);
    expect(result['stdout']).toMatch(/^1\n2\n[\s\S]*\[… \d+ characters …\][\s\S]*\n20000$/);
    expect(String(result['stdout']).length).toBeLessThan(30_100);
  });
});

describe('after a worker was killed in the middle of a run', () => {
  const crashed = async (
    key: string,
  ): Promise<{ processes: NonNullable<ReturnType<typeof identified>>[]; folder: string }> => {
    const worker = await bundledWorker();
    const files = ['leader', 'child', 'stray'].map((name) => join(bench, name));
    const [leader = '', child = '', stray = ''] = files;
    const program = sh(
      `echo $$ >${leader}; pwd >${bench}/pwd; trap "" TERM; sh -c 'echo $$ >${child}; exec sleep 60' & setsid sh -c 'echo $$ >${stray}; exec sleep 60' & while :; do sleep 1; done`,
    );
    const call = {
      settings: commandSettings.parse({ program, grace: '200ms' }),
      parameters: {},
      idempotencyKey: key,
      host: { allowed: { programs: [program], folders: [] }, records },
    };
    const running = spawn(process.execPath, [worker, JSON.stringify(call)], { stdio: 'inherit' });
    const ended = new Promise((resolve) => running.once('exit', resolve));
    const processes = await Promise.all(files.map(started));
    await eventually('it is noted', () =>
      readdirSync(records).some(
        (name) => name.endsWith('.json') && readFileSync(join(records, name), 'utf8').includes('"process"'),
      ),
    );
    running.kill('SIGKILL');
    await ended;
    expect(processes.every(isRunning)).toBe(true);
    return { processes, folder: readFileSync(join(bench, 'pwd'), 'utf8').trim() };
  };

  async function bundledWorker(): Promise<string> {
    const { build } = await import('esbuild');
    const outfile = join(bench, 'worker.mjs');
    await build({
      stdin: {
        contents: `import { commandRunner } from './src/runner/command/runner.ts';
          const { host, ...call } = JSON.parse(process.argv[2]);
          await commandRunner({ ...host, redact: (text) => text })({ ...call, signal: new AbortController().signal, print: () => {} });`,
        resolveDir: process.cwd(),
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile,
      logLevel: 'error',
    });
    return outfile;
  }

  test('what is left of it is ended, and it is told as abandoned', async () => {
    const key = `killed-${process.pid}-1`;
    const { processes, folder } = await crashed(key);
    const again = await run(sh(`touch ${join(bench, 'ran')}`, 'again'), {}, { key });
    expect(again.outcome).toMatchObject({ status: 'failed', code: 'abandoned', mayRepeat: false });
    expect(processes.some(isRunning)).toBe(false);
    expect([existsSync(folder), existsSync(join(bench, 'ran'))]).toEqual([false, false]);
  });

  test('one that is repeatable is run again, once nothing of it is left', async () => {
    const key = `killed-${process.pid}-2`;
    const { processes } = await crashed(key);
    const again = await run(sh('echo again', 'again'), { repeatable: true }, { key });
    expect(again.outcome).toMatchObject({ status: 'succeeded', result: { stdout: 'again' } });
    expect(processes.some(isRunning)).toBe(false);
    expect(readdirSync(records)).toEqual([]);
  });

  test('the next worker ends it when it starts, and what is under way in another goes on', async () => {
    const { endLeftovers } = await import('../../../../src/runner/process/attempt.ts');
    const key = `killed-${process.pid}-3`;
    const { processes, folder } = await crashed(key);
    const other = join(bench, 'other');
    const controller = new AbortController();
    const running = run(sh(`echo $$ >${other}; exec sleep 60`, 'again'), {}, { signal: controller.signal });
    const busy = await started(other);
    const lines: string[] = [];
    await endLeftovers(records, (line) => lines.push(line));
    expect(lines).toEqual([
      expect.stringMatching(/left \d processes of the run killed-\d+-3 behind; they were ended/),
    ]);
    expect([processes.some(isRunning), existsSync(folder), isRunning(busy)]).toEqual([false, false, true]);
    controller.abort();
    await running;
    expect((await run(sh('true', 'again'), {}, { key })).outcome).toMatchObject({ code: 'abandoned' });
  });
});

test('a worker that just ends takes what it started along', async () => {
  const { build } = await import('esbuild');
  const outfile = join(bench, 'worker.mjs');
  await build({
    stdin: {
      contents: `import { launch } from './src/runner/process/launch.ts';
        await launch({ program: process.argv[2], args: [], folder: '/', environment: {}, runAs: undefined, input: undefined });
        process.on('message', () => process.exit(1));`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'error',
  });
  const file = join(bench, 'child');
  const program = sh(`/bin/sh -c 'echo $$ >${file}; exec /bin/sleep 60' & wait`);
  const worker = spawn(process.execPath, [outfile, program], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const child = await started(file);
  worker.send('end');
  await eventually('its child has ended', () => !isRunning(child));
});

test('a folder that was made for a run is nobody else’s', async () => {
  const { cwd } = seen(
    await run(node(`console.error((require('node:fs').statSync('.').mode & 0o777).toString(8)); ${ECHO}`)),
  );
  expect(existsSync(cwd)).toBe(false);
  const { result } = await run(
    node(`console.log((require('node:fs').statSync('.').mode & 0o777).toString(8))`),
  );
  expect(result['stdout']).toBe('700');
  expect(statSync(tmpdir()).isDirectory()).toBe(true);
});
