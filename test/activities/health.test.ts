import { MockActivityEnvironment } from '@temporalio/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createHealthActivities, type Watched } from '../../activities/health.ts';
import { NOT_CONFIGURED, type InstanceCheck, type InstanceReport } from '../../src/chat/instance-status.ts';
import type { Health, Provider } from '../../src/chat/provider.ts';

const HOUR = 3_600_000;
const WATCHED = { tenant: 'default', instance: 'main' };
const WELL: Health = { ok: true, latencyMs: 12 };
const REFUSED: Health = { ok: false, code: 'authentication_failed', reason: 'Slack refuses (token_revoked)' };
const AWAY: Health = { ok: false, code: 'connection_failed', reason: 'no connection' };

let now: number;
let health: () => Promise<Health>;
let check: InstanceCheck | undefined;
let reports: InstanceReport[];
const log = { info: vi.fn(), warn: vi.fn() };
const flush = vi.fn(() => Promise.resolve());

beforeEach(() => {
  now = 10 * HOUR;
  check = undefined;
  reports = [];
  vi.clearAllMocks();
});

const activities = createHealthActivities({
  provider: (_tenant, instance) =>
    instance === 'main'
      ? ({ instance, platform: 'slack', health: () => health() } as unknown as Provider)
      : undefined,
  store: {
    findCheck: () => Promise.resolve(check),
    saveCheck: (fresh) => Promise.resolve(void (check = fresh)),
    takeReport: (report) => {
      reports = reports.filter((one) => one !== report);
      return Promise.resolve(report);
    },
    all: () => Promise.resolve(new Map([['main', { reports }]])),
  },
  flush,
  everyMs: () => 60_000,
  now: () => now,
  log,
});

const checking = (watched: Watched) => activities.checkInstance(watched);

async function finds(found: Health): Promise<InstanceCheck> {
  health = () => Promise.resolve(found);
  await new MockActivityEnvironment().run(checking, WATCHED);
  return check!;
}

describe('a check', () => {
  it('that is well is written down, with how long it took', async () => {
    expect(await finds(WELL)).toEqual({
      ...WATCHED,
      platform: 'slack',
      at: now,
      since: now,
      ok: true,
      failures: 0,
      latencyMs: 12,
      lastSuccessAt: now,
      everyMs: 60_000,
      past: { calls: 0, errors: {} },
    });
    expect(flush).toHaveBeenCalledOnce();
  });

  it('says when to look again', async () => {
    health = () => Promise.resolve(WELL);
    expect(await new MockActivityEnvironment().run(checking, WATCHED)).toEqual({ nextMs: 60_000 });
  });

  it('counts the failures one after the other, and remembers when it was well', async () => {
    const { at: well } = await finds(WELL);
    now += 60_000;
    const since = now;
    expect(await finds(AWAY)).toMatchObject({ ok: false, refused: false, failures: 1, since });
    now += 60_000;
    expect(await finds(REFUSED)).toMatchObject({
      ok: false,
      refused: true,
      code: 'authentication_failed',
      reason: 'Slack refuses (token_revoked)',
      failures: 2,
      since,
      lastSuccessAt: well,
      latencyMs: 12,
    });
    now += 60_000;
    const mended = await finds(WELL);
    expect(mended).toMatchObject({ ok: true, failures: 0, since: now });
    expect(mended).not.toHaveProperty('code');
  });

  it('takes a platform that asks to wait for well', async () => {
    expect(await finds({ ok: false, code: 'rate_limited', reason: 'wait' })).toMatchObject({ ok: true });
  });

  it('is told in the log when something changes, and only then', async () => {
    await finds(WELL);
    await finds(REFUSED);
    await finds(REFUSED);
    expect(log.warn.mock.calls.map(([, message]) => message as string)).toEqual([
      'chat.main is not well: Slack refuses (token_revoked)',
    ]);
    await finds(WELL);
    expect(log.info).toHaveBeenCalledTimes(2);
  });

  it('tells what is amiss in parts of an instance that is well, once', async () => {
    await finds(WELL);
    vi.clearAllMocks();
    const partly = { ...WELL, troubles: ['The workspace T2 is not well: revoked.'] };
    expect(await finds(partly)).toMatchObject({ ok: true, failures: 0, troubles: partly.troubles });
    await finds(partly);
    expect(log.warn).toHaveBeenCalledTimes(1);
    expect(log.warn).toHaveBeenCalledWith(
      expect.anything(),
      expect.stringContaining('is well, but for: The workspace T2') as string,
    );
    expect(await finds(WELL)).not.toHaveProperty('troubles');
    expect(log.info).toHaveBeenCalledTimes(1);
  });

  it('of a platform that hangs is not well', async () => {
    vi.useFakeTimers();
    try {
      health = () => new Promise(() => undefined);
      const running = new MockActivityEnvironment().run(checking, WATCHED);
      await vi.advanceTimersByTimeAsync(15_000);
      await running;
      expect(check).toMatchObject({ ok: false, code: 'outcome_unknown', refused: false });
      expect(check?.reason).toContain('no answer within 15 s');
    } finally {
      vi.useRealTimers();
    }
  });

  it('keeps the counts of processes that are gone, once', async () => {
    const gone = { ...WATCHED, process: 'a', at: now - 2 * HOUR, calls: 7, errors: { rate_limited: 2 } };
    const there = { ...WATCHED, process: 'b', at: now - 1_000, calls: 5, errors: {} };
    reports = [gone, there];
    expect((await finds(WELL)).past).toEqual({ calls: 7, errors: { rate_limited: 2 } });
    expect(reports).toEqual([there]);
    expect((await finds(WELL)).past).toEqual({ calls: 7, errors: { rate_limited: 2 } });
  });

  it('fails, to be tried elsewhere, on a worker that does not have the instance', async () => {
    const running = new MockActivityEnvironment().run(checking, { ...WATCHED, instance: 'other' });
    await expect(running).rejects.toMatchObject({ type: NOT_CONFIGURED, nonRetryable: false });
    expect(check).toBeUndefined();
  });
});
