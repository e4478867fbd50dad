import { describe, expect, it } from 'vitest';
import type { StepCondition } from '../../../src/escalation/condition.ts';
import type { EscalationPolicy, EscalationStep } from '../../../src/escalation/policy.ts';
import type { IncidentEvent } from '../../../src/incident/event.ts';
import type { ResponsePlan } from '../../../src/incident/incident.ts';
import {
  ANA,
  BEN,
  CRITICAL,
  CY,
  MINUTE,
  NO_SLA,
  NOON,
  pages,
  POLICY,
  Story,
  storyIn,
  types,
} from './fixture.ts';

const PLAN = { escalation: POLICY, sla: NO_SLA };

type Escalated = Extract<IncidentEvent, { type: 'escalated' }>;

const pagesOf = (events: readonly IncidentEvent[]): Escalated[] =>
  events.filter((event) => event.type === 'escalated');

/** Step, round, cause and minutes since noon of each page. */
const course = (events: readonly IncidentEvent[]): unknown[] =>
  pagesOf(events).map(({ step, round, cause, at }) => [step, round, cause, (at - NOON) / MINUTE]);

describe('an escalation that nobody acknowledges', () => {
  it('goes through all steps and all rounds, each at its time, and then says so', () => {
    const story = new Story(PLAN);
    story.passes(24 * 60 * MINUTE);
    expect(course(story.events)).toEqual([
      [0, 0, 'declared', 0],
      [1, 0, 'not acknowledged', 5],
      [0, 1, 'not acknowledged', 15],
      [1, 1, 'not acknowledged', 20],
    ]);
    const last = story.events.at(-1);
    expect(last).toMatchObject({ type: 'escalation_exhausted', policy: 'payments', at: NOON + 30 * MINUTE });
    expect(story.incident.escalation).toEqual({ state: 'exhausted', step: 1, round: 1 });
    expect(story.due).toEqual({});
  });

  it('pages the targets of the step', () => {
    const story = new Story(PLAN);
    story.passes(5 * MINUTE);
    expect(pagesOf(story.events).map(({ targets }) => targets)).toEqual(
      POLICY.steps.map(({ targets }) => targets),
    );
  });

  it('tells when it goes on', () => {
    const story = new Story(PLAN);
    expect(pagesOf(story.events)[0]?.nextAt).toBe(NOON + 5 * MINUTE);
    expect(story.incident.escalation).toEqual({
      state: 'running',
      step: 0,
      round: 0,
      nextAt: NOON + 5 * MINUTE,
    });
  });

  it('starts again from the first step when somebody asks after the end', () => {
    const story = new Story(PLAN);
    story.passes(60 * MINUTE);
    story.does(BEN, { name: 'escalate', note: 'anybody?' });
    expect(story.events.at(-1)).toMatchObject({
      step: 0,
      round: 0,
      cause: 'asked',
      note: 'anybody?',
      by: BEN,
    });
    expect(story.due).toEqual({ escalation: story.now + 5 * MINUTE });
  });

  it('without a policy pages nobody and says so, naming what to set', () => {
    const story = new Story({ sla: NO_SLA }, { team: 'payments', service: 'checkout' });
    expect(types(story.events)).toEqual(['declared', 'nobody_paged']);
    expect(story.events.at(-1)).toMatchObject({
      settings: ['services.checkout.escalation', 'teams.payments.escalation', 'defaults.escalation'],
    });
    expect(types(story.passes(60 * MINUTE))).toEqual([]);
    story.does(BEN, { name: 'resolve' });
    expect(types(story.does(BEN, { name: 'reopen' }))).toEqual(['reopened', 'nobody_paged']);
  });
});

