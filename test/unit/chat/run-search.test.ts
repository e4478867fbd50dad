import { expect, it } from 'vitest';
import { isFound, searchWords } from '../../../src/chat/run-search.ts';
import { BEN, NOON } from '../incident/fixture.ts';
import { endedOf, orderOf } from './action-fixture.ts';

const order = orderOf({
  alias: 'linux.bounce',
  incident: 'INC-4',
  parameters: { host: 'db1' },
  runbook: { name: 'freeze', title: 'Freeze accounts' },
});
const run = {
  ...endedOf(order, { status: 'timed_out', result: 'all is up' }),
  approved: { by: BEN, at: NOON },
};
const finds = (text: string): boolean => isFound(run, searchWords(text));

it.each([
  'RUN-7',
  'linux.restart',
  'Bounce',
  'freeze accounts',
  'ANA',
  'ben linux',
  'timed_out',
  'took too long',
  'inc-4',
  '  ',
])('a run is found by %j', (text) => {
  expect(finds(text)).toBe(true);
});

it.each(['db1', 'up', 'ana succeeded', 'RUN-8'])('a run is not found by %j', (text) => {
  expect(finds(text)).toBe(false);
});
