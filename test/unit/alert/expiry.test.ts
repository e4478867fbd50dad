import { describe, expect, it } from 'vitest';
import { clearedUnheard, expire } from '../../../src/alert/expiry.ts';
import { answered, hear, newGroup, opened, type Group } from '../../../src/alert/group.ts';
import { newsOf, nextStep, told } from '../../../src/alert/next.ts';
import { DEFAULT_RULE, type Expiry } from '../../../src/alert/rule.ts';
import type { Statement } from '../../../src/alert/statement.ts';
import type { GroupTerms } from '../../../src/alert/terms.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
const TELL: Expiry = { afterMs: DAY, then: 'tell' };
const RESOLVE: Expiry = { afterMs: DAY, then: 'resolve' };
const terms: GroupTerms = {
  ...DEFAULT_RULE,
  tenant: 'default',
  integration: 'prom',
  rule: 'default',
  about: 'disks',
  said: { title: 'disk full', labels: {} },
  declaration: { title: 'disk full', severity: 'SEV-3', private: false },
};

const say = (group: Group, at: number, status: Statement['status'], ...keys: string[]): Group =>
  hear(
    group,
    keys.map((key) => ({ key, status, title: key, startedAt: 1, severity: 'SEV-3' })),
    at,
  );
/** With an incident that has heard of everything. */
function open(...keys: string[]): Group {
  const { pending: _, ...group } = say(newGroup(0), 0, 'firing', ...keys);
  return opened(group, 'INC-1', terms, 0);
}
const all = (group: Group, at: number): Group => told(group, newsOf(group, terms, at), at);