describe('a step that reaches nobody', () => {
  const nobody = { ...pages(ANA), contacts: [] };
  const steps = [
    { targets: [nobody], delayMs: 5 * MINUTE },
    { targets: [pages(BEN)], delayMs: 10 * MINUTE },
  ];

  it('says so and lets the next one follow at once', () => {
    const story = new Story({ escalation: { name: 'p', steps, repeat: 0 }, sla: NO_SLA });
    expect(pagesOf(story.events)).toMatchObject([{ step: 0, unreachable: true }]);
    expect(story.incident.paged).toBeUndefined();
    story.passes(0);
    expect(course(story.events)).toEqual([
      [0, 0, 'declared', 0],
      [1, 0, 'not acknowledged', 0],
    ]);
    expect(pagesOf(story.events)[1]).not.toHaveProperty('unreachable');
    expect(story.incident.paged).toEqual(['ben']);
  });

  it('ends loudly when all of them do, however often they are repeated', () => {
    const story = new Story({ escalation: { name: 'p', steps: steps.slice(0, 1), repeat: 2 }, sla: NO_SLA });
    story.passes(0);
    expect(types(story.events)).toEqual([
      'declared',
      'escalated',
      'escalated',
      'escalated',
      'escalation_exhausted',
    ]);
  });

  it('is passed over at once for who asks for help while somebody is on it: no other step follows by itself', () => {
    const three = [{ targets: [CRITICAL], delayMs: 5 * MINUTE }, ...steps];
    const story = new Story({ escalation: { name: 'p', steps: three, repeat: 3 }, sla: NO_SLA });
    story.does(CY, { name: 'ack' });
    const asked = story.does(CY, { name: 'escalate', note: 'need a DBA' });
    expect(pagesOf(asked)).toMatchObject([
      { step: 1, cause: 'asked', unreachable: true, nextAt: story.now },
      { step: 2, cause: 'asked', targets: [pages(BEN)], note: 'need a DBA' },
    ]);
    expect(story.incident.escalation).toEqual({ state: 'stopped', step: 2, round: 0 });
    expect(story.due).toEqual({});
  });

  it('is passed over for the first one when it is the last', () => {
    const escalation = { name: 'p', steps: steps.toReversed(), repeat: 0 };
    const story = new Story({ escalation, sla: NO_SLA });
    story.does(CY, { name: 'ack' });
    expect(story.does(CY, { name: 'escalate' })).toMatchObject([
      { type: 'escalated', step: 1, unreachable: true },
      { type: 'escalated', step: 0, targets: [pages(BEN)] },
    ]);
  });

  it('is told to who asks for help each once, and that nobody is left, when there are only such', () => {
    const escalation = { name: 'p', steps: [steps[0]!, steps[0]!], repeat: 5 };
    const story = new Story({ escalation, sla: NO_SLA });
    story.does(CY, { name: 'ack' });
    expect(story.does(CY, { name: 'escalate' })).toMatchObject([
      { type: 'escalated', step: 0, unreachable: true },
      { type: 'escalated', step: 1, unreachable: true },
      { type: 'escalation_exhausted' },
    ]);
  });

  it('is one of channels alone when the incident is private: no outsider hears of it', () => {
    const channels = { targets: [CRITICAL], delayMs: 5 * MINUTE };
    const mixed = { targets: [CRITICAL, pages(BEN)], delayMs: 5 * MINUTE };
    const escalation = { name: 'p', steps: [channels, mixed], repeat: 0 };
    const story = new Story({ escalation, sla: NO_SLA }, { private: true });
    story.passes(0);
    expect(pagesOf(story.events)).toMatchObject([
      { targets: [], unreachable: true },
      { targets: [pages(BEN)] },
    ]);
    expect(pagesOf(new Story({ escalation, sla: NO_SLA }).events)).toMatchObject([{ targets: [CRITICAL] }]);
  });
});

