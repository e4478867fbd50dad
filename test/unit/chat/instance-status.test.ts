import { describe, expect, it } from 'vitest';
import { instancesMessage } from '../../../src/chat/instance-listing.ts';
import {
  instanceStatus,
  knownTrouble,
  total,
  type InstanceCheck,
  type InstanceReport,
} from '../../../src/chat/instance-status.ts';
import type { ListenerStatus } from '../../../src/chat/listener.ts';

const NOW = Date.UTC(2026, 2, 1, 3);
const MINUTE = 60_000;
const http = { instance: 'main-slack', platform: 'slack', listens: false };
const socket = { ...http, listens: true };

const checked = (differs: Partial<InstanceCheck> = {}): InstanceCheck => ({
  tenant: 'default',
  instance: 'main-slack',
  platform: 'slack',
  at: NOW - 10_000,
  since: NOW - 30 * MINUTE,
  ok: true,
  failures: 0,
  everyMs: MINUTE,
  latencyMs: 80,
  lastSuccessAt: NOW - 10_000,
  past: { calls: 0, errors: {} },
  ...differs,
});
const failed = (differs: Partial<InstanceCheck> = {}): InstanceCheck =>
  checked({ ok: false, failures: 1, reason: 'why', lastSuccessAt: NOW - 40 * MINUTE, ...differs });
const refused = failed({ code: 'authentication_failed', refused: true });
const unreached = (failures: number): InstanceCheck =>
  failed({ code: 'connection_failed', refused: false, failures });

function report(listener?: ListenerStatus, differs: Partial<InstanceReport> = {}): InstanceReport {
  return {
    tenant: 'default',
    instance: 'main-slack',
    process: 'host-1',
    at: NOW,
    calls: 3,
    errors: {},
    ...(listener && { listener }),
    ...differs,
  };
}
const listening = (heardAt = NOW - 1_000): ListenerStatus => ({
  state: 'connected',
  since: NOW - 5 * MINUTE,
  heardAt,
});

describe('an instance that platforms reach by HTTP', () => {
  it.each([
    ['connected', 'a check that was well', checked()],
    ['error', 'a refused token', refused],
    ['connecting', 'one check that failed for a passing reason', unreached(1)],
    ['error', 'two of them', unreached(2)],
    ['disconnected', 'a check long ago', checked({ at: NOW - 5 * MINUTE })],
    ['disconnected', 'a failure long ago', failed({ ...refused, at: NOW - 5 * MINUTE })],
    ['disconnected', 'no check at all', undefined],
  ] as const)('is %s after %s', (state, _what, check) => {
    const status = instanceStatus(http, check, [report()], NOW);
    expect(status.state).toBe(state);
    expect(status.problem === undefined).toBe(state === 'connected');
  });

  it('is connected also when parts of it are not well, and says which', () => {
    const check = checked({ troubles: ['T2 is not well: revoked.', 'T3 is not well: away.'] });
    const status = instanceStatus(http, check, [report()], NOW);
    expect(status).toMatchObject({
      state: 'connected',
      problem: 'T2 is not well: revoked. T3 is not well: away.',
    });
    expect(knownTrouble(check, NOW)).toBeUndefined();
    expect(instancesMessage([status], NOW)).toMatchObject({
      summary: '1 provider instance, all connected; in part not well: main-slack',
    });
    expect(instancesMessage([status], NOW)).not.toHaveProperty('accent');
  });

  it('tells when it was last well, by checks and calls, and what they came to', () => {
    const first = report(undefined, { calls: 5, errors: { rate_limited: 2 }, lastSuccessAt: NOW - MINUTE });
    const other = report(undefined, {
      process: 'host-2',
      calls: 7,
      errors: { rate_limited: 1, unexpected: 1 },
    });
    const check = failed({ ...refused, past: { calls: 10, errors: { authentication_failed: 4 } } });
    expect(instanceStatus(http, check, [first, other], NOW)).toEqual({
      instance: 'main-slack',
      platform: 'slack',
      state: 'error',
      code: 'authentication_failed',
      problem: 'why',
      since: NOW - 30 * MINUTE,
      checkedAt: NOW - 10_000,
      lastSuccessAt: NOW - MINUTE,
      latencyMs: 80,
      calls: 22,
      errors: { authentication_failed: 4, rate_limited: 3, unexpected: 1 },
      listeners: [],
    });
  });
});

describe('an instance that listens', () => {
  const state = (...listeners: (ListenerStatus | undefined)[]) =>
    instanceStatus(
      socket,
      checked(),
      listeners.map((one, n) => report(one, { process: `host-${n}` })),
      NOW,
    );

  it('needs one connection on which something is heard', () => {
    expect(state(listening()).state).toBe('connected');
    expect(state({ state: 'connected', since: NOW - MINUTE }).state).toBe('connected');
    expect(state(undefined, { state: 'connecting', since: 0 }, listening()).state).toBe('connected');
  });

  it('is in error when its connection is there but deaf', () => {
    const status = state(listening(NOW - 3 * MINUTE));
    expect(status).toMatchObject({ state: 'error', code: 'deaf' });
    expect(status.problem).toContain('nothing has been heard on it for 180 s');
    expect(state(listening(NOW - 3 * MINUTE), listening()).state).toBe('connected');
  });

  it('is connecting while its connection is renewed, and in error when that does not end', () => {
    expect(state({ state: 'connecting', since: NOW - 10_000 })).toMatchObject({ state: 'connecting' });
    const problem = 'Slack refuses the app-level token';
    expect(state({ state: 'connecting', since: NOW - MINUTE, problem })).toMatchObject({
      state: 'error',
      problem,
    });
  });

  it('is in error at once when its connection was given up', () => {
    expect(state({ state: 'stopped', since: NOW - 1_000, problem: 'refused' }).state).toBe('error');
  });

  it('is disconnected when no server listens', () => {
    expect(state(undefined).state).toBe('disconnected');
  });

  it('says first what is gravest', () => {
    const status = instanceStatus(socket, refused, [report({ state: 'connecting', since: NOW })], NOW);
    expect(status).toMatchObject({ state: 'error', code: 'authentication_failed' });
  });
});

describe('what is known of an instance before it is sent to', () => {
  it('is trouble only when it is certain, lasting and recent', () => {
    expect(knownTrouble(refused, NOW)).toBe('why');
    expect(knownTrouble(unreached(2), NOW)).toBe('why');
    expect(knownTrouble(unreached(1), NOW)).toBeUndefined();
    expect(knownTrouble(checked(), NOW)).toBeUndefined();
    expect(knownTrouble(undefined, NOW)).toBeUndefined();
    expect(knownTrouble({ ...refused, at: NOW - 10 * MINUTE }, NOW)).toBeUndefined();
  });
});

it('sums tallies', () => {
  expect(total([undefined, { calls: 1, errors: { a: 1 } }, { calls: 2, errors: { a: 1, b: 3 } }])).toEqual({
    calls: 3,
    errors: { a: 2, b: 3 },
  });
});
