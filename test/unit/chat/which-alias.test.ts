import { expect, it } from 'vitest';
import { compileFormat } from '../../../src/action/format.ts';
import { nearMisses } from '../../../src/action/near-miss.ts';
import { noSuchAlias, whichAlias } from '../../../src/chat/which-alias.ts';
import { plainMessage } from '../../../src/chat/plain-message.ts';
import { aliasOf } from './action-fixture.ts';

const ALIASES = [
  aliasOf('linux.restart', ['restart {{host}}']),
  aliasOf('web.restart', ['restart {{site}} now']),
  aliasOf('aws.list', ['list instances in {{region}}']),
];

it('asks which of several was meant, and runs none', () => {
  const format = compileFormat('restart {{x}}');
  if ('message' in format) throw new Error('a format is broken');
  const matches = ALIASES.slice(0, 2).map((alias) => ({
    alias,
    format,
    parameters: new Map<string, string>(),
  }));
  const text = plainMessage(whichAlias('restart it', matches));
  expect(text).toContain('Which of these do you mean by “restart it”? Nothing was run.');
  expect(text).toContain('• `/im run restart {{host}}` Does restart\n• `/im run restart {{site}} now`');
});

it('suggests what a misspelt line may have meant', () => {
  const line = 'lisst instnaces in eu';
  expect(nearMisses(line, ALIASES).map(({ alias }) => alias.ref)).toEqual(['aws.list']);
  expect(plainMessage(noSuchAlias(line, nearMisses(line, ALIASES)))).toContain(
    'Did you mean:\n• `/im run list instances in {{region}}`',
  );
});

it('suggests nothing where nothing is near', () => {
  expect(nearMisses('order a pizza', ALIASES)).toEqual([]);
  const text = plainMessage(noSuchAlias('order a pizza', []));
  expect(text).toContain('Nothing that you may run is said as “order a pizza”.');
  expect(text).not.toContain('Did you mean');
});
