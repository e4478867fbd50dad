import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answered, hear, MOST_ALERTS, newGroup, opened, type Group } from '../../../src/alert/group.ts';
import {
  firstNews,
  newsOf,
  nextStep,
  REMEMBERED_MS,
  resolvesAt,
  TELL_EVERY_MS,
  told,
} from '../../../src/alert/next.ts';
import { DEFAULT_RULE } from '../../../src/alert/rule.ts';
import { LATE_MS, type Statement } from '../../../src/alert/statement.ts';
import type { GroupTerms } from '../../../src/alert/terms.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const { expiry: _expiry, ...rule } = DEFAULT_RULE;
const terms: GroupTerms = {
  ...rule,
  tenant: 'default',
  integration: 'prom',
  rule: 'default',
  about: 'disks',
  said: { title: 'disk full', labels: {} },
  declaration: { title: 'disk full', severity: 'SEV-3', private: false },
};
const SELF = 'integration:prom';

let clock = 0;
const say = (key: string, status: Statement['status'], startedAt = ++clock): Statement => ({
  key,
  status,
  title: `${key} is bad`,
  startedAt,
  severity: 'SEV-3',
});
const fire = (group: Group, at: number, ...keys: string[]): Group =>
  hear(
    group,
    keys.map((key) => say(key, 'firing')),
    at,
  );
const clear = (group: Group, at: number, ...keys: string[]): Group =>
  hear(
    group,
    keys.map((key) => say(key, 'resolved')),
    at,
  );
/** With an incident that has heard of everything. */
function inc1(): Group {
  const { pending: _, ...group } = fire(newGroup(0), 0, 'a');
  return opened(group, 'INC-1', terms, 0);
}

