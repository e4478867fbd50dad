import fc from 'fast-check';
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

describe('the steps of policies that follow one another', () => {
  const written = (repeat: number, more: Partial<EscalationPolicy>): EscalationPolicy => ({
    ...policy(4, repeat),
    ...more,
  });

  it.each<[string, EscalationPolicy, string[]]>([
    [
      'are repeated from a later step on',
      written(2, { repeatFrom: 2 }),
      ['0/0', '1/0', '2/0', '3/0', '2/1', '3/1', '2/2', '3/2'],
    ],
    [
      'come one policy after the other',
      written(0, { then: [{ name: 'q', from: 3, repeat: 0 }] }),
      ['0/0', '1/0', '2/0', '3/0'],
    ],
    [
      'are repeated each in its own policy',
      written(1, {
        repeatFrom: 1,
        then: [
          { name: 'q', from: 2, repeat: 2 },
          { name: 'r', from: 3, repeat: 1, repeatFrom: 3 },
        ],
      }),
      ['0/0', '1/0', '1/1', '2/0', '2/1', '2/2', '3/0', '3/1'],
    ],
  ])('%s', (_, of, expected) => {
    expect(course(of)).toEqual(expected);
  });

  it('all come, as often as their policies say, whatever these are', () => {
    const stage = fc.record({ steps: fc.integer({ min: 1, max: 4 }), repeat: fc.nat(3), from: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(stage, { minLength: 1, maxLength: 4 }), (stages) => {
        let from = 0;
        const following = stages.map(({ steps, repeat, from: skip }, index) => {
          const one = { name: `p${index}`, from, repeat, repeatFrom: from + Math.min(skip, steps - 1) };
          from += steps;
          return one;
        });
        const expected = following.flatMap(({ from: first, repeat, repeatFrom }, index) => {
          const end = following[index + 1]?.from ?? from;
          const run = (begin: number, round: number): string[] =>
            Array.from({ length: end - begin }, (_, n) => `${begin + n}/${round}`);
          return [
            ...run(first, 0),
            ...Array.from({ length: repeat }, (_, n) => run(repeatFrom, n + 1)).flat(),
          ];
        });
        const [own, ...then] = following;
        expect(course({ ...policy(from, own!.repeat), repeatFrom: own!.repeatFrom, then })).toEqual(expected);
      }),
    );
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
