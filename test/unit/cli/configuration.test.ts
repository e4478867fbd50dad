import { Command } from 'commander';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../src/cli/client.ts';
import { addConfiguration } from '../../../src/cli/configuration.ts';
import { EXIT } from '../../../src/cli/exit.ts';
import type { Terminal } from '../../../src/cli/terminal.ts';

let printed: string[];
let asked: { path: string; body?: unknown }[];
let exit: number | undefined;
let answer: string | undefined;
let plan: Record<string, unknown>;
let refused: string | undefined;

const EMPTY = {
  base: { version: 'abc', number: 4, managed: true },
  version: 'def',
  changes: [],
  effects: { onCall: [], gaps: [] },
  openIncidents: 2,
  made: [],
  warnings: [],
};
const CHANGED = { ...EMPTY, changes: [{ kind: 'changed', text: 'policy payments, step 1, wait: 5m → 10m' }] };
const FILES = { files: [{ file: 'a.yaml', text: 'chat: {}' }], source: 'config' };

async function run(...args: string[]): Promise<void> {
  const api = {
    url: 'http://muster.example',
    get: (path: string) => {
      asked.push({ path });
      return Promise.resolve(
        path.startsWith('/configuration/versions')
          ? {
              versions: [
                { number: 1, version: 'abc', at: '2026-03-01T00:00:00Z', how: 'start', source: 'a.yaml' },
              ],
              changes: [],
            }
          : {
              version: 'abc',
              number: 4,
              since: '2026-03-01T00:00:00Z',
              managed: true,
              ...(refused && { refused: { at: '2026-03-02T00:00:00Z', reason: refused } }),
            },
      );
    },
    post: (path: string, body: unknown) => {
      asked.push({ path, body });
      return Promise.resolve(
        path === '/configuration/plan' ? plan : { ...plan, number: 5, ...(refused && { refused }) },
      );
    },
  } as unknown as ApiClient;
  const terminal: Terminal = {
    out: (line) => void printed.push(line),
    tell: () => undefined,
    api: () => Promise.resolve(api),
    now: () => 0,
    exit: (code) => void (exit = code),
  };
  const program = new Command('muster').exitOverride();
  addConfiguration(program, terminal, {
    read: () => Promise.resolve(FILES),
    ask: () => Promise.resolve(answer),
  });
  await program.parseAsync(args, { from: 'user' });
}
const applied = () => asked.filter(({ path }) => path === '/configuration/versions').map(({ body }) => body);

beforeEach(() => {
  [printed, asked, exit, answer, plan, refused] = [[], [], undefined, undefined, CHANGED, undefined];
});

describe('muster plan', () => {
  it('ends with 2 when there are changes, else with 0', async () => {
    await run('plan');
    expect(asked).toEqual([{ path: '/configuration/plan', body: FILES }]);
    expect(exit).toBe(EXIT.changes);
    expect(printed).toEqual([
      'Against version 4:',
      '~ policy payments, step 1, wait: 5m → 10m',
      '2 open incidents keep the policy with which they were declared.',
    ]);
    plan = EMPTY;
    await run('plan');
    expect(exit).toBe(EXIT.done);
    expect(printed.slice(3)).toEqual(['Against version 4:', 'No changes.']);
  });

  it('says whom it touches, and what was made in chat', async () => {
    plan = {
      ...CHANGED,
      openIncidents: 0,
      effects: {
        onCall: [{ schedule: 'payments', before: ['ana'], after: [] }],
        gaps: [{ schedule: 'payments', from: '2026-03-01T00:00:00Z', until: '2026-03-02T00:00:00Z' }],
      },
      made: [
        { path: 'people.ben', text: 'an account was linked', conflict: false },
        { path: 'people.ben.loud', text: 'Ben has chosen', conflict: true },
      ],
    };
    await run('plan', '--json');
    expect(JSON.parse(printed.pop()!)).toEqual(plan);
    await run('plan');
    expect(printed.slice(2)).toEqual([
      '! on call by payments now: ana → nobody',
      '! nobody on call by payments from 2026-03-01 00:00 UTC to 2026-03-02 00:00 UTC',
      '= people.ben: an account was linked: kept',
      '! people.ben.loud: Ben has chosen: choose --take file or --take chat',
    ]);
  });
});

describe('muster apply', () => {
  it('applies what was planned, on the version that it was compared with, when somebody says yes', async () => {
    answer = 'yes';
    await run('apply');
    expect(applied()).toEqual([{ ...FILES, base: 4 }]);
    expect(printed.at(-1)).toMatch(/^Version 5 is in force/);
  });

  it.each([
    ['no', 'Nothing was applied.'],
    ['', 'Nothing was applied.'],
    [undefined, 'Nothing was applied: nobody can be asked here. Add --yes.'],
  ])('applies nothing when the answer is %j', async (said, message) => {
    answer = said;
    await expect(run('apply')).rejects.toMatchObject({ message, exit: EXIT.refused });
    expect(applied()).toEqual([]);
  });

  it('asks nobody with --yes, goes back to a version, and has nothing to do without changes', async () => {
    await run('apply', '--yes', '--to-version', '3', '--take', 'chat');
    expect(applied()).toEqual([{ version: 3, take: 'chat', base: 4 }]);
    plan = EMPTY;
    await run('apply', '--yes');
    expect(applied()).toHaveLength(1);
    await expect(run('apply', '--to-version', 'x')).rejects.toThrow(/no number of a version/);
  });

  it('applies nothing that contradicts what was made in chat', async () => {
    plan = { ...CHANGED, made: [{ path: 'people.ben.loud', text: 'Ben has chosen', conflict: true }] };
    await expect(run('apply', '--yes')).rejects.toThrow(/--take file or --take chat/);
    expect(applied()).toEqual([]);
  });

  it('says that the server could not take it up', async () => {
    refused = 'FOO is not set';
    await expect(run('apply', '--yes')).rejects.toThrow(
      /Version 5 is kept, but .* could not take it up: FOO/,
    );
  });
});

describe('muster config', () => {
  it('lists versions and compares two', async () => {
    await run('config', 'versions');
    expect(printed).toEqual([
      'NUMBER  SINCE                 BY  HOW    HASH  FROM',
      '1       2026-03-01 00:00 UTC  –   start  abc   a.yaml',
    ]);
    await run('config', 'diff', '1', '2');
    expect(asked.at(-1)).toEqual({ path: '/configuration/versions/2?against=1' });
    expect(printed.at(-1)).toBe('No changes.');
  });

  it('says which is in force, and ends with 3 when a newer one was refused', async () => {
    await run('config', 'status');
    expect(printed).toEqual(['version 4, abc, in force since 2026-03-01 00:00 UTC']);
    expect(exit).toBeUndefined();
    refused = 'a.yaml:1:1 no';
    await run('config', 'status');
    expect(printed.at(-1)).toBe('A newer one was refused 2026-03-02 00:00 UTC:\na.yaml:1:1 no');
    expect(exit).toBe(EXIT.refused);
  });
});
