import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../src/alert/alert.ts';
import { groupKey, termsFor } from '../../../src/alert/following.ts';
import { isMeant, ruleFor } from '../../../src/alert/match.ts';
import { readPattern } from '../../../src/alert/pattern.ts';
import { DEFAULT_RULE, type AlertRule } from '../../../src/alert/rule.ts';
import { severityOf } from '../../../src/alert/severity.ts';

const alert = (labels: Alert['labels'], more: Partial<Alert> = {}): Alert => ({
  key: 'k',
  status: 'firing',
  title: 'disk full on db-1',
  labels,
  startedAt: 0,
  links: [],
  ...more,
});
const rule = (more: Partial<AlertRule>): AlertRule => ({ ...DEFAULT_RULE, ...more });
const known = {
  tenant: 'default',
  services: new Set(['checkout']),
  teams: new Set(['payments']),
  severity: 'SEV-3',
} as const;

describe('patterns', () => {
  it.each([
    ['checkout', 'checkout', true],
    ['checkout', 'checkout-2', false],
    ['eu-*', 'eu-west', true],
    ['eu-*', 'us-eu-1', false],
    ['*', '', true],
    ['a.c', 'abc', false],
    ['a.*', 'a.\nb', true],
    ['/^eu-[0-9]+$/', 'eu-12', true],
    ['/TIMEOUT/i', 'read timeout', true],
    ['/timeout/', 'read TIMEOUT', false],
  ])('%s and %j: %s', (written, text, expected) => {
    const fits = readPattern(written);
    expect(typeof fits === 'string' ? fits : fits(text)).toBe(expected);
  });

  it('refuses what RE2 does not have', () => {
    expect(readPattern('/(?=a)/')).toContain('RE2');
  });
});

describe('rules', () => {
  it('count in their order; all that is said must hold', () => {
    const rules = [
      rule({ name: 'noise', match: { title: '*test*' }, ignore: true }),
      rule({ name: 'eu', match: { integrations: ['prom*'], labels: { region: 'eu-*', tier: 'gold' } } }),
      rule({ name: 'rest', match: { integrations: ['prometheus'] } }),
    ];
    const nameFor = (integration: string, said: Alert): string => ruleFor(rules, integration, said).name;
    expect(nameFor('prometheus', alert({ region: 'eu-1', tier: 'gold' }))).toBe('eu');
    expect(nameFor('prometheus', alert({ region: 'eu-1' }))).toBe('rest');
    expect(nameFor('prometheus', alert({}, { title: 'a test' }))).toBe('noise');
    expect(nameFor('grafana', alert({}))).toBe('default');
    expect(nameFor('grafana', alert({ alertname: 'Watchdog' }))).toBe('watchdog');
  });

  it('are for a Watchdog only where they name it', () => {
    const watchdog = alert({ alertname: 'Watchdog' }, { title: 'Watchdog' });
    const nameFor = (more: Partial<AlertRule>): string =>
      ruleFor([rule({ name: 'mine', ...more })], 'prometheus', watchdog).name;
    expect(nameFor({ match: {} })).toBe('watchdog');
    expect(nameFor({ match: { integrations: ['prometheus'] } })).toBe('watchdog');
    expect(nameFor({ match: { labels: { alertname: 'Watch*' } } })).toBe('mine');
    expect(nameFor({ match: { title: 'Watchdog' } })).toBe('mine');
    expect(nameFor({ ignore: true })).toBe('mine');
    expect(nameFor({ heartbeat: { everyMs: 300_000, graceMs: 60_000 } })).toBe('mine');
  });

  it('find no label on the prototype', () => {
    expect(isMeant({ labels: { constructor: '*' } }, 'x', alert({}))).toBe(false);
  });
});

describe('severity', () => {
  const map = { critical: 'SEV-1', Warnung: 'SEV-3' } as const;
  it.each([
    [undefined, { severity: 'critical' }, 'SEV-1'],
    [undefined, { severity: 'Warning' }, 'SEV-3'],
    [undefined, { priority: 'P2' }, 'SEV-2'],
    [undefined, { severity: 'odd' }, 'SEV-4'],
    ['SEV-2', { severity: 'critical' }, 'SEV-2'],
    [{ label: 'grade', map }, { grade: 'warnung' }, 'SEV-3'],
    [{ label: 'grade', map }, { grade: 'info' }, 'SEV-4'],
    [{ label: 'grade', map, otherwise: 'SEV-2' }, { grade: 'info' }, 'SEV-2'],
    [{ label: 'grade', map }, {}, 'SEV-4'],
  ] as const)('%j of %j is %s', (written, labels, expected) => {
    expect(severityOf(written, { labels }, 'SEV-4')).toBe(expected);
  });
});

