import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { startSlackSystem, type SlackSystem } from '../harness/slack-system.ts';
import { measureStrain, STEPS_OF_A_PAGE } from '../harness/strain.ts';

/** How late a timer may be noted, beyond what the machine takes, in milliseconds. */
const LATE_MS = 500;

describe('timers on real clocks', () => {
  let team: SlackSystem;
  beforeAll(async () => {
    team = await startSlackSystem({
      wait: '5s',
      sla: 'sla: { warnAt: 0.5, SEV-3: { acknowledge: 4s } }',
    });
  });
  afterAll(() => team.stop());

  const paged = (user: string, id: string): number =>
    team.slack.directMessages(user).filter(({ text }) => text.includes(id)).length;

  it('page the second step on time, breach once, and end loudly when nobody is reached', async () => {
    const { slack, system, ana, ben } = team;
    const api = await system.api();
    const id = await api.declare('Nobody answers');
    const strain = await measureStrain(system, id);
    await eventually('Ana is paged', () => paged(ana.id, id) === 1);
    await eventually('Ben is paged', () => paged(ben.id, id) === 1);
    await slack.expectMessage('incidents', /nobody/i, 30_000);
    const timeline = await eventually('the policy is used up', async () => {
      const events = await api.timeline(id);
      return events.some(({ type }) => type === 'escalation_exhausted') ? events : undefined;
    });
    await strain.stop();
    const at = (type: string): number[] =>
      timeline.filter((event) => event.type === type).map((event) => Date.parse(event.at));
    const [declared = 0] = at('declared');
    for (const [type, dues] of [
      ['sla_warning', [2]],
      ['sla_breached', [4]],
      ['escalated', [0, 5]],
    ] as const) {
      expect(at(type), type).toHaveLength(dues.length);
      for (const [n, when] of at(type).entries()) {
        const late = when - declared - dues[n]! * 1_000;
        expect(late, type).toBeGreaterThanOrEqual(-LATE_MS);
        const took = STEPS_OF_A_PAGE * strain.longest(when - Math.max(late, 0), when);
        expect(late - took, type).toBeLessThanOrEqual(LATE_MS);
      }
    }
    expect(paged(ana.id, id)).toBe(1);
  });

  it('page nobody after an acknowledgement', async () => {
    const { system, ana, ben } = team;
    const api = await system.api();
    const id = await api.declare('Answered at once');
    await eventually('Ana is paged', () => paged(ana.id, id) === 1);
    const reply = await api.carriedOut(id, 'ack');
    expect(reply.body.cancelled).toEqual(expect.arrayContaining(['escalation']));
    const later = await api.declare('A later one');
    await eventually('Ben is paged for the later one', () => paged(ben.id, later) === 1);
    const types = await eventually('the timeline follows', async () => {
      const events = (await api.timeline(id)).map(({ type }) => type);
      return events.includes('acknowledged') && events;
    });
    const before = types.slice(0, types.indexOf('acknowledged'));
    expect(types.slice(before.length)).not.toContain('escalated');
    expect(paged(ana.id, id)).toBe(1);
    // A machine may be so busy that the second step came before.
    const steps = before.filter((type) => type === 'escalated').length;
    expect(paged(ben.id, id)).toBeLessThanOrEqual(steps - 1);
  });

  it('fire at once when they came due while everything was off', async () => {
    const { system, ben } = team;
    const api = await system.api();
    const id = await api.declare('Asleep');
    await system.worker?.kill9();
    await system.killState('temporal');
    await eventually('the time is over', async () => (await system.temporalSeconds(id)) > 5.5);
    await system.startWorker();
    await eventually('Ben is paged', () => paged(ben.id, id) === 1);
  });
});
