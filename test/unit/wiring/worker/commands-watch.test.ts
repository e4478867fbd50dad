import { chmodSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Config } from '../../../../src/config/config.ts';
import { checkText } from '../../../../src/config/load.ts';
import { CommandsWatch } from '../../../../src/wiring/worker/commands-watch.ts';
import { platforms } from '../../config/platforms.ts';

let folder: string;
let config: Config;
let watch: CommandsWatch | undefined;
let said: string[];
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'muster-scripts-')));
  said = [];
});
afterEach(() => {
  watch?.close();
  rmSync(folder, { recursive: true });
});

function configure(...scripts: string[]): void {
  const actions = scripts.map((script) => `  core.${script}: {runner: command, program: ${at(script)}}\n`);
  const yaml = `chat: {main: {platform: sandbox}}\ncommands: {folders: [${folder}]}\nactions:\n${actions.join('')}`;
  config = checkText(yaml, 'muster.yaml', {}, platforms).config!;
}
const at = (script: string): string => join(folder, 'pack', script);
function put(script: string, text = '#!/bin/sh\n'): void {
  mkdirSync(join(folder, 'pack'), { recursive: true });
  writeFileSync(`${at(script)}.new`, text, { mode: 0o755 });
  renameSync(`${at(script)}.new`, at(script));
}
async function started(): Promise<CommandsWatch> {
  const take = (line: string): void => void said.push(line.replaceAll(folder, '$HERE'));
  watch = new CommandsWatch({
    config: () => config,
    log: { warn: vi.fn(take), info: vi.fn(take) },
    settleMs: 10,
  });
  await watch.look();
  return watch;
}
async function says(...lines: string[]): Promise<void> {
  await expect.poll(() => said.toSorted()).toEqual(lines.toSorted());
  said = [];
}

const GONE = (script: string): string =>
  `actions["core.${script}"].program: there is no $HERE/pack/${script} on this machine: install it, or correct the path`;

const FAILS = '. Runs of it fail on this worker.';

it('a worker says which commands its machine does not have, and of no others', async () => {
  put('there');
  configure('there', 'gone');
  await started();
  expect(said).toEqual([GONE('gone') + FAILS]);
});

it('a worker says that a script has come, cannot be run any more, or is gone', async () => {
  configure('restart');
  await started();
  await says(GONE('restart') + FAILS);
  put('restart');
  await says(`no longer so: ${GONE('restart')}`);
  chmodSync(at('restart'), 0o644);
  const locked =
    'actions["core.restart"].program: $HERE/pack/restart may not be executed: chmod a+x $HERE/pack/restart';
  await says(locked + FAILS);
  put('restart', '#!/nowhere/python\n');
  const without =
    'actions["core.restart"].program: the first line of $HERE/pack/restart names /nowhere/python, which is not on this machine: install it, or correct the line (it must end without a carriage return)';
  await says(without + FAILS, `no longer so: ${locked}`);
  rmSync(join(folder, 'pack'), { recursive: true });
  await says(GONE('restart') + FAILS, `no longer so: ${without}`);
});

it('a worker follows the configuration, and repeats nothing', async () => {
  configure('one');
  const worker = await started();
  configure('one', 'two');
  await worker.look();
  expect(said).toEqual([GONE('one') + FAILS, GONE('two') + FAILS]);
  put('two');
  await expect.poll(() => said).toHaveLength(3);
});
