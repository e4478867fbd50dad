import { beforeEach, expect, it, vi } from 'vitest';
import type { InstanceReport } from '../../../../src/chat/instance-status.ts';
import type { ListenerStatus } from '../../../../src/chat/listener.ts';
import { Observations } from '../../../../src/wiring/instances/observations.ts';

let now: number;
let saved: InstanceReport[];
let save: (report: InstanceReport) => Promise<void>;
let turned: string[];
let observations: Observations;
const log = { warn: vi.fn() };

beforeEach(() => {
  now = 1_000_000;
  saved = [];
  turned = [];
  vi.resetAllMocks();
  save = (report) => Promise.resolve(void saved.push(report));
  observations = new Observations({
    tenantOf: () => 'default',
    process: 'host-1',
    save: (report) => save(report),
    now: () => now,
    log,
  });
  observations.onTurn((instance) => turned.push(instance));
});

const succeeds = (operation = 'send') => observations.called('main', { operation, ms: 5 });
const fails = (code: 'authentication_failed' | 'user_not_found', operation = 'send') =>
  observations.called('main', { operation, code, reason: 'why', ms: 5 });

it('reports not each call, but at most twice a minute', async () => {
  for (let n = 0; n < 100; n++) succeeds();
  expect(saved).toMatchObject([{ calls: 1 }]);
  now += 30_000;
  succeeds();
  expect(saved).toMatchObject([{ calls: 1 }, { calls: 101, lastSuccessAt: now }]);
  await observations.flush();
  expect(saved).toHaveLength(2);
});

it('reports what is left when asked to', async () => {
  succeeds();
  succeeds();
  await observations.flush();
  expect(saved.at(-1)).toEqual({
    tenant: 'default',
    instance: 'main',
    process: 'host-1',
    at: now,
    calls: 2,
    errors: {},
    lastSuccessAt: now,
  });
});

it('reports and tells at once when calls begin to fail, and when they succeed again', () => {
  succeeds();
  fails('authentication_failed');
  fails('authentication_failed');
  expect(turned).toEqual(['main']);
  expect(saved.at(-1)).toMatchObject({
    calls: 2,
    lastFailure: { code: 'authentication_failed', reason: 'why' },
  });
  succeeds();
  expect(turned).toEqual(['main', 'main']);
  expect(saved.at(-1)).toMatchObject({ calls: 4, errors: { authentication_failed: 2 } });
});

it('takes a failure of what was asked for no failure of the instance, but counts it', async () => {
  succeeds();
  fails('user_not_found');
  expect(turned).toEqual([]);
  await observations.flush();
  expect(saved.at(-1)).toMatchObject({ errors: { user_not_found: 1 } });
});

it('does not have an instance checked because a check has failed', () => {
  fails('authentication_failed', 'health');
  expect(turned).toEqual([]);
  expect(saved).toHaveLength(1);
});

it('reports a listener with its state at once, and what it hears now and then', () => {
  const status: ListenerStatus = { state: 'connected', since: now };
  const listener = { status: () => status };
  observations.listens('main', listener, true);
  expect(saved).toMatchObject([{ listener: { state: 'connected' } }]);
  observations.listens('main', listener, false);
  expect(saved).toHaveLength(1);
  now += 30_000;
  observations.listens('main', listener, false);
  expect(saved).toHaveLength(2);
});

it('forgets a listener that has ended, but not the one that took its place', () => {
  const [earlier, later] = [{}, {}].map(() => ({
    status: () => ({ state: 'connected', since: now }) as const,
  }));
  observations.listens('main', earlier!, true);
  observations.listens('main', later!, true);
  observations.silent('main', earlier!);
  expect(saved.at(-1)?.listener).toBeDefined();
  observations.silent('main', later!);
  expect(saved.at(-1)?.listener).toBeUndefined();
});

it('lets nothing fail because the store is away, and tells it later', async () => {
  save = () => Promise.reject(new Error('away'));
  succeeds();
  await expect.poll(() => log.warn).toHaveBeenCalledOnce();
  save = (report) => Promise.resolve(void saved.push(report));
  await observations.flush();
  expect(saved).toMatchObject([{ calls: 1 }]);
});
