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
    expect(slaDue(policy, 'acknowledge', 'SEV-1', 5_000)).toEqual({ warnAt: 5_750, dueAt: 6_000 });
    expect(slaDue(policy, 'resolve', 'SEV-1', 5_000)).toEqual({ warnAt: 50_000, dueAt: 65_000 });
  });

  it('is rounded to whole milliseconds, as timers take them', () => {
    expect(slaDue(policy, 'resolve', 'SEV-2', 0)).toEqual({ warnAt: 8, dueAt: 10 });
  });

  it('is nothing without a target; a target of zero is one', () => {
    expect(slaDue(policy, 'acknowledge', 'SEV-2', 0)).toBeUndefined();
    expect(slaDue(policy, 'resolve', 'SEV-4', 0)).toBeUndefined();
    expect(slaDue(policy, 'acknowledge', 'SEV-3', 7)).toEqual({ warnAt: 7, dueAt: 7 });
  });
});
