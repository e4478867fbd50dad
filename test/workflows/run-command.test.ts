import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { RunsUnderTest } from '../harness/runs-under-test.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

/** What the program of each action is, as a script of sh. */
const SCRIPTS = {
  // Each argument as it came, between brackets.
  show: `printf '[%s]' "$@"`,
  stubborn: `trap '' TERM\necho $$ > "$1"\necho begun\nwhile :; do sleep 0.05; done`,
  binary: `head -c 3000000 /dev/urandom`,
  endless: `i=0\nwhile [ $i -lt 60000 ]; do echo "line $i of many that a program prints when it is asked to"; i=$((i + 1)); done`,
};

const temporal = timeSkipping();
let scripts: string;
let runs: RunsUnderTest;

beforeAll(() => {
  scripts = mkdtempSync(join(tmpdir(), 'muster-scripts-'));
  chmodSync(scripts, 0o755);
  for (const [name, script] of Object.entries(SCRIPTS))
    writeFileSync(join(scripts, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
});
afterAll(() => rmSync(scripts, { recursive: true }));

beforeEach(async () => {
  const alias = (name: string, format: string): string =>
    `name: ${name}\npack: ops\naction_ref: ops.${name}\nformats: ['${format}']\n`;
  runs = await RunsUnderTest.start(temporal, {
    files: {
      'show.yaml': alias('show', 'show {{what}}'),
      'stubborn.yaml': alias('stubborn', 'stubborn'),
      'binary.yaml': alias('binary', 'binary'),
      'endless.yaml': alias('endless', 'endless'),
      'muster.yaml': `
chat: { main: { platform: sandbox } }
aliases: [show.yaml, stubborn.yaml, binary.yaml, endless.yaml]
commands: { folders: ['${scripts}'] }
actions:
  ops.show:
    { runner: command, program: '${scripts}/show', arguments: ['{{what}}', 'to {{what}}'], parameters: { what: { type: string } } }
  ops.stubborn:
    { runner: command, program: '${scripts}/stubborn', arguments: ['${scripts}/pid'], timeout: 500ms, grace: 200ms }
  ops.binary: { runner: command, program: '${scripts}/binary' }
  ops.endless: { runner: command, program: '${scripts}/endless' }
`,
    },
  });
});
afterEach(() => runs.stop());

test.each([
  '$(touch harm); touch harm',
  '`touch harm` | tee harm && touch harm > harm',
  '${IFS}%0atouch${IFS}harm',
  "it's ; touch harm ; '",
  '" ; touch harm ; "x',
  '{{ what }} {% for x in range(9) %}{{ [].constructor }}{% endfor %} ${process.exit(1)}',
  '../../../etc/passwd ~/.ssh/id_rsa *',
  '<!channel> @everyone',
])('what is typed in chat is an argument and nothing else: show %s', async (typed) => {
  const { status, result } = await runs.say(`show ${typed}`);
  expect(status).toBe('succeeded');
  expect(result).toMatchObject({ stdout: `[${typed}][to ${typed}]`, return_code: 0 });
  expect(existsSync(join(scripts, 'harm'))).toBe(false);
  expect(runs.card()).toContain(`what=${typed}`);
});

test('what the program would take for an option is refused before it begins', async () => {
  const { status, failure } = await runs.say('show --rm=/');
  expect(status).toBe('failed');
  expect(failure?.message).toContain('what');
  expect(failure?.message).not.toContain('--rm');
  expect(runs.printed).toEqual([]);
});

test('a script that ignores SIGTERM is ended all the same, and chat says that it took too long', async () => {
  const { status, failure } = await runs.say('stubborn');
  expect(status).toBe('timed_out');
  expect(failure?.message).toMatch(/took longer/);
  const pid = Number(readFileSync(join(scripts, 'pid'), 'utf8'));
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  expect(runs.card()).toContain('took too long');
});

test.each([
  ['binary', /binary/i],
  ['endless', /line 0 of many/],
])('output that is %s is shown in short, and stands in no history as a whole', async (line, shown) => {
  const handle = await runs.order(line);
  const run = (await handle.result()) as { status: string };
  expect(run.status).toBe('succeeded');
  expect(runs.card()).toMatch(shown);
  expect(runs.card().length).toBeLessThan(10_000);
  const history = await handle.fetchHistory();
  expect(JSON.stringify(history).length).toBeLessThan(1_500_000);
});
