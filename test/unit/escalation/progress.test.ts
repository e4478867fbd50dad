import { describe, expect, it } from 'vitest';
import type { EscalationPolicy } from '../../../src/escalation/policy.ts';
import { targetLabel, targetName } from '../../../src/escalation/policy.ts';
import { BEFORE_FIRST_STEP, nextStep } from '../../../src/escalation/progress.ts';
import { ANA, CRITICAL, pages } from '../incident/fixture.ts';

const policy = (steps: number, repeat: number): EscalationPolicy => ({
  name: 'p',
  repeat,
  steps: Array.from({ length: steps }, (_, index) => ({ targets: [CRITICAL], delayMs: index })),
});

/** All steps that follow one another, as `step/round`. */
function course(of: EscalationPolicy): string[] {
  const steps: string[] = [];
  let progress: { step: number; round: number } = BEFORE_FIRST_STEP;
  for (;;) {
    const next = nextStep(of, progress);
    if (!next) return steps;
    expect(next.step).toBe(of.steps[next.index]);
    steps.push(`${next.index}/${next.round}`);
    progress = { step: next.index, round: next.round };
  }
}

describe('the steps of a policy', () => {
  it.each([
    [1, 0, ['0/0']],
    [3, 0, ['0/0', '1/0', '2/0']],
    [1, 2, ['0/0', '0/1', '0/2']],
    [2, 2, ['0/0', '1/0', '0/1', '1/1', '0/2', '1/2']],
    [0, 3, []],
  ])('%i steps, repeated %i times: %j', (steps, repeat, expected) => {
    expect(course(policy(steps, repeat))).toEqual(expected);
  });
});

describe('a target', () => {
  it('has a stable name by which sends are told apart', () => {
    expect(targetName(CRITICAL)).toBe('main/#critical');
    expect(targetName(pages(ANA))).toBe('person/ana');
  });

  it('is called in sentences by what people call it', () => {
    expect(targetLabel(pages(ANA))).toBe('Ana');
    expect(targetLabel(CRITICAL)).toBe('#critical');
    expect(targetLabel({ kind: 'channel', instance: 'main', channel: 'critical' })).toBe('#critical');
  });
});