describe('what a rule says of an incident', () => {
  it('has the service and team of labels where there are such', () => {
    const of = (labels: Alert['labels'], more: Partial<AlertRule> = {}) =>
      termsFor(rule(more), 'prom', alert(labels), known).declaration;
    expect(of({ service: 'checkout', team: 'payments' })).toMatchObject({
      service: 'checkout',
      team: 'payments',
    });
    expect(of({ service: 'unknown' })).not.toHaveProperty('service');
    expect(of({ service: 'checkout' }, { service: 'ledger' })).toMatchObject({ service: 'ledger' });
  });

  it('fills titles in, on one line and not too long', () => {
    const of = (title: string | undefined, more: Partial<Alert> = {}) =>
      termsFor(rule(title === undefined ? {} : { title }), 'prom', alert({ region: 'eu' }, more), known)
        .declaration.title;
    expect(of('{title} in {region}{none}')).toBe('disk full on db-1 in eu');
    expect(of('{none}')).toBe('disk full on db-1');
    expect(of(undefined, { title: 'a\nb' })).toBe('a b');
    expect(of(undefined, { title: ' ' })).toBe('An alert without a title');
    expect(of(undefined, { title: 'x'.repeat(500) })).toHaveLength(200);
  });

  it('carries labels over that are fit for an incident', () => {
    const labels = { region: 'eu', 'odd name': 'x', empty: '' };
    const terms = termsFor(
      rule({ labels: ['region', 'odd name', 'empty', 'none'] }),
      'prom',
      alert(labels),
      known,
    );
    expect(terms.declaration.labels).toEqual({ region: 'eu' });
  });
});

describe('what an alert says to who looks into it', () => {
  const of = (more: Partial<Alert>) => termsFor(rule({}), 'prom', alert({}, more), known).cause;
  const link = (title: string, length: number) => ({
    title,
    url: `https://a.example/${title}`.padEnd(length, 'x'),
  });

  it('is its description and its links', () => {
    const links = [{ title: 'Runbook', url: 'https://runbooks.example.com/disk' }];
    expect(of({ description: ' 95 % used\n', links })).toEqual({ description: '95 % used', links });
    expect(of({ links })).toEqual({ links });
    expect(of({ description: ' ' })).toBeUndefined();
    expect(of({ status: 'resolved', description: '95 % used' })).toBeUndefined();
  });

  it('leaves out what is too long for a card', () => {
    expect(of({ description: 'x'.repeat(600) })?.description).toHaveLength(500);
    const links = [link('graph', 900), link('a', 700), link('b', 600), link('c', 400)];
    expect(of({ links })?.links.map(({ title }) => title)).toEqual(['a', 'c']);
    const many = Array.from({ length: 8 }, (_, n) => link(String(n), 30));
    expect(of({ links: many })?.links).toHaveLength(5);
  });
});

describe('what makes alerts one', () => {
  const key = (group: AlertRule['group'], said: Alert, more: Partial<AlertRule> = {}): string =>
    groupKey(rule({ group, ...more }), 'prom', said);

  it('is the group of the source, each alert alone, or labels', () => {
    const [one, other] = [
      alert({ host: 'a' }, { group: 'g' }),
      alert({ host: 'b' }, { key: 'k2', group: 'g' }),
    ];
    expect(key('source', one)).toBe(key('source', other));
    expect(key('alert', one)).not.toBe(key('alert', other));
    expect(key(['host'], one)).not.toBe(key(['host'], other));
    expect(key(['region'], one)).toBe(key(['region'], other));
    expect(key('source', alert({}))).not.toBe(key('source', alert({}, { key: 'k2' })));
  });

  it('is apart for each integration and each rule, and stays when another rule comes before', () => {
    const said = alert({}, { group: 'g' });
    expect(groupKey(rule({}), 'a', said)).not.toBe(groupKey(rule({}), 'b', said));
    expect(key('source', said, { id: 'x' })).not.toBe(key('source', said, { id: 'y' }));
    expect(key('source', said, { name: 'rule-1' })).toBe(key('source', said, { name: 'rule-2' }));
  });
});