describe('alerts of which nothing more is heard', () => {
  it('are told of once, and close nothing by themselves', () => {
    expect(nextStep(open('a', 'b'), terms)).toEqual({ do: 'expire', at: DAY });
    const silent = expire(open('a', 'b'), TELL, DAY);
    expect(silent.firing).toBe(2);
    expect(newsOf(silent, terms, DAY)).toMatchObject({
      firing: 2,
      unheard: { count: 2, titles: ['a', 'b'], since: 0 },
    });
    expect(nextStep(all(silent, DAY), terms)).toBeUndefined();
    // Their end counts whenever it comes.
    expect(nextStep(say(all(silent, DAY), 2 * DAY, 'resolved', 'a', 'b'), terms)?.do).toBe('tell');
  });

  it('are waited for anew once they are heard of, each by itself', () => {
    const group = all(say(open('a', 'b'), HOUR, 'firing', 'b'), HOUR);
    const silent = expire(group, TELL, DAY);
    expect(silent.pending?.unheard).toEqual({ count: 1, titles: ['a'], since: 0 });
    expect(nextStep(all(silent, DAY), terms)).toEqual({ do: 'expire', at: DAY + HOUR });
    const back = say(all(silent, DAY), DAY + 2, 'firing', 'a', 'b');
    expect(nextStep(back, terms)).toEqual({ do: 'expire', at: 2 * DAY + 2 });
  });

  it('are told of together where many fall silent one after the other', () => {
    let group = open('a');
    for (const [n, key] of ['b', 'c', 'd'].entries()) group = all(say(group, n + 1, 'firing', key), n + 1);
    group = all(expire(group, TELL, DAY), DAY);
    expect(nextStep(group, terms)).toEqual({ do: 'expire', at: DAY + HOUR });
    expect(expire(group, TELL, DAY + HOUR).pending?.unheard).toEqual({
      count: 3,
      titles: ['b', 'c', 'd'],
      since: 3,
    });
  });

  it('are named, a few of many, as far as their titles are remembered', () => {
    const keys = Array.from({ length: 600 }, (_, n) => `disk ${n}`);
    const group = open(...keys);
    const titled = (one: Group): number => Object.values(one.alerts).filter(({ title }) => title).length;
    expect(titled(group)).toBe(500);
    expect(expire(group, TELL, DAY).pending?.unheard).toEqual({
      count: 600,
      titles: ['disk 0', 'disk 1', 'disk 2', 'disk 3', 'disk 4'],
      since: 0,
    });
    // Those that clear make room for others.
    const cleared = say(group, 1, 'resolved', ...keys.slice(0, 200));
    expect(titled(cleared)).toBe(300);
    expect(titled(say(cleared, 2, 'firing', ...keys.slice(500)))).toBe(400);
    // Of a run before this one no titles are known.
    const { title: _, ...known } = open('a').alerts['a']!;
    expect(expire({ ...open('a'), alerts: { a: known } }, TELL, DAY).pending?.unheard).toEqual({
      count: 1,
      since: 0,
    });
  });

  it('count as cleared where the rule says so, and as fired again at the first word of them', () => {
    const wanted = { ...terms, expiry: RESOLVE };
    const cleared = expire(open('a'), RESOLVE, DAY);
    expect(cleared).toMatchObject({ firing: 0, clearAt: DAY, pending: { unheard: { cleared: true } } });
    expect(clearedUnheard(cleared)).toBe(1);
    expect(nextStep(all(cleared, DAY), wanted)).toEqual({ do: 'resolve', at: DAY + terms.settleMs });
    const again = say(cleared, DAY + 1, 'firing', 'a');
    expect(again.firing).toBe(1);
    expect(again.alerts['a']).toEqual({ since: 1, heardAt: DAY + 1, title: 'a' });
    expect(clearedUnheard(say(cleared, DAY + 1, 'resolved', 'a'))).toBe(0);
  });

  it('hide nothing that fires anew after people have resolved their incident', () => {
    const still: Group = { ...open('a'), incident: { ...open('a').incident!, still: true } };
    const over = answered(still, { status: 'resolved', by: { id: 'ana', name: 'Ana' } }, 'self', 1);
    expect(nextStep(over, terms)).toEqual({ do: 'expire', at: DAY });
    const forgotten = expire(over, TELL, DAY);
    expect(forgotten).toMatchObject({ firing: 0, incident: { phase: 'over' } });
    expect(forgotten.pending).toBeUndefined();
    expect(nextStep(say(forgotten, DAY + 1, 'firing', 'a'), terms)?.do).toBe('open');
  });

  it('are over once people have resolved the incident that told of them', () => {
    const silent = all(expire(open('a', 'b'), TELL, DAY), DAY);
    const byAna = { status: 'resolved', by: { id: 'ana', name: 'Ana' } } as const;
    const over = answered(silent, byAna, 'self', DAY + HOUR);
    expect(over).toMatchObject({ firing: 0, clearAt: DAY + HOUR, incident: { phase: 'over', by: 'Ana' } });
    // Nothing says that they fire still.
    expect(nextStep(over, terms)?.do).toBe('end');
    // Only of this it is known that it goes on.
    const half = say(silent, DAY + 1, 'firing', 'a');
    const answer = answered(half, byAna, 'self', DAY + HOUR);
    expect(answer).toMatchObject({ firing: 1, incident: { phase: 'answered' } });
    const again = say(over, DAY + HOUR + 1, 'firing', 'a');
    expect(again.firing).toBe(1);
    expect(nextStep(again, terms)?.do).toBe('open');
  });

  it('still open the incident that they wait for, and are waited for for ever where the rule says so', () => {
    expect(nextStep(say(newGroup(0), 0, 'firing', 'a'), { ...terms, waitMs: 2 * DAY })?.do).toBe('open');
    const { expiry: _, ...never } = terms;
    expect(nextStep(open('a'), never)).toBeUndefined();
  });

  it('were heard of with their group where a run before did not note when', () => {
    const { heardAt: _, ...known } = open('a').alerts['a']!;
    expect(nextStep({ ...open('a'), alerts: { a: known }, heardAt: 7 }, terms)?.at).toBe(DAY + 7);
  });
});
