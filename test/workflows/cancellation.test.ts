import { expect, test } from 'vitest';
import { declaring } from '../harness/declare.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const declare = declaring(timeSkipping());

test('a requested cancellation silences nothing: it is noted, and people are paged on', async () => {
  const incident = await declare({
    policy: {
      steps: [
        ['ana', '5m'],
        ['ben', '5m'],
      ],
    },
  });
  await incident.handle.cancel();
  await incident.skip('6m');
  expect(await incident.pages()).toEqual(['ana at 0m', 'ben at 5m']);
  expect(incident.timeline('command_ignored')).toMatchObject([{ command: 'cancel' }]);
  await incident.resolve('ana');
  await incident.close('ana');
  await incident.settled();
  expect(await incident.status()).toBe('COMPLETED');
});
