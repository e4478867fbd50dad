import { expect, test } from 'vitest';
import { declaring } from '../harness/declare.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const declare = declaring(timeSkipping());

const TWO_STEPS = {
  steps: [
    ['ana', '5m'],
    [['ben', 'main/#critical'], '10m'],
  ],
  repeat: 1,
} as const;

test('each step is paged after the delay of the one before, and the policy is repeated as often as it says', async () => {
  const incident = await declare({ policy: TWO_STEPS });
  await incident.skip('16m');
  expect(await incident.pages()).toEqual(['ana at 0m', 'ben at 5m', '#critical at 5m', 'ana at 15m']);
  await incident.skip('1h');
  expect(await incident.pages()).toEqual([
    'ana at 0m',
    'ben at 5m',
    '#critical at 5m',
    'ana at 15m',
    'ben at 20m',
    '#critical at 20m',
  ]);
});
