import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InstanceStatus } from '../../src/chat/instance-status.ts';
import type { ListenerStatus } from '../../src/chat/listener.ts';
import { Office } from './office.ts';
import { ownMs } from '../harness/own-time.ts';

let office: Office;
let temporal: () => Promise<unknown>;
let socket: ListenerStatus;
beforeEach(async () => {
  temporal = () => Promise.resolve();
  office = await Office.open((one) => {
    one.checks = [
      { name: 'temporal', run: () => temporal() },
      { name: 'document store', run: () => one.memory.stores().tokens.find('any') },
    ];
  });
});
afterEach(() => office.close());

/** @returns the answer but for the configuration, which has tests of its own. */
async function bodyOf(response: Response): Promise<object> {
  const { configuration: _, ...body } = (await response.json()) as { configuration: unknown };
  return body;
}

const ready = async (): Promise<[number, unknown, string | null]> => {
  const response = await fetch(`${office.base}/readyz`);
  return [response.status, await bodyOf(response), response.headers.get('retry-after')];
};

describe('readiness', () => {
  it('is degraded by a calendar that cannot be used, which it and the metrics name', async () => {
    const about = { tenant: 'default', schedule: 'payments', layer: 'Rota' };
    office.calendarConditions = [{ ...about, fetchedAt: 1 }];
    expect((await ready())[1]).not.toHaveProperty('degraded');
    office.calendarConditions = [{ ...about, fetchedAt: 1, trouble: 'stale' }];
    const [status, body] = await ready();
    expect([status, body]).toMatchObject([
      200,
      { ok: true, degraded: true, calendars: [{ schedule: 'payments', layer: 'Rota', trouble: 'stale' }] },
    ]);
    expect(await (await fetch(`${office.base}/metrics`)).text()).toContain(
      'muster_calendar_trouble{tenant="default",schedule="payments",layer="Rota"} 1',
    );
  });

  it('needs every part', async () => {
    const checks = [
      { name: 'temporal', ok: true },
      { name: 'document store', ok: true },
    ];
    expect(await ready()).toEqual([200, { ok: true, checks }, null]);
  });

  it('is 503 without one, which it names', async () => {
    office.memory.down.add('everything');
    const [status, body, retryAfter] = await ready();
    expect([status, retryAfter]).toEqual([503, '5']);
    expect(body).toMatchObject({
      ok: false,
      checks: [
        { name: 'temporal', ok: true },
        { name: 'document store', ok: false, reason: expect.stringContaining('ECONNREFUSED') as string },
      ],
    });
  });

  it('does not wait for a part that says nothing', async () => {
    temporal = () => new Promise(() => undefined);
    const before = ownMs();
    expect((await ready())[0]).toBe(503);
    expect(ownMs() - before).toBeLessThan(3_000);
  });

  it('is another thing than life', async () => {
    office.memory.down.add('everything');
    temporal = () => Promise.reject(new Error('gone'));
    expect((await fetch(`${office.base}/healthz`)).status).toBe(200);
  });
});

describe('a connection to a chat platform', () => {
  const ago = (seconds: number): number => Date.now() - seconds * 1_000;
  const problem = 'chat.main-slack Socket Mode: Slack refuses (internal_error); it will be tried again.';
  let connected: Office;
  beforeEach(async () => {
    connected = await Office.open((one) => {
      one.listeners = [
        { platform: 'slack', instance: 'main-slack', status: () => socket },
        { platform: 'slack', instance: 'other', status: () => ({ state: 'connected', since: ago(99) }) },
      ];
      one.checks = [{ name: 'temporal', run: () => temporal() }];
    });
  });
  afterEach(() => connected.close());

  const readiness = async (): Promise<[number, unknown]> => {
    const response = await fetch(`${connected.base}/readyz`);
    return [response.status, await bodyOf(response)];
  };
  const other = { name: 'other', platform: 'slack', ok: true };
  const main = { name: 'main-slack', platform: 'slack' };
  const checks = [{ name: 'temporal', ok: true }];

  it.each<[string, ListenerStatus]>([
    ['is there', { state: 'connected', since: ago(99), problem }],
    ['is opened anew', { state: 'connecting', since: ago(5), problem }],
  ])('is well while it %s', async (_how, status) => {
    socket = status;
    const listeners = [{ ...main, ok: true }, other];
    expect(await readiness()).toEqual([200, { ok: true, checks, degraded: false, listeners }]);
  });

  it.each(['connecting', 'stopped'] as const)(
    'that is %s for long is named, and leaves the server in rotation',
    async (state) => {
      socket = { state, since: ago(42), problem };
      const reason = expect.stringMatching(/^not connected for 4\d s: .*internal_error/) as string;
      const listeners = [{ ...main, ok: false, reason }, other];
      expect(await readiness()).toEqual([200, { ok: true, checks, degraded: true, listeners }]);
    },
  );

  it('is shown also while the server is unready', async () => {
    socket = { state: 'connecting', since: ago(42) };
    temporal = () => Promise.reject(new Error('gone'));
    expect(await readiness()).toMatchObject([
      503,
      { ok: false, degraded: true, listeners: [{ reason: expect.stringMatching(/42 s$/) as string }, other] },
    ]);
  });

  it('is in the metrics as it is at that moment', async () => {
    const metrics = async (): Promise<string> => (await fetch(`${connected.base}/metrics`)).text();
    socket = { state: 'connecting', since: ago(1) };
    const away = await metrics();
    expect(away).toContain('muster_listener_connected{instance="main-slack",platform="slack"} 0');
    expect(away).toContain('muster_listener_connected{instance="other",platform="slack"} 1');
    socket = { state: 'connected', since: ago(0) };
    expect(await metrics()).toContain('muster_listener_connected{instance="main-slack",platform="slack"} 1');
  });
});

describe('the provider instances', () => {
  const status = (state: InstanceStatus['state']): InstanceStatus => ({
    instance: 'main-slack',
    platform: 'slack',
    state,
    ...(state === 'error' && { problem: 'token_revoked' }),
    calls: 0,
    errors: {},
    listeners: [],
  });

  it('are told of by readiness, which one in error only degrades', async () => {
    office.providers = [status('connected')];
    expect((await ready())[1]).toMatchObject({
      degraded: false,
      providers: [{ name: 'main-slack', platform: 'slack', state: 'connected' }],
    });
    office.providers = [status('error')];
    const [code, body] = await ready();
    expect(code).toBe(200);
    expect(body).toMatchObject({
      ok: true,
      degraded: true,
      providers: [{ state: 'error', problem: 'token_revoked' }],
    });
  });

  it('are in the metrics by state, and leave them when they are removed', async () => {
    const metrics = async () => (await fetch(`${office.base}/metrics`)).text();
    office.providers = [status('error')];
    const shown = await metrics();
    expect(shown).toContain('muster_instance_state{instance="main-slack",platform="slack",state="error"} 1');
    expect(shown).toContain('state="connected"} 0');
    office.providers = [];
    expect(await metrics()).not.toContain('muster_instance_state{');
  });
});
