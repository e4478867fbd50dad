import { describe, expect, it } from 'vitest';
import type { SlaPolicy } from '../../../src/escalation/sla.ts';
import { HOLDS_LIMIT } from '../../../src/incident/command.ts';
import type { ResponsePlan } from '../../../src/incident/incident.ts';
import { slaStanding } from '../../../src/incident/sla-standing.ts';
import { ANA, BEN, MINUTE, NOON, POLICY, Story, storyIn, types } from './fixture.ts';

const SLA: SlaPolicy = {
  warnAt: [0.5, 0.8],
  maxHoldMs: 2 * 60 * MINUTE,
  targets: {
    'SEV-1': {
      acknowledgeMs: 10 * MINUTE,
      mitigateMs: 40 * MINUTE,
      resolveMs: 60 * MINUTE,
      updateEveryMs: 30 * MINUTE,
    },
    'SEV-2': { resolveMs: 240 * MINUTE },
    'SEV-3': {},
    'SEV-4': {},
  },
};
const PLAN: ResponsePlan = { sla: SLA };
const at = (minutes: number): number => NOON + minutes * MINUTE;

describe('an incident on hold', () => {
  it('stands still: its clocks but that to acknowledge, and its status updates', () => {
    const story = new Story(PLAN);
    story.after(5 * MINUTE).does(BEN, { name: 'hold', note: 'case 8812' });
    expect(story.incident.hold).toEqual({ by: BEN, at: at(5), note: 'case 8812' });
    expect(story.due).toEqual({
      'acknowledge SLA warning': at(5),
      'acknowledge SLA breach': at(10),
      'hold limit': at(125),
    });
    expect(slaStanding(story.incident, PLAN).map(({ clock, state }) => [clock, state])).toEqual([
      ['acknowledge', 'running'],
      ['mitigate', 'held'],
      ['resolve', 'held'],
      ['update', 'held'],
    ]);
  });

  it('moves its deadlines by as long as it was', () => {
    const story = new Story(PLAN);
    story.after(MINUTE).does(BEN, { name: 'ack' });
    story.after(9 * MINUTE).does(BEN, { name: 'hold' });
    const [resumed] = story.after(100 * MINUTE).does(ANA, { name: 'resume' });
    expect(resumed).toMatchObject({ type: 'taken_off_hold', heldMs: 100 * MINUTE });
    expect(story.due).toEqual({
      'mitigate SLA warning': at(120),
      'mitigate SLA breach': at(140),
      'resolve SLA warning': at(130),
      'resolve SLA breach': at(160),
      'status update': at(130),
    });
    story.does(BEN, { name: 'hold' });
    story.after(60 * MINUTE).does(BEN, { name: 'resume' });
    expect(story.due['resolve SLA breach']).toBe(at(220));
  });

  it('keeps its place in the target when the severity changes', () => {
    const story = new Story(PLAN);
    story.after(10 * MINUTE).does(BEN, { name: 'hold' });
    story.does(BEN, { name: 'severity', severity: 'SEV-2' });
    story.after(20 * MINUTE).does(BEN, { name: 'resume' });
    expect(story.due['resolve SLA breach']).toBe(at(260));
  });

  it('is paged on until somebody acknowledges, and not again for want of activity', () => {
    const story = new Story({ ...PLAN, escalation: POLICY });
    story.does(BEN, { name: 'hold' });
    expect(story.due.escalation).toBe(at(5));
    story.does(BEN, { name: 'ack' });
    expect(story.due).not.toHaveProperty('acknowledgement expiry');
    story.after(60 * MINUTE).does(BEN, { name: 'resume' });
    expect(story.due['acknowledgement expiry']).toBe(at(90));
  });

  it('runs on by itself after the longest time that is allowed', () => {
    const story = new Story(PLAN);
    story.after(MINUTE).does(BEN, { name: 'ack' });
    story.does(BEN, { name: 'hold' });
    expect(types(story.passes(119 * MINUTE))).toEqual([]);
    const [over] = story.passes(MINUTE);
    expect(over).toMatchObject({ type: 'taken_off_hold', heldMs: 120 * MINUTE, limit: true, at: at(121) });
    expect(story.incident.hold).toBeUndefined();
    expect(story.due['resolve SLA breach']).toBe(at(180));
  });

  it('is off hold once it is resolved, and counts that time when it is reopened', () => {
    const story = new Story(PLAN);
    story.does(BEN, { name: 'hold' });
    story.after(30 * MINUTE).does(BEN, { name: 'resolve' });
    expect(story.incident.hold).toBeUndefined();
    expect(story.refuses(BEN, { name: 'resume' }).code).toBe('already_so');
    story.does(BEN, { name: 'reopen' });
    expect(story.due['resolve SLA breach']).toBe(at(90));
  });

  it('cannot be put on hold again, nor taken off when it is not', () => {
    const story = new Story(PLAN);
    expect(story.refuses(BEN, { name: 'resume' })).toMatchObject({ code: 'already_so' });
    story.does(BEN, { name: 'hold' });
    expect(story.refuses(ANA, { name: 'hold' }).message).toMatch(/on hold already, since just now by Ben/);
    for (let times = 1; times < HOLDS_LIMIT + 1; times++) {
      story.after(1).does(BEN, { name: 'resume' });
      if (times < HOLDS_LIMIT) story.does(BEN, { name: 'hold' });
    }
    expect(story.refuses(BEN, { name: 'hold' }).code).toBe('bad_argument');
  });

  it.each(['resolved', 'closed'] as const)('cannot be: one that is %s', (status) => {
    expect(storyIn(status).refuses(BEN, { name: 'hold' }).code).toBe('impossible_transition');
  });
});

