import { describe, expect, it } from 'vitest';
import type { EventBody, IncidentEvent } from '../../../src/incident/event.ts';
import { dueRunbooks } from '../../../src/runbook/automatic.ts';
import type { AutomaticRule, BoundRunbook } from '../../../src/runbook/runbook.ts';

const event = (body: EventBody): IncidentEvent => ({
  ...body,
  sequence: 1,
  at: 0,
  by: { id: 'ana', name: 'Ana' },
});
const escalated = (more: object): IncidentEvent =>
  event({
    type: 'escalated',
    policy: 'p',
    step: 1,
    steps: 2,
    round: 0,
    targets: [],
    cause: 'not acknowledged',
    ...more,
  });
const DECLARED = event({ type: 'declared', title: 'Down', severity: 'SEV-1' });
const RESOLVED = event({ type: 'resolved' });

const runbook = (rule: Partial<AutomaticRule>, more: Partial<BoundRunbook> = {}): BoundRunbook => ({
  name: 'restart',
  title: 'Restart',
  statuses: ['open'],
  button: true,
  automatic: { on: ['declare', 'escalate', 'resolve'], private: false, mostPerIncident: 1, ...rule },
  ...more,
});
const INCIDENT = { severity: 'SEV-1', private: false } as const;
const moments = (event: IncidentEvent, rule: Partial<AutomaticRule> = {}, incident: object = {}): string[] =>
  dueRunbooks([runbook(rule)], event, { ...INCIDENT, ...incident }).map(({ on }) => on);

describe('a runbook is run by itself', () => {
  it('when an incident is declared, escalated and resolved, as far as its rule says so', () => {
    expect([DECLARED, escalated({}), RESOLVED].map((one) => moments(one))).toEqual([
      ['declare'],
      ['escalate'],
      ['resolve'],
    ]);
    expect([DECLARED, escalated({}), RESOLVED].map((one) => moments(one, { on: ['resolve'] }))).toEqual([
      [],
      [],
      ['resolve'],
    ]);
  });

  it('by somebody who escalates, and not by the first step or by what an SLA target pages', () => {
    expect(moments(escalated({ cause: 'asked' }))).toEqual(['escalate']);
    expect(moments(escalated({ cause: 'declared' }))).toEqual([]);
    expect(moments(escalated({ cause: 'reopened' }))).toEqual([]);
    const sla = { clock: 'acknowledge', news: 'breach', dueAt: 0 };
    expect(moments(escalated({ cause: 'SLA breach', sla }))).toEqual([]);
    expect(moments(event({ type: 'acknowledged' }))).toEqual([]);
  });

  it('at the severities of its rule, which narrow those of the runbook', () => {
    expect(moments(DECLARED, { severities: ['SEV-2'] })).toEqual([]);
    expect(moments(DECLARED, { severities: ['SEV-1'] })).toEqual(['declare']);
    expect(dueRunbooks([runbook({}, { severities: ['SEV-2'] })], DECLARED, INCIDENT)).toEqual([]);
  });

  it('for a private incident only where its rule says so', () => {
    expect(moments(DECLARED, {}, { private: true })).toEqual([]);
    expect(moments(DECLARED, { private: true }, { private: true })).toEqual(['declare']);
    expect(moments(DECLARED, { private: true })).toEqual(['declare']);
  });

  it('where the labels are those that are wanted, and none that is excepted', () => {
    const rule = { labels: { region: 'eu' }, except: { drill: 'yes' } };
    expect(moments(DECLARED, rule)).toEqual([]);
    expect(moments(DECLARED, rule, { labels: { region: 'eu' } })).toEqual(['declare']);
    expect(moments(DECLARED, rule, { labels: { region: 'us' } })).toEqual([]);
    expect(moments(DECLARED, rule, { labels: { region: 'eu', drill: 'yes' } })).toEqual([]);
    expect(moments(DECLARED, { labels: { constructor: 'eu' } })).toEqual([]);
  });

  it('never without a rule', () => {
    const { automatic: _, ...by } = runbook({});
    expect(dueRunbooks([by], DECLARED, INCIDENT)).toEqual([]);
  });
});
