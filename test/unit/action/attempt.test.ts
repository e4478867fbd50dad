import { describe, expect, it } from 'vitest';
import { cutOff, pauseAfter, type Attempted } from '../../../src/action/attempt.ts';

const PLAN = { attempts: 3, retryMs: 10_000 };
const failed = (mayRepeat: boolean, retryAfterMs?: number): Attempted => ({
  outcome: {
    status: 'failed',
    code: 'busy',
    message: 'It was busy.',
    mayRepeat,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  },
});
const stopped = cutOff('The worker was stopped.', true);

describe('after an attempt', () => {
  it('another is made as often as is said, each time after twice as long', () => {
    expect(pauseAfter(failed(true), PLAN, 1, 0)).toBe(10_000);
    expect(pauseAfter(failed(true), PLAN, 2, 0)).toBe(20_000);
    expect(pauseAfter(failed(true), PLAN, 3, 0)).toBeUndefined();
  });

  it('none is made that could have a second effect, and none when it succeeded or was cancelled', () => {
    expect(pauseAfter(failed(false), PLAN, 1, 0)).toBeUndefined();
    expect(pauseAfter({ outcome: { status: 'succeeded', result: {} } }, PLAN, 1, 0)).toBeUndefined();
    const cancelled = { status: 'cancelled', code: 'cancelled', message: '', mayRepeat: true } as const;
    expect(pauseAfter({ outcome: cancelled }, PLAN, 1, 0)).toBeUndefined();
    expect(pauseAfter(cutOff('The worker is gone.', false), PLAN, 1, 1)).toBeUndefined();
  });

  it('who asks to be left alone is, though not for longer than an hour or what is configured', () => {
    expect(pauseAfter(failed(true, 60_000), PLAN, 1, 0)).toBe(60_000);
    expect(pauseAfter(failed(true, 86_400_000), PLAN, 1, 0)).toBe(3_600_000);
    expect(pauseAfter(failed(true, 86_400_000), { ...PLAN, retryMs: 7_200_000 }, 1, 0)).toBe(7_200_000);
    expect(pauseAfter(failed(true), { attempts: 100, retryMs: 10_000 }, 99, 0)).toBe(3_600_000);
  });

  it('what was cut off is begun again at once and takes no attempt away, but not without end', () => {
    const once = { ...PLAN, attempts: 1 };
    expect([1, 2, 3, 4].map((n) => pauseAfter(stopped, once, n, n))).toEqual([0, 0, 0, undefined]);
    expect(pauseAfter(failed(true), PLAN, 3, 1)).toBe(20_000);
    expect(pauseAfter(failed(true), PLAN, 4, 1)).toBeUndefined();
  });
});
