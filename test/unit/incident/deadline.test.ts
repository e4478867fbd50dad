import { describe, expect, it } from 'vitest';
import { deadlines, reach } from '../../../src/incident/deadline.ts';
import { ANA, BEN, CRITICAL, MINUTE, NOON, SLA, Story, types } from './fixture.ts';

const PLAN = { sla: SLA };
const at = (minutes: number): number => NOON + minutes * MINUTE;

describe('the SLA clocks', () => {
  it('warn and breach counted from the time of declaring', () => {
    expect(new Story(PLAN).due).toEqual({
      'acknowledge SLA warning': at(8),
      'acknowledge SLA breach': at(10),
      'resolve SLA warning': at(48),
      'resolve SLA breach': at(60),
    });
  });

  it('each warn once and breach once, at their times', () => {
    const story = new Story(PLAN);
    const events = story.passes(24 * 60 * MINUTE);
    expect(events.map((event) => [event.type, (event.at - NOON) / MINUTE])).toEqual([
      ['sla_warning', 8],
      ['sla_breached', 10],
      ['sla_warning', 48],
      ['sla_breached', 60],
    ]);
    expect(events[1]).toMatchObject({ clock: 'acknowledge', dueAt: at(10) });
    expect(story.incident.slaBreached).toEqual(['acknowledge', 'resolve']);
    expect(story.due).toEqual({});
  });

  it('tell when nobody was paged to acknowledge, and only then', () => {
    const sla = (story: Story) =>
      story
        .passes(24 * 60 * MINUTE)
        .filter((event) => event.type === 'sla_warning' || event.type === 'sla_breached')
        .map(({ clock, nobodyPaged = false }) => [clock, nobodyPaged]);
    expect(sla(new Story(PLAN))).toEqual([
      ['acknowledge', true],
      ['acknowledge', true],
      ['resolve', false],
      ['resolve', false],
    ]);
    const channel = { name: 'p', steps: [{ targets: [CRITICAL], delayMs: MINUTE }], repeat: 0 };
    expect(new Set(sla(new Story({ ...PLAN, escalation: channel })).map(([, paged]) => paged))).toEqual(
      new Set([false]),
    );
  });

  it('do not run where the severity has no target', () => {
    expect(new Story(PLAN, { severity: 'SEV-4' }).due).toEqual({});
  });

  it.each(['ack', 'mitigate'] as const)('of acknowledging stops for good by %s', (name) => {
    const story = new Story(PLAN);
    story.after(MINUTE).does(BEN, { name });
    expect(Object.keys(story.due)).toEqual(['resolve SLA warning', 'resolve SLA breach']);
    story.does(BEN, { name: 'resolve' });
    story.does(BEN, { name: 'reopen' });
    expect(Object.keys(story.due)).toEqual(['resolve SLA warning', 'resolve SLA breach']);
  });

  it('stop when the incident is resolved and go on when it is reopened', () => {
    const story = new Story(PLAN);
    story.after(MINUTE).does(BEN, { name: 'resolve' });
    expect(story.due).toEqual({});
    story.after(MINUTE).does(BEN, { name: 'reopen' });
    expect(story.due).toEqual({ 'resolve SLA warning': at(48), 'resolve SLA breach': at(60) });
  });

  it('warn only before they breach', () => {
    const story = new Story({ sla: { ...SLA, warnAt: 1 } });
    expect(Object.keys(story.due)).toEqual(['acknowledge SLA breach', 'resolve SLA breach']);
  });
});

describe('another severity', () => {
  it('moves the deadlines, counted from the time of declaring', () => {
    const story = new Story(PLAN, { severity: 'SEV-3' });
    expect(story.due['acknowledge SLA breach']).toBe(at(60));
    story.after(5 * MINUTE).does(ANA, { name: 'severity', severity: 'SEV-1' });
    expect(story.due).toEqual({
      'acknowledge SLA warning': at(8),
      'acknowledge SLA breach': at(10),
      'resolve SLA warning': at(48),
      'resolve SLA breach': at(60),
    });
  });

  it('breaches at once when its deadline has passed, without a warning', () => {
    const story = new Story(PLAN, { severity: 'SEV-3' });
    story.after(30 * MINUTE).does(ANA, { name: 'severity', severity: 'SEV-1' });
    const events = story.passes(0);
    expect(events).toMatchObject([{ type: 'sla_breached', clock: 'acknowledge', dueAt: at(10), at: at(30) }]);
    expect(story.due).toEqual({ 'resolve SLA warning': at(48), 'resolve SLA breach': at(60) });
  });

  it('does not take a breach back, nor breach anew', () => {
    const story = new Story(PLAN);
    story.passes(10 * MINUTE);
    expect(story.incident.slaBreached).toEqual(['acknowledge']);
    story.does(ANA, { name: 'severity', severity: 'SEV-2' });
    expect(story.due).toEqual({ 'resolve SLA warning': at(192), 'resolve SLA breach': at(240) });
    story.does(ANA, { name: 'severity', severity: 'SEV-1' });
    expect(types(story.passes(30 * MINUTE))).toEqual([]);
  });

  it('without targets stops the clocks', () => {
    const story = new Story(PLAN);
    story.does(ANA, { name: 'severity', severity: 'SEV-4' });
    expect(story.due).toEqual({});
  });
});

describe('reaching a deadline', () => {
  it('says nothing before its time', () => {
    const { incident, plan } = new Story();
    for (const { name, at: due } of deadlines(incident, plan)) {
      expect(reach(incident, plan, name, due - 1)).toEqual([]);
      expect(reach(incident, plan, name, due)).not.toEqual([]);
    }
  });

  it('says nothing of one that no longer stands', () => {
    const story = new Story();
    story.does(BEN, { name: 'ack' });
    story.does(BEN, { name: 'resolve' });
    story.after(24 * 60 * MINUTE);
    for (const name of [
      'escalation',
      'acknowledgement expiry',
      'resolve SLA breach',
      'acknowledge SLA warning',
    ] as const) {
      expect(reach(story.incident, story.plan, name, story.now)).toEqual([]);
    }
  });

  it('tells the breach alone when warning and breach are both overdue', () => {
    const story = new Story(PLAN).after(30 * MINUTE);
    expect(story.reaches('acknowledge SLA warning')).toMatchObject([
      { type: 'sla_breached', clock: 'acknowledge' },
    ]);
    expect(Object.keys(story.due)).toEqual(['resolve SLA warning', 'resolve SLA breach']);
  });
});
