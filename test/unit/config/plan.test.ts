import { describe, expect, it } from 'vitest';
import { checkText } from '../../../src/config/load.ts';
import { planFor, PlanError } from '../../../src/config/plan.ts';
import { platforms } from './platforms.ts';

const config = checkText(
  `
chat: {main: {platform: sandbox}, other: {platform: sandbox}}
people:
  ana: {name: Ana, roles: [admin], chat: {other: A, main: a}}
  ben: {name: Ben, chat: {main: b}}
  cleo: {name: Cleo, chat: {other: C}}
teams:
  payments: {name: Pay Team, members: [ana, ben], channels: [main/#pay], escalation: team}
  quiet: {members: [ben]}
services:
  checkout: {name: Checkout, team: payments}
  ledger: {team: payments, escalation: service}
  lone: {}
escalation:
  service: {steps: [{notify: [team:payments, person:ana, "channel:main/#pay"], wait: 1m30s}], repeat: 2, ackTimeout: 30m}
  team: {steps: [{notify: [person:ben]}]}
  fallback: {steps: [{notify: [person:cleo]}]}
notifications:
  SEV-1: [main/#critical, main/#pay]
  SEV-4: []
  default: [main/#incidents]
  fallback: [other/#lost]
  incidentChannel: {instances: [main, other], name: "inc-{number}", private: true, invite: [person:cleo, person:ana]}
defaults: {severity: SEV-2, escalation: fallback}
`,
  'muster.yaml',
  {},
  platforms,
).config!;

const channel = (instance: string, name: string) => ({ kind: 'channel', instance, channel: name });
const ana = {
  kind: 'person',
  person: { id: 'ana', name: 'Ana' },
  contacts: [
    { instance: 'other', user: 'A' },
    { instance: 'main', user: 'a' },
  ],
};
const ben = {
  kind: 'person',
  person: { id: 'ben', name: 'Ben' },
  contacts: [{ instance: 'main', user: 'b' }],
};
const cleo = {
  kind: 'person',
  person: { id: 'cleo', name: 'Cleo' },
  contacts: [{ instance: 'other', user: 'C' }],
};

describe('planFor', () => {
  it.each([
    [{}, 'fallback'],
    [{ service: 'lone' }, 'fallback'],
    [{ team: 'quiet' }, 'fallback'],
    [{ team: 'payments' }, 'team'],
    [{ service: 'checkout' }, 'team'],
    [{ service: 'ledger' }, 'service'],
    [{ service: 'ledger', team: 'quiet' }, 'service'],
    [{ service: 'checkout', team: 'quiet' }, 'fallback'],
  ])('%j is escalated by the policy %s', (request, policy) => {
    expect(planFor(config, request).plan.escalation?.name).toBe(policy);
  });

  it('resolves targets to people with their contacts in order, each once', () => {
    expect(planFor(config, { service: 'ledger' }).plan.escalation).toEqual({
      name: 'service',
      steps: [{ targets: [ana, ben, channel('main', '#pay')], delayMs: 90_000 }],
      repeat: 2,
      ackTimeoutMs: 1_800_000,
      ackReminderMs: 450_000,
    });
  });

  it('announces to the channels of severity and team, and to the default where there are none', () => {
    const pay = channel('main', '#pay');
    expect(planFor(config, { team: 'payments' }).routing.announce).toEqual({
      'SEV-1': [channel('main', '#critical'), pay],
      'SEV-2': [pay],
      'SEV-3': [pay],
      'SEV-4': [pay],
    });
    expect(planFor(config, {}).routing.announce).toEqual({
      'SEV-1': [channel('main', '#critical'), pay],
      'SEV-2': [channel('main', '#incidents')],
      'SEV-3': [channel('main', '#incidents')],
      'SEV-4': [],
    });
    expect(planFor(config, {}).routing.fallback).toEqual([channel('other', '#lost')]);
  });

  it('plans a channel on each instance, with who can be invited there', () => {
    const shape = { nameTemplate: 'inc-{number}', private: true, archiveAtClose: true };
    expect(planFor(config, { team: 'payments' }).routing.channels).toEqual([
      { ...shape, instance: 'main', invite: [ana, ben] },
      { ...shape, instance: 'other', invite: [ana, cleo] },
    ]);
  });

  it('finds teams and services by key or name in any case, and says which', () => {
    expect(planFor(config, { service: ' CHECKOUT ' })).toMatchObject({
      service: 'checkout',
      team: 'payments',
      severity: 'SEV-2',
    });
    expect(planFor(config, { team: 'pay team', severity: 'SEV-1' })).toMatchObject({
      team: 'payments',
      severity: 'SEV-1',
    });
    expect(planFor(config, {})).not.toHaveProperty('team');
  });

  it.each([
    [{ team: 'paymets' }, 'unknown_team', 'There is no team "paymets". Did you mean payments?'],
    [{ team: 'zzzzzz' }, 'unknown_team', 'There is no team "zzzzzz". Known: payments, quiet.'],
    [{ service: 'ledgr' }, 'unknown_service', 'There is no service "ledgr". Did you mean ledger?'],
    [
      { service: 'constructor' },
      'unknown_service',
      'There is no service "constructor". Known: checkout, ledger, lone.',
    ],
  ])('refuses %j', (request, code, message) => {
    expect(() => planFor(config, request)).toThrow(PlanError);
    expect(() => planFor(config, request)).toThrow(expect.objectContaining({ code, message }) as Error);
  });

  it('gives plain data that survives being stored', () => {
    const plan = planFor(config, { service: 'ledger' });
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });
});
