import { expect, test } from 'vitest';
import { explain } from '../../../../src/config/explain.ts';
import { commandAllowList, commandSettings } from '../../../../src/runner/command/settings.ts';

const complaints = (given: Record<string, unknown>): string => {
  const whole = { program: '/bin/true', ...given };
  const read = commandSettings.safeParse(whole);
  return read.success ? 'none' : read.error.issues.map((issue) => explain(issue, whole)).join('; ');
};

test.each([
  [{ program: 'restart.sh' }, 'must be an absolute path'],
  [{ program: './restart.sh' }, 'must be an absolute path'],
  [{ program: '/opt/scripts/../../bin/sh' }, 'without detours: /bin/sh'],
  [{ program: '/opt//x' }, 'without detours: /opt/x'],
  [{ program: '/opt/x\0y' }, 'NUL'],
  [{ workingDirectory: 'tmp' }, 'must be an absolute path'],
  [{ arguments: ['a\0b'] }, 'NUL'],
  [{ arguments: ['{{host'] }, 'has no `}}`'],
  [{ arguments: ['{{.Names}}'] }, 'written as {literal: …}'],
  [{ arguments: [{ named: ['a'], kwargOp: 'a b' }] }, 'without spaces'],
  [{ arguments: [{ each: 'tags' }] }, /^arguments is missing$/],
  [{ environment: { 'A=B': 'x' } }, 'must be a name such as LOG_LEVEL'],
  [{ environment: { '': 'x' } }, 'must be a name such as LOG_LEVEL'],
  [{ environment: { 'BASH_FUNC_ls%%': '() { reboot; }' } }, 'must be a name such as LOG_LEVEL'],
  [{ environment: { 'A\nB': 'x' } }, 'must be a name such as LOG_LEVEL'],
  [{ environment: { MUSTER_RUN: 'x' } }, 'must not begin with MUSTER_'],
  [{ environment: { A: 'x\0y' } }, 'NUL'],
  [{ shell: true }, 'shell'],
])('a mistake is told for what it is: %j', (given, complaint) => {
  expect(complaints(given)).toMatch(complaint);
});

test('what is not said is safe', () => {
  expect(commandSettings.parse({ program: '/bin/true' })).toMatchObject({
    stdin: 'none',
    environment: {},
    repeatable: false,
    mayBeginWithDash: [],
  });
  expect(commandAllowList.parse({})).toEqual({ programs: [], folders: [] });
});
