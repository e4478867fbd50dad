import { expect, it } from 'vitest';
import type { InstanceStatus } from '../../../src/chat/instance-status.ts';
import { providersJson, providersTable } from '../../../src/operator/providers-table.ts';

const NOW = Date.UTC(2026, 2, 1, 3);
const statuses: InstanceStatus[] = [
  {
    instance: 'main-slack',
    platform: 'slack',
    state: 'connected',
    since: NOW - 3_600_000,
    lastSuccessAt: NOW - 4_000,
    latencyMs: 80,
    calls: 120,
    errors: {},
    listeners: [{ process: 'host-1', state: 'connected', since: NOW, heardAt: NOW }],
  },
  {
    instance: 'ops',
    platform: 'discord',
    state: 'error',
    problem: 'Discord refuses the token',
    calls: 3,
    errors: { rate_limited: 1, authentication_failed: 2 },
    listeners: [],
  },
];

it('is a table in which stands why an instance is not well', () => {
  expect(providersTable(statuses, NOW)).toEqual([
    'INSTANCE    PLATFORM  STATE      LAST SUCCESS   LATENCY  CALLS  FAILED',
    'main-slack  slack     connected  4 seconds ago  80 ms    120    –',
    'ops         discord   error      never          –        3      authentication_failed 2, rate_limited 1',
    '  Discord refuses the token',
  ]);
});

it('gives programs times that they can read', () => {
  const [first, second] = (JSON.parse(providersJson(statuses)) as { providers: object[] }).providers;
  expect(first).toMatchObject({
    since: '2026-03-01T02:00:00.000Z',
    lastSuccessAt: '2026-03-01T02:59:56.000Z',
    latencyMs: 80,
    listeners: [{ since: '2026-03-01T03:00:00.000Z', heardAt: '2026-03-01T03:00:00.000Z' }],
  });
  expect(second).not.toHaveProperty('lastSuccessAt');
});