describe('an acknowledgement', () => {
  it.each(['ack', 'mitigate', 'resolve'] as const)('stops the escalation, also by %s', (name) => {
    const story = new Story({ ...PLAN, escalation: { name: 'p', steps: POLICY.steps, repeat: 1 } });
    story.after(MINUTE).does(BEN, { name });
    expect(story.incident.escalation).toEqual({ state: 'stopped', step: 0, round: 0 });
    expect(course(story.passes(24 * 60 * MINUTE))).toEqual([]);
  });

  it('expires when nothing is done: the incident is open again and the next step is paged', () => {
    const story = new Story(PLAN);
    story.after(MINUTE).does(BEN, { name: 'ack' });
    expect(story.due).toEqual({ 'acknowledgement expiry': NOON + 31 * MINUTE });
    const events = story.passes(30 * MINUTE);
    expect(types(events)).toEqual(['acknowledgement_expired', 'escalated']);
    expect(course(events)).toEqual([[1, 0, 'acknowledgement expired', 31]]);
    expect(story.incident).toMatchObject({ status: 'open', firstAcknowledged: { by: BEN } });
    expect(story.incident.acknowledged).toBeUndefined();
    expect(story.due).toEqual({ escalation: NOON + 41 * MINUTE });
  });

  it('holds longer with everything that somebody does', () => {
    const story = new Story(PLAN);
    story.does(BEN, { name: 'ack' });
    story.after(29 * MINUTE).does(ANA, { name: 'note', text: 'still looking' });
    expect(story.due).toEqual({ 'acknowledgement expiry': NOON + 59 * MINUTE });
    expect(types(story.passes(29 * MINUTE))).toEqual([]);
    expect(types(story.passes(MINUTE))).toEqual(['acknowledgement_expired', 'escalated']);
  });

  it('that expired after the whole policy begins with the first step', () => {
    const story = new Story(PLAN);
    story.passes(60 * MINUTE);
    story.does(BEN, { name: 'ack' });
    expect(course(story.passes(30 * MINUTE))).toEqual([[0, 0, 'acknowledgement expired', 90]]);
  });

  it('never expires without a time-out, nor once the incident is mitigated', () => {
    const { ackTimeoutMs: _, ...forever } = POLICY;
    const story = new Story({ ...PLAN, escalation: forever });
    story.does(BEN, { name: 'ack' });
    expect(story.due).toEqual({});
    expect(storyIn('mitigated', PLAN).due).toEqual({});
  });
});

describe('somebody who asks for more people', () => {
  it('gets the next step at once, and the escalation goes on from there', () => {
    const story = new Story(PLAN);
    story.after(MINUTE).does(BEN, { name: 'escalate' });
    expect(course(story.events).at(-1)).toEqual([1, 0, 'asked', 1]);
    expect(story.due).toEqual({ escalation: NOON + 11 * MINUTE });
  });

  it('pages one step and no more while the incident is acknowledged', () => {
    const story = new Story(PLAN);
    story.does(BEN, { name: 'ack' });
    story.after(MINUTE).does(BEN, { name: 'escalate' });
    expect(pagesOf(story.events).at(-1)).not.toHaveProperty('nextAt');
    expect(story.incident.status).toBe('acknowledged');
    expect(story.incident.escalation).toEqual({ state: 'stopped', step: 1, round: 0 });
    expect(story.due).not.toHaveProperty('escalation');
  });
});

describe('steps with conditions', () => {
  const step = (minutes: number, who: typeof ANA, when?: StepCondition): EscalationStep => ({
    targets: [pages(who)],
    delayMs: minutes * MINUTE,
    ...(when && { when }),
  });
  const plan = (steps: EscalationStep[], more: Partial<EscalationPolicy> = {}): ResponsePlan => ({
    escalation: { name: 'p', steps, repeat: 0, ...more },
    sla: NO_SLA,
  });
  const severe = { severities: ['SEV-1'] } as const;
  const told = (events: readonly IncidentEvent[]): unknown[] =>
    events.flatMap((event) =>
      event.type === 'escalated' || event.type === 'step_skipped' || event.type === 'escalation_exhausted'
        ? [[event.type, 'step' in event ? event.step : undefined, (event.at - NOON) / MINUTE]]
        : [],
    );

  it('that does not apply is passed over at once, and said', () => {
    const story = new Story(plan([step(5, ANA, severe), step(5, BEN), step(5, CY, severe)]), {
      severity: 'SEV-3',
    });
    story.passes(60 * MINUTE);
    expect(told(story.events)).toEqual([
      ['step_skipped', 0, 0],
      ['escalated', 1, 0],
      ['step_skipped', 2, 5],
      ['escalation_exhausted', undefined, 5],
    ]);
    expect(story.events.at(-1)).toMatchObject({ noneApplies: true });
  });

  it('is looked at when it is due, with the severity of then', () => {
    const story = new Story(plan([step(5, ANA), step(5, CY, severe)]), { severity: 'SEV-3' });
    story.after(MINUTE).does(BEN, { name: 'severity', severity: 'SEV-1' });
    story.passes(10 * MINUTE);
    expect(pagesOf(story.events).map(({ step: index }) => index)).toEqual([0, 1]);
  });

  it('by labels', () => {
    const steps = [step(5, ANA, { labels: { region: 'eu' } }), step(5, BEN, { labels: { region: 'us' } })];
    const story = new Story(plan(steps), { labels: { region: 'us' } });
    expect(told(story.events)).toEqual([
      ['step_skipped', 0, 0],
      ['escalated', 1, 0],
    ]);
  });

  it('ends at once when none of many rounds can apply, telling each step once', () => {
    const story = new Story(plan([step(5, ANA, severe), step(5, BEN, severe)], { repeat: 50 }), {
      severity: 'SEV-4',
    });
    expect(told(story.events)).toEqual([
      ['step_skipped', 0, 0],
      ['step_skipped', 1, 0],
      ['escalation_exhausted', undefined, 0],
    ]);
    expect(story.due).toEqual({});
  });

  it('is passed over also when somebody asks, to the one that applies', () => {
    const story = new Story(plan([step(5, ANA), step(5, BEN, severe), step(5, CY)]), { severity: 'SEV-2' });
    expect(told(story.does(BEN, { name: 'escalate' }))).toEqual([
      ['step_skipped', 1, 0],
      ['escalated', 2, 0],
    ]);
    // Behind the last: from the first step on.
    expect(told(story.does(BEN, { name: 'escalate' }))).toEqual([['escalated', 0, 0]]);
  });

  it('goes over to the policy that follows', () => {
    const steps = [step(5, ANA, severe), step(5, BEN), step(5, CY)];
    const then = [{ name: 'managers', from: 2, repeat: 1 }];
    const story = new Story(plan(steps, { repeat: 1, repeatFrom: 1, then }), { severity: 'SEV-3' });
    story.passes(60 * MINUTE);
    expect(pagesOf(story.events).map(({ step: index, round, stage }) => [index, round, stage])).toEqual([
      [1, 0, undefined],
      [1, 1, undefined],
      [2, 0, 'managers'],
      [2, 1, 'managers'],
    ]);
  });
});

