import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../src/incident/event.ts';
import { ANA, BEN, CRITICAL, MINUTE, NO_SLA, NOON, pages, POLICY, Story, storyIn, types } from './fixture.ts';

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

describe('reopening', () => {
  it('pages the first step again', () => {
    const story = storyIn('resolved', PLAN);
    story.after(MINUTE).does(ANA, { name: 'reopen' });
    expect(course(story.events).at(-1)).toEqual([0, 0, 'reopened', 2]);
    expect(course(story.passes(5 * MINUTE))).toEqual([[1, 0, 'not acknowledged', 7]]);
  });
});
