import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { commandsHere } from '../../../src/config/commands-here.ts';
import { checkText } from '../../../src/config/load.ts';
import { formatProblem } from '../../../src/config/problem.ts';
import { platforms } from './platforms.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'muster-commands-')));
  script('there');
});
afterEach(() => rmSync(folder, { recursive: true }));

function script(name: string): void {
  writeFileSync(join(folder, name), '#!/bin/sh\n');
  chmodSync(join(folder, name), 0o755);
}

/** @returns what `muster check-config` warns of besides what the file itself says. */
async function amissHere(yaml: string): Promise<string[]> {
  const text = yaml.replaceAll('$HERE', folder);
  const { config, place, problems } = checkText(text, 'muster.yaml', {}, platforms);
  expect(problems).toEqual([]);
  const found = await commandsHere(config!);
  return found.map((one) => formatProblem(place!(one), 'muster.yaml').replaceAll(folder, '$HERE'));
}

it('a command that is not on this machine is told, with where it is configured and what to do', async () => {
  const yaml = `chat: {main: {platform: sandbox}}
commands: {folders: [$HERE]}
actions:
  core.there: {runner: command, program: $HERE/there}
  core.gone:
    runner: command
    program: $HERE/gone
  core.off: {runner: command, program: $HERE/gone, enabled: false}
  core.nowhere: {runner: command, program: $HERE/there, workingDirectory: $HERE/nowhere}
  core.http: {runner: http, url: 'https://example.com/'}
`;
  expect(await amissHere(yaml)).toEqual([
    'muster.yaml:7:14 actions["core.gone"].program: there is no $HERE/gone on this machine: install it, or correct the path.',
    expect.stringMatching(
      /^muster\.yaml:9:\d+ actions\["core\.nowhere"\]\.workingDirectory: there is no folder \$HERE\/nowhere: make it/,
    ),
  ]);
  script('gone');
  expect(await amissHere(yaml)).toHaveLength(1);
});

it('commands of a tenant are looked for by what is allowed there', async () => {
  const yaml = `chat: {main: {platform: sandbox}}
tenants:
  acme:
    chat: {acme: {platform: sandbox}}
    commands: {programs: [$HERE/gone, $HERE/there]}
    actions:
      core.gone: {runner: command, program: $HERE/gone}
      core.there: {runner: command, program: $HERE/there}
`;
  expect(await amissHere(yaml)).toEqual([
    expect.stringMatching(
      /^muster\.yaml:7:\d+ tenants\.acme\.actions\["core\.gone"\]\.program: there is no \$HERE\/gone on/,
    ),
  ]);
});