describe('status updates', () => {
  it('are due from declaring on, then from the last one', () => {
    const story = new Story(PLAN);
    story.after(MINUTE).does(BEN, { name: 'ack' });
    expect(story.due['status update']).toBe(at(30));
    story.after(19 * MINUTE).does(BEN, { name: 'update', text: 'A fix is on its way' });
    expect(story.due['status update']).toBe(at(50));
    story.does(BEN, { name: 'severity', severity: 'SEV-2' });
    expect(story.due).not.toHaveProperty('status update');
  });

  it('that are late are asked for again and again, until it is over', () => {
    const story = new Story({
      sla: { ...SLA, targets: { ...SLA.targets, 'SEV-1': { updateEveryMs: 30 * MINUTE } } },
    });
    const asked = story.passes(100 * MINUTE);
    expect(asked.map((event) => [event.type, (event.at - NOON) / MINUTE])).toEqual([
      ['update_due', 30],
      ['update_due', 60],
      ['update_due', 90],
    ]);
    expect(slaStanding(story.incident, story.plan)).toMatchObject([{ clock: 'update', state: 'breached' }]);
    story.does(BEN, { name: 'resolve' });
    expect(story.due).toEqual({});
    story.after(500 * MINUTE).does(BEN, { name: 'reopen' });
    expect(story.due['status update']).toBe(at(630));
  });
});

describe('warnings', () => {
  it('come at each part of the target, once', () => {
    const story = new Story({
      sla: { ...SLA, targets: { ...SLA.targets, 'SEV-1': { resolveMs: 60 * MINUTE } } },
    });
    const told = story
      .passes(300 * MINUTE)
      .map((event) => [event.type, 'part' in event ? event.part : undefined, (event.at - NOON) / MINUTE]);
    expect(told).toEqual([
      ['sla_warning', 0.5, 30],
      ['sla_warning', 0.8, 48],
      ['sla_breached', undefined, 60],
    ]);
  });

  it('that came together after an outage are one, with the greatest part', () => {
    const story = new Story({
      sla: { ...SLA, targets: { ...SLA.targets, 'SEV-1': { resolveMs: 60 * MINUTE } } },
    });
    story.after(50 * MINUTE);
    expect(story.reaches('resolve SLA warning')).toMatchObject([{ part: 0.8 }]);
    expect(story.due).toEqual({ 'resolve SLA breach': at(60) });
  });

  it('of a version that had but one are not given again', () => {
    const story = new Story(PLAN);
    story.does(BEN, { name: 'ack' });
    const { slaWarnedParts: _, ...before } = story.incident;
    story.incident = { ...before, slaWarned: ['resolve', 'mitigate'] };
    expect(Object.keys(story.due)).toEqual(['mitigate SLA breach', 'resolve SLA breach', 'status update']);
  });
});