describe('a severity that is raised', () => {
  const severe = { severities: ['SEV-1'] } as const;
  const nobody: ResponsePlan = {
    escalation: {
      name: 'p',
      repeat: 0,
      steps: [{ targets: [pages(ANA)], delayMs: 5 * MINUTE, when: severe }],
    },
    sla: NO_SLA,
  };

  it('pages whom a step is for by now, when nobody was left to be paged', () => {
    const story = new Story(nobody, { severity: 'SEV-3' });
    expect(story.incident.escalation?.state).toBe('exhausted');
    expect(course(story.does(BEN, { name: 'severity', severity: 'SEV-2' }))).toEqual([]);
    expect(course(story.does(BEN, { name: 'severity', severity: 'SEV-1' }))).toEqual([
      [0, 0, 'severity raised', 0],
    ]);
  });

  it('pages nobody of an incident that somebody has acknowledged', () => {
    const story = new Story(nobody, { severity: 'SEV-3' });
    story.does(BEN, { name: 'ack' });
    expect(types(story.does(BEN, { name: 'severity', severity: 'SEV-1' }))).toEqual(['severity_changed']);
  });

  it('pages nobody again whom every step was for before', () => {
    const story = new Story(PLAN, { severity: 'SEV-3' });
    story.passes(60 * MINUTE);
    expect(types(story.does(BEN, { name: 'severity', severity: 'SEV-1' }))).toEqual(['severity_changed']);
  });
});

describe('an address that is paged as such', () => {
  it('counts among those who were paged, by the account that it is', () => {
    const night = {
      kind: 'channel',
      instance: 'mail',
      channel: 'night@x.org',
      label: 'night@x.org',
    } as const;
    const hook = { kind: 'channel', instance: 'ops', channel: 'ops', label: 'webhook ops' } as const;
    const steps = [{ targets: [pages(ANA), night, hook, CRITICAL], delayMs: 5 * MINUTE }];
    const story = new Story({ escalation: { name: 'p', steps, repeat: 0, ackBy: 'paged' }, sla: NO_SLA });
    expect(story.incident.paged).toEqual(['ana', 'mail/night@x.org']);
    story.does({ id: 'mail/night@x.org', name: 'night@x.org' }, { name: 'ack' });
    expect(story.incident.acknowledged).not.toHaveProperty('notPaged');
  });
});

describe('reopening', () => {
  it('pages the first step again', () => {
    const story = storyIn('resolved', PLAN);
    story.after(MINUTE).does(ANA, { name: 'reopen' });
    expect(course(story.events).at(-1)).toEqual([0, 0, 'reopened', 2]);
    expect(course(story.passes(5 * MINUTE))).toEqual([[1, 0, 'not acknowledged', 7]]);
  });
});
