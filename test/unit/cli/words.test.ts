import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Command } from 'commander';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../src/cli/client.ts';
import { addCompletion, candidates } from '../../../src/cli/completion.ts';
import { EXIT } from '../../../src/cli/exit.ts';
import { atTerminal, lineOf } from '../../../src/cli/phrase.ts';
import type { Terminal } from '../../../src/cli/terminal.ts';
import { addWatch } from '../../../src/cli/watch.ts';
import { addWords } from '../../../src/cli/words.ts';
import { parseCommandLine } from '../../../src/command/parse.ts';
import { VOCABULARY } from '../../../src/command/vocabulary.ts';

let printed: string[];
let asked: { path: string; body?: unknown }[];
let answers: Record<string, unknown>;

function program(): Command {
  const api = {
    get: (path: string) => {
      asked.push({ path });
      return Promise.resolve(answers[path] ?? { incidents: [], total: 0 });
    },
    post: (path: string, body: unknown) => {
      asked.push({ path, body });
      return Promise.resolve({ text: 'Done. See `/im help ack`.', message: {} });
    },
  } as unknown as ApiClient;
  const terminal: Terminal = {
    out: (line) => void printed.push(line),
    tell: () => undefined,
    api: () => Promise.resolve(api),
    now: () => Date.parse('2026-03-01T00:10Z'),
    exit: () => undefined,
  };
  const made = new Command('muster').exitOverride();
  made.command('start').description('run everything');
  addWatch(made, terminal, 1);
  addWords(made, terminal);
  addCompletion(made, terminal);
  return made;
}
const run = (...args: string[]): Promise<Command> => program().parseAsync(args, { from: 'user' });
/** What would have been typed in chat. */
const sent = (): unknown => (asked.at(-1)?.body as { text?: string } | undefined)?.text;

beforeEach(() => {
  [printed, asked, answers] = [[], [], {}];
});

describe('the words of chat at the command line', () => {
  it('are all there, so that a new one appears by itself', () => {
    const made = program();
    const incident = made.commands.find((one) => one.name() === 'incident')!;
    const names = [...made.commands, ...incident.commands].map((one) => one.name());
    const wanted = VOCABULARY.filter(
      (word) => !('group' in word && word.group === 'account') && word.name !== 'help',
    );
    expect(names).toEqual(expect.arrayContaining(wanted.map(({ name }) => name)));
    expect(made.commands.map((one) => one.name())).not.toContain('link');
    expect(incident.commands.map((one) => one.name())).toContain('link');
  });

  it.each([
    [['incident', 'ack', '42'], 'ack 42'],
    [['incident', 'note', '42', 'error rate -- falling', 'fast'], 'note 42 "error rate -- falling" fast'],
    [['incident', 'assign', '42', '@ana', 'commander'], 'assign 42 @ana commander'],
    [
      ['incident', 'declare', 'Checkout', 'is down', '--sev', '1', '--service', 'check out', '--private'],
      'declare Checkout is down --sev=1 --service="check out" --private',
    ],
    [['incident', 'resolve', '42', 'rolled', 'back', '--json'], 'resolve 42 rolled back'],
    [['oncall', 'payments'], 'oncall payments'],
    [['im', 'ack', '42'], 'ack 42'],
    [
      ['incident', 'link', '42', 'https://grafana.example/d/1?orgId=1&from=now-1h', 'The dashboard'],
      'link 42 https://grafana.example/d/1?orgId=1&from=now-1h The dashboard',
    ],
  ])('%j is the line %s', async (args, line) => {
    await run(...args);
    expect(sent()).toBe(line);
  });

  it('runs an action for an incident, as in its channel', async () => {
    await run('run', 'note', 'done by=ana', '--incident', 'INC-42');
    expect(asked.at(-1)?.body).toEqual({ text: 'run note done by=ana', incident: 'INC-42' });
  });

  it('prints the answer as text whose commands are those of the command line, or for programs as it is', async () => {
    await run('incident', 'ack', '42');
    expect(printed).toEqual(['Done. See `muster incident ack --help`.']);
    await run('incident', 'ack', '42', '--json');
    expect(JSON.parse(printed[1]!)).toMatchObject({ text: 'Done. See `/im help ack`.' });
  });

  it('says without a server what is not understood', async () => {
    await expect(run('incident', 'ack')).rejects.toMatchObject({
      exit: EXIT.refused,
      message: expect.stringMatching(/Which incident\?.*`muster incident ack 42`/) as string,
    });
    await expect(run('im', 'akc', '42')).rejects.toMatchObject({
      message: expect.stringContaining('Did you mean `muster incident ack`') as string,
    });
    for (const line of [
      ['incident', 'link', '42'],
      ['incident', 'link', 'https://grafana.example/d/1'],
      ['incident', 'link'],
    ])
      await expect(run(...line), line.join(' ')).rejects.toMatchObject({
        exit: EXIT.refused,
        message: expect.stringMatching(/muster incident link (INC-)?42 https:/) as string,
      });
    expect(asked).toEqual([]);
  });

  it('lists incidents as a table, narrowed as it was asked', async () => {
    const incident = {
      id: 'INC-7',
      severity: 'SEV-1',
      status: 'open',
      title: 'Down',
      service: 'checkout',
      declared: { at: '2026-03-01T00:00Z' },
      responders: [{ person: { name: 'Ana' } }],
    };
    const path = '/incidents?active=true&severity=SEV-1&mine=true';
    answers[path] = { incidents: [incident], total: 3 };
    await run('incident', 'list', '--severity', '1', '--mine');
    expect(asked).toEqual([{ path }]);
    expect(printed).toEqual([
      'ID     SEVERITY  STATUS  DECLARED        TEAM/SERVICE  RESPONDERS  TITLE',
      'INC-7  SEV-1     open    10 minutes ago  checkout      Ana         Down',
      '2 more: --before INC-7 shows them.',
    ]);
    await run('incident', 'list', '--all', '--json');
    expect(asked[1]).toEqual({ path: '/incidents?' });
    expect(JSON.parse(printed[3]!)).toEqual({ incidents: [], total: 0 });
  });

  it('follows an incident until it is closed, each event once', async () => {
    const event = (sequence: number) => ({
      sequence,
      at: '2026-03-01T00:00:00.000Z',
      type: 'x',
      text: `event ${sequence}`,
    });
    answers['/incidents/INC-7/timeline?limit=20'] = { events: [event(1), event(2)] };
    answers['/incidents/INC-7/timeline?limit=200'] = { events: [event(2), event(3)] };
    let looks = 0;
    Object.defineProperty(answers, '/incidents/INC-7', {
      get: () => ({ status: ++looks < 2 ? 'open' : 'closed' }),
    });
    await run('watch', '7');
    expect(printed).toEqual([1, 2, 3].map((n) => `2026-03-01 00:00:00  event ${n}`));
  });

  it('means at the command line what it means in chat', () => {
    for (const { example } of VOCABULARY.filter(({ name }) => name !== 'help')) {
      const [word = '', ...rest] = example.split(' ');
      expect(parseCommandLine(lineOf(word, rest, new Map()), {})).toEqual(parseCommandLine(example, {}));
    }
    expect(atTerminal('`/im oncall` and `/im declare x`')).toBe(
      '`muster oncall` and `muster incident declare x`',
    );
  });
});

