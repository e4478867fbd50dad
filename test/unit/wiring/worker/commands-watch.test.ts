import { expect, it, vi } from 'vitest';
import { checkText } from '../../../../src/config/load.ts';
import { watchCommands } from '../../../../src/wiring/worker/commands-watch.ts';
import { platforms } from '../../config/platforms.ts';

const configured = (program: string) => () =>
  checkText(
    `chat: {main: {platform: sandbox}}
commands: {programs: [/bin/sh, /nowhere/restart]}
actions: {core.x: {runner: command, program: ${program}}}
`,
    'muster.yaml',
    {},
    platforms,
  ).config!;

it('a worker warns of commands that its machine does not have, and of no others', async () => {
  const log = { warn: vi.fn() };
  await watchCommands({ config: configured('/nowhere/restart'), log });
  expect(log.warn.mock.calls).toEqual([
    [
      'actions["core.x"].program: there is no /nowhere/restart on this machine: install it, or correct the path. Runs of it fail on this worker.',
    ],
  ]);
  await watchCommands({ config: configured('/bin/sh'), log });
  expect(log.warn).toHaveBeenCalledOnce();
});
