import { describe, expect, it } from 'vitest';
import { alertsAnswer, decideAlerts, type AlertNews } from '../../../src/incident/alerts.ts';
import type { EventBody } from '../../../src/incident/event.ts';
import { evolve, newIncident } from '../../../src/incident/evolve.ts';
import type { Incident, ResponsePlan } from '../../../src/incident/incident.ts';
import { alertsOf } from '../../../src/incident/person.ts';
import { policy, sla } from '../../harness/plan.ts';

const PROM = alertsOf('prom');
const ANA = { id: 'ana', name: 'Ana' };
const plan: ResponsePlan = { sla: sla() };
const declared = newIncident(
  'default',
  'INC-1',
  {
    title: 'disk full',
    severity: 'SEV-3',
    private: false,
    by: PROM,
    alerts: { integration: 'prom', group: 'default:alerts:x', firing: 1, heard: 1, revision: 0 },
  },
  0,
);
const news = (more: Partial<AlertNews> = {}): AlertNews => ({ revision: 1, firing: 0, heard: 1, ...more });
const types = (bodies: readonly EventBody[]): string[] => bodies.map(({ type }) => type);
const after = (incident: Incident, by: typeof ANA, ...bodies: readonly EventBody[]): Incident =>
  bodies.reduce((now, body) => evolve(now, { ...body, by, at: 1, sequence: now.sequence + 1 }), incident);
const decide = (incident: Incident, said: AlertNews, with_ = plan) =>
  decideAlerts(incident, with_, PROM, said, 1);

describe('news of the alerts of an incident', () => {
  it('stands in it and on its timeline, once', () => {
    const events = decide(declared, news({ firing: 2, heard: 3 }));
    expect(types(events)).toEqual(['alerts_changed']);
    const next = after(declared, PROM, ...events);
    expect(next.alerts).toMatchObject({ firing: 2, heard: 3, revision: 1 });
    expect(decide(next, news({ firing: 2, heard: 3 }))).toEqual([]);
    expect(next.lastActivityAt).toBe(0);
  });

  it('says that they are flapping for as long as they are', () => {
    const flapping = after(declared, PROM, ...decide(declared, news({ flapping: { times: 3, holdMs: 1 } })));
    expect(flapping.alerts?.flapping).toBe(true);
    const calm = after(flapping, PROM, ...decide(flapping, news({ revision: 2 })));
    expect(calm.alerts?.flapping).toBeUndefined();
  });

  it('resolves it where that is asked for, but not what is on hold or was reopened', () => {
    const ask = news({ ask: 'resolve', note: 'all clear' });
    const events = decide(declared, ask);
    expect(events.at(-1)).toEqual({ type: 'resolved', note: 'all clear' });
    const resolved = after(declared, PROM, ...events);
    expect(alertsAnswer(resolved, ask)).toEqual({
      status: 'resolved',
      by: PROM,
      sequence: resolved.sequence,
    });
    const held = after(declared, ANA, { type: 'put_on_hold' });
    expect(types(decide(held, ask))).toEqual(['alerts_changed']);
    expect(alertsAnswer(held, ask)).toEqual({ status: 'open', held: 'on hold', sequence: held.sequence });
    const reopened = after(resolved, ANA, { type: 'reopened' });
    expect(types(decide(reopened, { ...ask, revision: 2 }))).toEqual(['alerts_changed']);
    expect(alertsAnswer(reopened, ask)).toEqual({
      status: 'open',
      held: 'reopened',
      sequence: reopened.sequence,
    });
    expect(alertsAnswer(reopened)).toEqual({ status: 'open', sequence: reopened.sequence });
  });

  it('raises the severity and never lowers it', () => {
    expect(types(decide(declared, news({ severity: 'SEV-1' })))).toEqual([
      'alerts_changed',
      'severity_changed',
    ]);
    expect(types(decide(declared, news({ severity: 'SEV-4' })))).toEqual(['alerts_changed']);
  });

  it('acknowledges it without making the alerts a responder, unless only those count who were paged', () => {
    const events = decide(declared, news({ ask: 'acknowledge' }));
    expect(types(events)).toEqual(['alerts_changed', 'acknowledged']);
    const next = after(declared, PROM, ...events);
    expect(next).toMatchObject({ status: 'acknowledged', responders: [] });
    const paged = { ...plan, escalation: policy({ steps: [['ana', '5m']], ackBy: 'paged' }) };
    expect(types(decide(declared, news({ ask: 'acknowledge' }), paged))).toEqual(['alerts_changed']);
  });

  it('of a resolved one is noted; of a closed one, and of one without alerts, nothing is', () => {
    const resolved = after(declared, ANA, { type: 'resolved' });
    expect(types(decide(resolved, news({ ask: 'resolve', severity: 'SEV-1' })))).toEqual(['alerts_changed']);
    const closed = after(resolved, ANA, { type: 'closed' });
    expect(decide(closed, news())).toEqual([]);
    expect(alertsAnswer(closed)).toEqual({ status: 'closed', by: ANA, sequence: closed.sequence });
    const { alerts: _, ...plainly } = declared;
    expect(decide(plainly, news())).toEqual([]);
  });
});