describe('a group of alerts', () => {
  it('opens an incident at once, or when the window in which further alerts are waited for is over', () => {
    const group = fire(newGroup(0), 1_000, 'a');
    expect(nextStep(group, terms)).toEqual({ do: 'open', at: 1_000 });
    expect(nextStep(fire(group, 5_000, 'b'), { ...terms, waitMs: 30_000 })).toEqual({
      do: 'open',
      at: 31_000,
    });
  });

  it('opens nothing for what has cleared within the window, and is forgotten soon', () => {
    const group = clear(fire(newGroup(0), 1_000, 'a'), 2_000, 'a');
    expect(nextStep(group, { ...terms, waitMs: 30_000 })).toEqual({ do: 'end', at: 2_000 + LATE_MS });
    // The window of what fires then is its own.
    expect(nextStep(fire(group, 20_000, 'a'), { ...terms, waitMs: 30_000 })).toEqual({
      do: 'open',
      at: 50_000,
    });
  });

  it('waits while it is suppressed, and looks again before that is over', () => {
    const group: Group = {
      ...fire(newGroup(0), 0, 'a'),
      suppressed: { by: 'the maintenance of checkout', until: HOUR, lookedAt: 0 },
    };
    expect(nextStep(group, terms)).toEqual({ do: 'open', at: 2 * MINUTE });
    expect(clear(group, 10, 'a').suppressed).toBeUndefined();
  });

  it('tells its incident what fires and clears, the first at most every half minute', () => {
    let group = clear(fire(inc1(), 1_000, 'b', 'c'), 2_000, 'b');
    expect(nextStep(group, terms)).toEqual({ do: 'tell', at: TELL_EVERY_MS });
    const news = newsOf(group, terms, TELL_EVERY_MS);
    expect(news).toEqual({
      revision: 1,
      firing: 2,
      heard: 3,
      fired: { titles: ['b is bad', 'c is bad'], count: 2 },
      cleared: { titles: ['b is bad'], count: 1 },
    });
    group = told(group, news, TELL_EVERY_MS);
    expect(nextStep(group, terms)).toBeUndefined();
  });

  it('raises the severity to that of the worst alert, at once, and once', () => {
    const worse = hear(inc1(), [{ ...say('b', 'firing'), severity: 'SEV-1' }], 1_000);
    expect(nextStep(worse, terms)).toEqual({ do: 'tell', at: 0 });
    const news = newsOf(worse, terms, 1_000);
    expect(news.severity).toBe('SEV-1');
    const after = told(worse, news, 1_000);
    expect(newsOf(fire(after, 2_000, 'c'), terms, 2_000).severity).toBeUndefined();
  });

  it('passes an acknowledgement on where the rule says so', () => {
    const group = hear(inc1(), [say('a', 'acknowledged')], 1_000);
    expect(newsOf(group, terms, 1_000).ask).toBeUndefined();
    const wanted = { ...terms, acknowledge: true };
    expect(nextStep(group, wanted)).toEqual({ do: 'tell', at: 0 });
    expect(newsOf(group, wanted, 1_000).ask).toBe('acknowledge');
  });

  it('resolves when all have been clear for the settle time, unless the rule or somebody forbids it', () => {
    const group = clear(inc1(), 10_000, 'a');
    expect(resolvesAt(group, terms)).toBe(10_000 + 5 * MINUTE);
    expect(resolvesAt(group, { ...terms, resolve: 'never' })).toBeUndefined();
    expect(resolvesAt(fire(group, 20_000, 'a'), terms)).toBeUndefined();
    const held = answered(group, { status: 'open', held: 'on hold' }, SELF, 1);
    expect(resolvesAt(held, terms)).toBeUndefined();
    expect(resolvesAt(answered(held, { status: 'open' }, SELF, 2), terms)).toBe(10_000 + 5 * MINUTE);
  });

  it('holds an incident open for longer whose alert fires again and again', () => {
    let group = inc1();
    for (let n = 1; n <= 3; n++) group = fire(clear(group, n * MINUTE, 'a'), n * MINUTE + 1_000, 'a');
    expect(newsOf(group, terms, 4 * MINUTE).flapping).toEqual({ times: 3, holdMs: 30 * MINUTE });
    group = clear(group, 4 * MINUTE, 'a');
    expect(resolvesAt(group, terms)).toBe(34 * MINUTE);
    // Two alerts that fire again once each are no flapping.
    let other = fire(inc1(), 0, 'b', 'c');
    for (const key of ['a', 'b', 'c']) other = fire(clear(other, MINUTE, key), MINUTE, key);
    expect(newsOf(other, terms, MINUTE).flapping).toBeUndefined();
  });

  it('opens another incident at once for what fires anew after people resolved the one before', () => {
    const over = answered(inc1(), { status: 'resolved', by: { id: 'ana', name: 'Ana' } }, SELF, MINUTE);
    expect(nextStep(fire(over, 2 * MINUTE, 'b'), terms)).toEqual({ do: 'open', at: 2 * MINUTE });
    expect(nextStep(fire(clear(over, 3 * MINUTE, 'a'), 4 * MINUTE, 'a'), terms)).toEqual({
      do: 'open',
      at: 4 * MINUTE,
    });
  });

  it('opens one more for what goes on firing, after the settle time, and then no more', () => {
    const by = { id: 'ana', name: 'Ana' };
    const over = answered(inc1(), { status: 'resolved', by }, SELF, MINUTE);
    expect(nextStep(over, terms)).toEqual({ do: 'open', at: 6 * MINUTE });
    const second = opened(over, 'INC-2', terms, 6 * MINUTE);
    expect(second.incident).toMatchObject({ id: 'INC-2', still: true });
    const again = answered(second, { status: 'closed', by }, SELF, 7 * MINUTE);
    expect(nextStep(again, terms)).toBeUndefined();
    expect(nextStep(fire(again, 8 * MINUTE, 'b'), terms)).toEqual({ do: 'open', at: 8 * MINUTE });
  });

  it('has its incident again when somebody reopens it', () => {
    const over = answered(inc1(), { status: 'resolved', by: { id: 'ana', name: 'Ana' } }, SELF, MINUTE);
    const back = answered(over, { status: 'open' }, SELF, 2 * MINUTE);
    expect(back.incident).toMatchObject({ id: 'INC-1', phase: 'open' });
    expect(nextStep(back, terms)).toBeUndefined();
  });

  it('is not taken for open by an answer that its incident gave before people resolved it', () => {
    const ana = { id: 'ana', name: 'Ana' };
    const group = answered(inc1(), { status: 'resolved', by: ana, sequence: 7 }, SELF, 1_000);
    expect(answered(group, { status: 'open', sequence: 6 }, SELF, 2_000).incident?.phase).toBe('answered');
    expect(answered(group, { status: 'open', sequence: 8 }, SELF, 2_000).incident?.phase).toBe('open');
  });

  it('opens another at once for what fires while the alerts themselves resolve', () => {
    const group = fire(clear(inc1(), MINUTE, 'a'), 6 * MINUTE, 'a');
    const over = answered(
      group,
      { status: 'resolved', by: { id: SELF, name: 'alert prom' } },
      SELF,
      6 * MINUTE,
    );
    expect(nextStep(over, terms)).toEqual({ do: 'open', at: 6 * MINUTE });
  });

  it('is remembered for a day when its incident is over', () => {
    const over = answered(
      clear(inc1(), MINUTE, 'a'),
      { status: 'resolved', by: { id: SELF, name: 'alert prom' } },
      SELF,
      6 * MINUTE,
    );
    expect(nextStep(over, terms)).toEqual({ do: 'end', at: 6 * MINUTE + REMEMBERED_MS });
  });

  it('follows no more alerts than it can, says so and is not resolved by itself', () => {
    const keys = Array.from({ length: MOST_ALERTS + 5 }, (_, n) => `k${n}`);
    let group = fire(inc1(), 1, ...keys);
    expect(group.firing).toBe(MOST_ALERTS);
    expect(newsOf(group, terms, 1).overflow).toBe(true);
    group = clear(group, 2, 'a', ...keys);
    expect(group.firing).toBe(0);
    expect(resolvesAt(group, terms)).toBeUndefined();
    expect(Object.keys(group.alerts).length).toBeLessThanOrEqual(1_000);
    expect(JSON.stringify(fire(inc1(), 1, ...keys)).length).toBeLessThan(500_000);
  });

  it('forgets alerts that have cleared before it follows no more', () => {
    let group = inc1();
    for (let n = 0; n < 2 * MOST_ALERTS; n += 400) {
      const keys = Array.from({ length: 400 }, (_, i) => `k${n + i}`);
      group = clear(fire(group, n, ...keys), n, ...keys);
    }
    expect(group).toMatchObject({ firing: 1 });
    expect(newsOf(group, terms, 1).overflow).toBeUndefined();
  });

  it('counts right whatever is said, and opens nothing while nothing fires', () => {
    const status = fc.constantFrom('firing' as const, 'resolved' as const, 'acknowledged' as const);
    const one = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      status,
      startedAt: fc.nat(20),
      wait: fc.nat(300_000),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), fc.boolean(), (all, isOpen) => {
        let group = newGroup(0);
        let at = 0;
        for (const { key, status: how, startedAt, wait } of all) {
          at += wait;
          group = hear(group, [say(key, how, startedAt)], at);
          if (isOpen && nextStep(group, terms)?.do === 'open') group = opened(group, 'INC-1', terms, at);
          const firing = Object.values(group.alerts).filter(
            ({ clearedAt }) => clearedAt === undefined,
          ).length;
          expect(group.firing).toBe(firing);
          expect(group.heard).toBeGreaterThanOrEqual(firing);
          const step = nextStep(group, terms);
          if (firing === 0) expect(step?.do).not.toBe('open');
          else expect(step?.do).not.toBe('resolve');
          if (firing > 0 && group.incident === undefined) expect(step?.do).toBe('open');
        }
        // The same twice changes nothing that anybody is told.
        const last = all.at(-1);
        if (last) {
          const twice = hear(group, [say(last.key, last.status, last.startedAt)], at);
          expect({ ...twice, heardAt: 0 }).toEqual({ ...group, heardAt: 0 });
        }
      }),
    );
  });
});

describe('the incident after one of the same alerts', () => {
  const secret = { ...terms, declaration: { ...terms.declaration, private: true } };
  const after = (before: GroupTerms, now: GroupTerms) => {
    const { pending: _, ...group } = fire(newGroup(0), 0, 'a');
    const first = answered(
      clear(opened(group, 'INC-1', before, 0), MINUTE, 'a'),
      { status: 'resolved' },
      SELF,
      2 * MINUTE,
    );
    const again = fire(first, HOUR, 'a');
    return firstNews(again, opened(again, 'INC-2', now, HOUR), now, HOUR)?.after?.incident;
  };

  it('names it, but a private one only where it is private itself', () => {
    expect(after(terms, terms)).toBe('INC-1');
    expect(after(terms, secret)).toBe('INC-1');
    expect(after(secret, secret)).toBe('INC-1');
    expect(after(secret, terms)).toBeUndefined();
  });
});
