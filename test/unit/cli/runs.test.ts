import { Command } from 'commander';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../src/cli/client.ts';
import { addRuns } from '../../../src/cli/runs.ts';

let printed: string[];
let told: string[];
let asked: string[];
let answer: object;

const run = (...args: string[]): Promise<Command> => {
  const program = new Command('muster').exitOverride().configureOutput({ writeErr: () => undefined });
  addRuns(program, {
    out: (line) => void printed.push(line),
    tell: (line) => void told.push(line),
    api: () =>
      Promise.resolve({
        get: (path: string) => (asked.push(path), Promise.resolve(answer)),
      } as unknown as ApiClient),
    now: () => Date.parse('2026-03-01T12:00Z'),
    exit: () => undefined,
  });
  for (const command of program.commands)
    command.exitOverride().configureOutput({ writeErr: () => undefined });
  return program.parseAsync(['runs', ...args], { from: 'user' });
};

const ANA = { by: { id: 'ana', name: 'Ana' }, at: '2026-03-01T11:58:00.000Z' };
const BEN = { by: { id: 'ben', name: 'Ben' }, at: '2026-03-01T11:59:00.000Z' };
const restart = {
  id: 'RUN-7',
  action: 'ops.restart',
  status: 'failed',
  parameters: { host: 'web1', force: true },
  ordered: ANA,
  approved: BEN,
  startedAt: '2026-03-01T11:59:00.000Z',
  endedAt: '2026-03-01T11:59:04.000Z',
  attempts: 2,
  incident: 'INC-4',
  failure: { code: 'exit_status', message: 'It ended with 1.' },
  result: { return_code: 1 },
};

beforeEach(() => {
  [printed, told, asked] = [[], [], []];
});

describe('muster runs', () => {
  it('lists them, and says how to go on', async () => {
    const running = { ...restart, id: 'RUN-8', status: 'running', cancelled: BEN, incident: undefined };
    answer = { runs: [running, restart], next: 7 };
    await run('--limit', '2', '--before', 'RUN-9');
    expect(asked).toEqual(['/runs?limit=2&before=9']);
    expect(printed[1]).toMatch(/^RUN-8 +being cancelled +2 minutes ago +Ana +– +ops\.restart$/);
    expect(printed[2]).toMatch(/^RUN-7 +failed +2 minutes ago +Ana +INC-4 +ops\.restart$/);
    expect(printed.at(-1)).toBe('Older ones: --before RUN-7');
    answer = { runs: [] };
    await run();
    expect(printed.at(-1)).toBe('Nothing was run yet.');
    await run('--json');
    expect(JSON.parse(printed.at(-1) ?? '')).toEqual(answer);
  });

  it('searches them, and says where there may be others', async () => {
    answer = { runs: [], next: 7 };
    await run('--text', 'restart failed');
    expect(asked).toEqual(['/runs?limit=20&text=restart+failed']);
    expect(printed).toEqual(['None of the runs that were looked through.', 'Older ones: --before RUN-7']);
    answer = { runs: [] };
    await run('--text', 'restart');
    expect(printed.at(-1)).toBe('Nothing was found.');
  });

  it('shows one: how it stands, by whom, with what, and why it failed', async () => {
    answer = { ...restart, steps: [{ place: '1', task: 'stop', action: 'core.local', status: 'failed' }] };
    await run('run-7');
    expect(asked).toEqual(['/runs/RUN-7']);
    expect(printed).toEqual([
      'RUN-7 ops.restart: failed after 4.0 seconds, in 2 attempts',
      'Ordered by Ana, 2 minutes ago',
      'Approved by Ben, 1 minute ago',
      'Incident INC-4',
      '  host=web1',
      '  force=true',
      '  1 stop core.local: failed',
      'It ended with 1. (exit_status)',
      '',
      '{\n  "return_code": 1\n}',
    ]);
  });

  it('prints all that an attempt or a step has printed, and nothing else', async () => {
    answer = { pieces: [{ text: 'one\n' }, { text: 'two\n' }], dropped: 3 };
    await run('7', '--output', '--attempt', '2', '--step', '3.1');
    expect(asked).toEqual(['/runs/RUN-7/output?attempt=2&step=3.1']);
    expect(printed).toEqual(['one\ntwo']);
    expect(told).toEqual(['3 characters in between are not kept.']);
  });

  it('says which steps of a chain have printed something, and that nothing was printed', async () => {
    const steps = [
      { place: '1', task: 'stop', action: 'core.local', status: 'succeeded' },
      { place: '2', task: 'again', action: 'ops.again', status: 'running' },
      { place: '2.1', task: 'start', action: 'core.local', status: 'running' },
    ];
    answer = { ...restart, status: 'running', steps, pieces: [], dropped: 0 };
    await run('RUN-7', '--output');
    expect(asked).toEqual(['/runs/RUN-7/output', '/runs/RUN-7']);
    expect(told).toEqual([
      `RUN-7 prints nothing itself, its steps do:
  --step 1 stop core.local: succeeded
  --step 2 again ops.again: running
  --step 2.1 start core.local: running`,
    ]);
    await run('RUN-7', '--output', '--step', '2');
    await run('RUN-7', '--output', '--step', '1');
    answer = { ...restart, pieces: [], dropped: 0 };
    await run('RUN-7', '--output');
    expect(told.slice(1)).toEqual([
      'Step 2 of RUN-7 prints nothing itself, its steps do:\n  --step 2.1 start core.local: running',
      'Step 1 of RUN-7 has printed nothing until now.',
      'RUN-7 has printed nothing.',
    ]);
    expect(printed).toEqual([]);
  });

  it.each([
    [['INC-7'], /"INC-7" is not the id of a run/],
    [['--before', 'x'], /"x" is not the id of a run/],
    [['--output'], /Whose output\?/],
    [['RUN-7', '--output', '--attempt', '0'], /whole number from 1/],
  ])('says what is wrong with %j', async (args, problem) => {
    await expect(run(...args)).rejects.toThrow(problem);
    expect(asked).toEqual([]);
  });
});
