import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commandProblems } from '../../../../src/runner/command/check.ts';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'command-check-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

function script(name: string, text = '#!/bin/sh\n', mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const problems = (
  program: string,
  more: { workingDirectory?: string; runAs?: { uid: number; gid: number } } = {},
  allowed = { programs: [], folders: [folder] } as { programs: string[]; folders: string[] },
): Promise<readonly object[]> =>
  commandProblems({ program, workingDirectory: undefined, runAs: undefined, ...more }, allowed);

const one = (setting: string, code: string, message: RegExp): readonly unknown[] => [
  { setting, code, message: expect.stringMatching(message) as string },
];

test('nothing is said of a script that can be run, named itself or by its folder', async () => {
  mkdirSync(join(folder, 'pack'));
  const path = script('pack/restart.sh');
  expect(await problems(path)).toEqual([]);
  expect(await problems(path, {}, { programs: [path], folders: [] })).toEqual([]);
});

test('what the operator has not allowed is not run', async () => {
  const path = script('restart.sh');
  expect(await problems(path, {}, { programs: [], folders: [] })).toEqual(
    one('program', 'not_allowed', /allow-list/),
  );
  expect(
    await problems(path, {}, { programs: [`${path}2`], folders: [`${folder}2`, folder.slice(0, -1)] }),
  ).toEqual(one('program', 'not_allowed', /allow-list/));
});

test('a link does not lead out of an allowed folder', async () => {
  const link = join(folder, 'shell');
  symlinkSync('/bin/sh', link);
  expect(await problems(link)).toEqual(one('program', 'not_allowed', /links that lead out/));
  expect(await problems(link, {}, { programs: [link], folders: [] })).toEqual([]);
});

test('what is not there, or no program, is told', async () => {
  expect(await problems(join(folder, 'none.sh'))).toEqual(
    one('program', 'missing', /there is no .*none\.sh/),
  );
  mkdirSync(join(folder, 'inner'));
  expect(await problems(join(folder, 'inner'))).toEqual(
    one('program', 'not_executable', /no file but a folder/),
  );
  expect(await problems(script('plain.sh', '#!/bin/sh\n', 0o644))).toEqual(
    one('program', 'not_executable', /chmod a\+x/),
  );
});

test('what everybody may change is not run', async () => {
  expect(await problems(script('open.sh', '#!/bin/sh\n', 0o757))).toEqual(
    one('program', 'not_safe', /chmod o-w/),
  );
  const path = script('closed.sh');
  chmodSync(folder, 0o777);
  expect(await problems(path)).toEqual(one('program', 'not_safe', /put another file in its place/));
  chmodSync(folder, 0o1777);
  expect(await problems(path)).toEqual([]);
});

test('a script whose interpreter is missing is told as that', async () => {
  expect(await problems(script('old.py', '#!/opt/none/python2 -u\n'))).toEqual(
    one('program', 'missing', /names \/opt\/none\/python2/),
  );
  expect(await problems(script('dos.sh', '#!/bin/sh\r\necho\r\n'))).toEqual(
    one('program', 'missing', /carriage return/),
  );
});

test('its working directory has to be there', async () => {
  expect(await problems(script('a.sh'), { workingDirectory: join(folder, 'none') })).toEqual(
    one('workingDirectory', 'missing', /there is no folder/),
  );
});

test.runIf(process.getuid?.() === 0)('whom it runs as must be able to execute it', async () => {
  const path = script('mine.sh', '#!/bin/sh\n', 0o750);
  expect(await problems(path, { runAs: { uid: 65_534, gid: 65_534 } })).toEqual(
    one('program', 'not_executable', /by user 65534/),
  );
  expect(await problems(path, { runAs: { uid: 65_534, gid: 0 } })).toEqual([]);
});

test.runIf(process.getuid?.() !== 0)('only root may run it as somebody else', async () => {
  expect(await problems(script('a.sh'), { runAs: { uid: 0, gid: 0 } })).toEqual(
    one('runAs', 'not_permitted', /only root/),
  );
});
