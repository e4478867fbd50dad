import { expect, it } from 'vitest';
import { readAndHandOn } from '../../activities/reading.ts';
import { alertmanager } from '../../src/alert/alertmanager/source.ts';

const intake = alertmanager.create({}, { tenant: 'default', integration: 'prometheus' });

it('writes down with a delivery what its sender left out, before what came of the rest', async () => {
  const { body } = alertmanager.sample(1_000);
  const truncated = JSON.stringify({ ...(JSON.parse(body) as object), truncatedAlerts: 2 });
  const delivery = {
    tenant: 'default',
    integration: 'prometheus',
    receivedAt: 2_000,
    headers: {},
    body: Buffer.from(truncated),
  };
  const takers = {
    alerts: () => Promise.resolve([[{ of: 'one', text: 'opened INC-42' }]]),
    changes: () => Promise.resolve([]),
    tickets: () => Promise.resolve([]),
  };
  const deps = { takers, rehearsal: takers, confirm: () => Promise.resolve(), isAway: () => false };
  const { progress } = await readAndHandOn(deps, intake, delivery, {
    key: 'key',
    tries: 0,
    isTest: false,
  });
  expect(progress.outcomes).toEqual([
    { of: 'delivery', text: expect.stringContaining('left out 2 alerts') as string },
    { of: 'one', text: 'opened INC-42' },
  ]);
});