describe('completion', () => {
  const incidents = () => Promise.resolve([{ value: 'INC-7', about: 'SEV-1 Down' }]);
  const complete = async (...typed: string[]): Promise<string[]> =>
    (await candidates(program(), typed, incidents)).map(({ value }) => value);

  it('knows commands, options and choices', async () => {
    expect(await complete('st')).toEqual(['start']);
    expect(await complete('incident', 're')).toEqual(['resolve', 'reopen', 'resume']);
    expect(await complete('incident', 'declare', '--s')).toEqual(['--sev', '--service']);
    expect(await complete('completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(await complete('completion-')).toEqual([]);
  });

  it('knows the incidents where an id may stand, and only there', async () => {
    expect(await complete('incident', 'ack', '')).toEqual(['INC-7']);
    expect(await complete('incident', 'ack', '--json', 'inc')).toEqual(['INC-7']);
    expect(await complete('watch', '')).toEqual(['INC-7']);
    expect(await complete('incident', 'ack', 'INC-7', '')).toEqual([]);
    expect(await complete('incident', 'declare', '')).toEqual([]);
    expect(await complete('incident', 'declare', '--sev', '')).toEqual([]);
    expect(await complete('oncall', '')).toEqual([]);
  });

  it('works in bash', async () => {
    await run('completion', 'bash');
    const folder = mkdtempSync(join(tmpdir(), 'muster-bash-'));
    try {
      // Stands for the program: says what it was asked, and answers with candidates.
      writeFileSync(
        join(folder, 'muster'),
        `#!/bin/sh\necho "$#: $*" > ${folder}/asked\nprintf 'INC-7\\tSEV-1 It is down\\nINC-8\\t\\n'\n`,
      );
      chmodSync(join(folder, 'muster'), 0o755);
      const script = `${printed.join('\n')}
COMP_WORDS=(muster incident ack ''); COMP_CWORD=3
_muster_completion
printf '%s|' "\${COMPREPLY[@]}"; cat ${folder}/asked; complete -p muster`;
      const path = `${folder}${delimiter}${process.env.PATH ?? ''}`;
      const { stdout, stderr } = spawnSync('bash', ['--norc', '--noprofile', '-c', script], {
        env: { PATH: path },
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      expect(stdout).toBe(
        'INC-7|INC-8|5: completion-words -- incident ack \ncomplete -o default -F _muster_completion muster\n',
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  const present = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

  it.each([
    ['zsh', ['-n'], present('zsh')],
    ['fish', ['--no-execute'], present('fish')],
  ] as const)('can be read by %s, where that is installed; it is not run', async (shell, only, here) => {
    await run('completion', shell);
    const [script = ''] = printed;
    // What holds without the shell: what is asked is what bash asks, and brackets and quotes are closed.
    expect(script).toContain('completion-words -- ');
    expect(script).toMatch(
      shell === 'zsh' ? /^#compdef muster\n[^]*\ncompdef _muster muster$/ : /^complete -c muster /,
    );
    for (const [open, close] of ['()', '{}', '[]'] as const)
      expect(script.split(open!).length, `${open} and ${close}`).toBe(script.split(close!).length);
    expect(script.split("'").length % 2).toBe(1);
    expect(script.split('"').length % 2).toBe(1);
    if (!here) return;
    const { status, stderr } = spawnSync(shell, [...only], { input: script, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });
});
