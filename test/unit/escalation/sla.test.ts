import { describe, expect, it } from 'vitest';
import { slaDue, type SlaPolicy } from '../../../src/escalation/sla.ts';

const policy: SlaPolicy = {
  warnAt: 0.75,
  targets: {
    'SEV-1': { acknowledgeMs: 1_000, resolveMs: 60_000 },
    'SEV-2': { resolveMs: 10 },
    'SEV-3': { acknowledgeMs: 0 },
    'SEV-4': {},
  },
};

describe('what an SLA target is due', () => {
  it('is counted from the time of declaring', () => {
    expect(slaDue(policy, 'acknowledge', 'SEV-1', 5_000)).toEqual({
      warnings: [{ part: 0.75, at: 5_750 }],
      dueAt: 6_000,
    });
    expect(slaDue(policy, 'resolve', 'SEV-1', 5_000)).toEqual({
      warnings: [{ part: 0.75, at: 50_000 }],
      dueAt: 65_000,
    });
  });

  it('is rounded to whole milliseconds, as timers take them', () => {
    expect(slaDue(policy, 'resolve', 'SEV-2', 0)).toEqual({
      warnings: [{ part: 0.75, at: 8 }],
      dueAt: 10,
    });
  });

  it('is nothing without a target; a target of zero is one', () => {
    expect(slaDue(policy, 'acknowledge', 'SEV-2', 0)).toBeUndefined();
    expect(slaDue(policy, 'resolve', 'SEV-4', 0)).toBeUndefined();
    expect(slaDue(policy, 'acknowledge', 'SEV-3', 7)).toEqual({
      warnings: [{ part: 0.75, at: 7 }],
      dueAt: 7,
    });
  });

  it('has a warning for each part, the earliest first', () => {
    const several = { ...policy, warnAt: [0.9, 0.5] };
    expect(slaDue(several, 'resolve', 'SEV-1', 0)?.warnings).toEqual([
      { part: 0.5, at: 30_000 },
      { part: 0.9, at: 54_000 },
    ]);
  });

  it('moves by the time on hold, but for what was over before', () => {
    const due = (breaks: { from: number; until: number }[]) => slaDue(policy, 'resolve', 'SEV-1', 0, breaks);
    expect(due([{ from: 10_000, until: 25_000 }])).toEqual({
      warnings: [{ part: 0.75, at: 60_000 }],
      dueAt: 75_000,
    });
    expect(due([{ from: 50_000, until: 51_000 }])).toEqual({
      warnings: [{ part: 0.75, at: 45_000 }],
      dueAt: 61_000,
    });
    expect(due([{ from: 70_000, until: 90_000 }])?.dueAt).toBe(60_000);
  });

  it('counts only the hours of its calendar', () => {
    // Closed for ten minutes, open for one, closed for ten.
    const hours: SlaPolicy = {
      ...policy,
      targets: { ...policy.targets, 'SEV-1': { resolveMs: 90_000, calendar: 'office' } },
      calendars: { office: { from: 0, minutes: [10, 1, 10] } },
    };
    expect(slaDue(hours, 'resolve', 'SEV-1', 0)?.dueAt).toBe(21 * 60_000 + 30_000);
    expect(slaDue(hours, 'resolve', 'SEV-1', 630_000)?.dueAt).toBe(22 * 60_000);
  });
});
