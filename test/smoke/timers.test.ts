import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { startSlackSystem, type SlackSystem } from '../harness/slack-system.ts';

describe('timers on real clocks', () => {
  let team: SlackSystem;
  beforeAll(async () => {
    team = await startSlackSystem({
      wait: '3s',
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
    await eventually('Ana is paged', () => paged(ana.id, id) === 1);
    await eventually('Ben is paged', () => paged(ben.id, id) === 1);
    await slack.expectMessage('incidents', /nobody/i, 30_000);
    const timeline = await eventually('the policy is used up', async () => {
      const events = await api.timeline(id);
      return events.some(({ type }) => type === 'escalation_exhausted') ? events : undefined;
    });
    const at = (type: string): number[] =>
      timeline.filter((event) => event.type === type).map((event) => Date.parse(event.at));
    const [declared = 0] = at('declared');
    expect(at('sla_warning').map((when) => Math.round((when - declared) / 1_000))).toEqual([2]);
    expect(at('sla_breached').map((when) => Math.round((when - declared) / 1_000))).toEqual([4]);
    expect(at('escalated').map((when) => Math.round((when - declared) / 1_000))).toEqual([0, 3]);
    expect(paged(ana.id, id)).toBe(1);
  });

  it('page nobody after an acknowledgement', async () => {
    const { system, ana, ben } = team;
    const api = await system.api();
    const id = await api.declare('Answered at once');
    const reply = await api.command(id, 'ack');
    expect(reply.body.cancelled).toEqual(expect.arrayContaining(['escalation']));
    const pages = paged(ana.id, id);
    const later = await api.declare('A later one');
    await eventually('Ben is paged for the later one', () => paged(ben.id, later) === 1);
    expect(paged(ana.id, id)).toBe(pages);
    expect(paged(ben.id, id)).toBe(0);
  });

  it('fire at once when they came due while everything was off', async () => {
    const { system, ben } = team;
    const api = await system.api();
    const id = await api.declare('Asleep');
    await system.worker?.kill9();
    await system.killState('temporal');
    await eventually('the time is over', async () => (await system.temporalSeconds(id)) > 3.5);
    await system.startWorker();
    await eventually('Ben is paged', () => paged(ben.id, id) === 1, 15_000);
  });
});
