import { describe, expect, it } from 'vitest';
import { boundTo, notBound, shownRunbooks } from '../../../src/runbook/binding.ts';
import { pressedRunbook, runbookCommand, runbookValue } from '../../../src/runbook/press.ts';
import type { Runbook } from '../../../src/runbook/runbook.ts';

const runbook = (name: string, more: Partial<Runbook> = {}): Runbook => ({
  name,
  title: `Do ${name}`,
  runs: { action: 'a.b' },
  parameters: { secretless: '{{ incident.id }}' },
  statuses: ['open', 'acknowledged'],
  button: true,
  ...more,
});
const ALL = [
  runbook('everywhere'),
  runbook('checkout', { services: ['checkout'] }),
  runbook('grave', { severities: ['SEV-1'] }),
  runbook('after', { statuses: ['resolved'] }),
  runbook('narrow', { button: false }),
];
const names = (all: readonly { readonly name: string }[]): string[] => all.map(({ name }) => name);

describe('an incident', () => {
  it('has the runbooks of its service and those of all, without what they run', () => {
    expect(names(boundTo(ALL, { service: 'checkout' }))).toEqual(names(ALL));
    expect(names(boundTo(ALL, {}))).toEqual(['everywhere', 'grave', 'after', 'narrow']);
    expect(JSON.stringify(boundTo(ALL, {}))).not.toMatch(/a\.b|secretless/);
  });

  it('has the rule by which one is run by itself only where that is of its service', () => {
    const rule = { on: ['declare'], private: false, mostPerIncident: 1 } as const;
    const automatic = { rule, services: ['checkout'], rate: { count: 1, perMs: 1 } };
    const of = (service: string) => boundTo([runbook('x', { automatic })], { service })[0]?.automatic;
    expect(of('checkout')).toEqual(rule);
    expect(of('ledger')).toBeUndefined();
  });

  it('shows on its card those that fit it as it stands, with how often each was ordered', () => {
    const bound = boundTo(ALL, { service: 'checkout' });
    const shown = (more: object) =>
      names(shownRunbooks(bound, { severity: 'SEV-1', status: 'open', ...more }));
    expect(shown({})).toEqual(['everywhere', 'checkout', 'grave']);
    expect(shown({ severity: 'SEV-3' })).toEqual(['everywhere', 'checkout']);
    expect(shown({ status: 'resolved' })).toEqual(['after']);
    expect(shown({ status: 'closed' })).toEqual([]);
    const counted = shownRunbooks(boundTo([runbook('constructor'), runbook('x')], {}), {
      severity: 'SEV-1',
      status: 'open',
      runbooks: { x: 3 },
    });
    expect(counted.map(({ nth }) => nth)).toEqual([0, 3]);
  });

  it('is told why a runbook is not there for it', () => {
    const incident = { id: 'INC-7', severity: 'SEV-3', status: 'open', service: 'ledger' } as const;
    expect(ALL.map((one) => notBound(one, incident))).toEqual([
      undefined,
      '“Do checkout” is a runbook of checkout, and INC-7 is not.',
      '“Do grave” is a runbook of SEV-1, and INC-7 is SEV-3.',
      '“Do after” can be run while an incident is resolved, and INC-7 is open.',
      undefined,
    ]);
  });
});

describe('a press of a runbook', () => {
  it('says which, and how often it had been ordered when it was shown', () => {
    const one = { name: 'flush-2.x', nth: 12 };
    expect(pressedRunbook(runbookCommand({ ...one }), undefined)).toEqual(one);
    expect(pressedRunbook('runbook', runbookValue(one))).toEqual(one);
  });

  it.each([
    ['runbook', undefined],
    ['runbook:x', undefined],
    ['runbook:-1:x', undefined],
    ['runbook:0:X y', undefined],
    ['runbooks:0:x', undefined],
    ['ack', '0:x'],
  ])('%s %s is none', (command, value) => {
    expect(pressedRunbook(command, value)).toBeUndefined();
  });
});
