import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/incident/command.ts';
import { deadlines } from '../../../src/incident/deadline.ts';
import { decide } from '../../../src/incident/decide.ts';
import { isSuspicious, judge, reasonForNone, withoutStepSince } from '../../../src/inspection/judge.ts';
import type { PlanNow } from '../../../src/inspection/plan-now.ts';
import { ANA, BEN, CY, MINUTE, NO_SLA, NOON, POLICY, SLA, Story } from '../incident/fixture.ts';

const GRACE = { stepMs: MINUTE, pageMs: 5 * MINUTE };

function planOf({ incident, plan }: Story, more: Partial<PlanNow> = {}): PlanNow {
  const steps = plan.escalation?.steps.length;
  return {
    incident,
    deadlines: deadlines(incident, plan),
    paging: [],
    recorded: incident.sequence,
    ...(steps !== undefined && { steps }),
    ...more,
  };
}

const found = (plan: PlanNow, now: number) =>
  judge(plan, { tenant: 'default', incident: 'INC-7', now, grace: GRACE }).map(({ kind, about }) =>
    about === undefined ? kind : `${kind} ${about}`,
  );

describe('an incident', () => {
  it('whose next step is to come is well, and late only after the grace', () => {
    const plan = planOf(new Story({ escalation: POLICY, sla: NO_SLA }));
    expect(found(plan, NOON)).toEqual([]);
    expect(found(plan, NOON + 6 * MINUTE)).toEqual([]);
    expect(found(plan, NOON + 6 * MINUTE + 1)).toEqual(['overdue escalation']);
  });

  it('is late with its SLA too, whoever has it', () => {
    const story = new Story({ escalation: POLICY, sla: SLA }).after(MINUTE);
    story.does(BEN, { name: 'ack' });
    expect(found(planOf(story), NOON + 62 * MINUTE)).toEqual([
      'overdue acknowledgement expiry',
      'overdue resolve SLA warning',
      'overdue resolve SLA breach',
    ]);
  });

  it('that is open without a next step is found, unless there is a reason', () => {
    const story = new Story({ escalation: POLICY, sla: SLA });
    const { escalation: _, ...incident } = story.incident;
    const plan = { ...planOf(story), incident, deadlines: [] };
    expect(found(plan, NOON + MINUTE)).toEqual([]);
    expect(found(plan, NOON + 2 * MINUTE)).toEqual(['no_next_step']);
    // An SLA target pages nobody.
    const [sla] = deadlines(incident, { sla: SLA });
    expect(found({ ...plan, deadlines: [sla!] }, NOON + 2 * MINUTE)).toEqual(['no_next_step']);
    expect(found(planOf(new Story({ sla: NO_SLA })), NOON + 60 * MINUTE)).toEqual([]);
    expect(reasonForNone(planOf(new Story({ sla: NO_SLA })))).toContain('no escalation policy');
  });

  it('whose page reaches nobody is found by target, after its own grace', () => {
    const story = new Story({ escalation: POLICY, sla: NO_SLA });
    story.does(BEN, { name: 'ack' });
    const plan = planOf(story, { deadlines: [], paging: [{ target: 'person/ana', since: NOON }] });
    expect(found(plan, NOON + 5 * MINUTE)).toEqual([]);
    expect(found(plan, NOON + 6 * MINUTE)).toEqual(['page_stuck person/ana']);
  });

  it('of which the records know nothing is found', () => {
    const story = new Story({ sla: NO_SLA });
    const plan = planOf(story, { recorded: 0, unrecordedSince: NOON });
    expect(found(plan, NOON + MINUTE)).toEqual([]);
    expect(found(plan, NOON + 2 * MINUTE)).toEqual(['unrecorded']);
  });
});

const happening = fc.tuple(
  fc.integer({ min: 0, max: 40 }),
  fc.constantFrom(ANA, BEN, CY),
  fc.constantFrom<Command>(
    { name: 'ack' },
    { name: 'mitigate' },
    { name: 'resolve' },
    { name: 'reopen' },
    { name: 'escalate' },
    { name: 'severity', severity: 'SEV-1' },
    { name: 'severity', severity: 'SEV-3' },
  ),
);

it('an incident that does what it should is never found, whatever people do', () => {
  const plans = fc.constantFrom(
    { escalation: POLICY, sla: SLA },
    { escalation: POLICY, sla: NO_SLA },
    { sla: SLA },
  );
  fc.assert(
    fc.property(plans, fc.array(happening, { maxLength: 12 }), (plan, script) => {
      const story = new Story(plan);
      for (const [minutes, by, wanted] of script) {
        story.passes(minutes * MINUTE);
        const decision = decide(story.incident, plan, by, wanted, story.now);
        if ('events' in decision) story.happen(by, decision.events);
        // A graver severity can be due at once.
        story.passes(0);
        const told = planOf(story);
        expect(found(told, story.now)).toEqual([]);
        expect(isSuspicious(told, { now: story.now, grace: GRACE })).toBe(false);
        if (withoutStepSince(told) !== undefined) throw new Error('it has no next step and no reason');
      }
    }),
    { numRuns: 200 },
  );
});

it('an incident whose timers have stopped is found as soon as one of them was due, whatever people did before', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 8 }), (script) => {
      const plan = { escalation: POLICY, sla: SLA };
      const story = new Story(plan);
      for (const [minutes, by, wanted] of script) {
        story.passes(minutes * MINUTE);
        const decision = decide(story.incident, plan, by, wanted, story.now);
        if ('events' in decision) story.happen(by, decision.events);
      }
      const told = planOf(story);
      const due = told.deadlines.map(({ at }) => at);
      fc.pre(due.length > 0);
      const now = Math.max(story.now, Math.min(...due)) + GRACE.stepMs + 1;
      expect(found(told, now).some((one) => one.startsWith('overdue'))).toBe(true);
      expect(isSuspicious(told, { now, grace: GRACE })).toBe(true);
    }),
    { numRuns: 200 },
  );
});
