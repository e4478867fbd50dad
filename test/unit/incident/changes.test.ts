import { describe, expect, it } from 'vitest';
import { NEWS_LIMIT, type ChangeNews } from '../../../src/git/news.ts';
import { WEB_LINKS_LIMIT, type Command } from '../../../src/incident/command.ts';
import { decide } from '../../../src/incident/decide.ts';
import { evolve, newIncident } from '../../../src/incident/evolve.ts';
import type { EventBody } from '../../../src/incident/event.ts';
import { MUSTER } from '../../../src/incident/person.ts';
import { freshNews } from '../../../workflows/incident/fresh-news.ts';

const ANA = { id: 'ana', name: 'Ana' };
const begun = newIncident(
  'default',
  'INC-1',
  { title: 'x', severity: 'SEV-2', private: false, by: ANA },
  1_000,
);
const happened = (incident: typeof begun, body: EventBody, by = ANA) =>
  evolve(incident, { ...body, sequence: incident.sequence + 1, at: 2_000, by });
const asIs = (text: string): string => text;
const news = (key: string): ChangeNews => ({ key, kind: 'commit', repository: 'acme/a', name: 'a1', at: 5 });

describe('changes that mention an incident', () => {
  it('are noted by their keys, and are no activity of a person', () => {
    const after = happened(begun, { type: 'changes_mentioned', changes: [news('x'), news('y')] }, MUSTER);
    expect(after.changes).toEqual(['x', 'y']);
    expect(after.lastActivityAt).toBe(1_000);
  });

  it('are heard of once, and no more than there is room for', () => {
    const some = [news('x'), news('y'), news('x')];
    expect(freshNews(some, { changes: ['y'] }, asIs).map(({ key }) => key)).toEqual(['x']);
    const many = Array.from({ length: 200 }, (_, n) => news(`k${n}`));
    expect(freshNews(many, {}, asIs)).toHaveLength(NEWS_LIMIT);
    expect(freshNews(many, { changes: many.slice(0, NEWS_LIMIT).map(({ key }) => key) }, asIs)).toEqual([]);
  });

  it.each([undefined, null, 'x', 7, {}, [null], [{}], [{ key: 'x' }], [{ ...news('x'), kind: 'other' }]])(
    'are nothing where the signal brings %j',
    (raw) => expect(freshNews(raw, {}, asIs)).toEqual([]),
  );

  it('have no secrets in them, also when somebody sends them by hand', () => {
    const raw = [{ ...news('x'), title: 'hunter2\u2028x', by: 'hunter2', url: 'https://x.example/hunter2' }];
    expect(freshNews(raw, {}, (text) => text.replaceAll('hunter2', '***'))).toEqual([
      { ...news('x'), title: '*** x', by: '***' },
    ]);
  });
});

describe('a link', () => {
  const link = (url: string, title?: string): Command => ({ name: 'link', url, ...(title && { title }) });
  const decided = (incident: typeof begun, command: Command) => {
    const decision = decide(incident, { sla: {} } as never, ANA, command, 2_000);
    return 'events' in decision ? decision.events : decision.refusal.code;
  };

  it('is put on the incident once', () => {
    const [event] = decided(begun, link('https://grafana.example/d/1', ' The dashboard ')) as EventBody[];
    expect(event).toEqual({ type: 'linked', url: 'https://grafana.example/d/1', title: 'The dashboard' });
    const after = happened(begun, event as EventBody);
    expect(after.links).toEqual([
      { url: 'https://grafana.example/d/1', title: 'The dashboard', by: ANA, at: 2_000 },
    ]);
    expect(decided(after, link('https://grafana.example/d/1'))).toBe('already_so');
  });

  it.each([
    'javascript:alert(1)',
    'grafana',
    'https://a b',
    `https://${'a'.repeat(1000)}`,
    'https://x/[secret]|',
  ])('is refused when it is %j', (url) => expect(decided(begun, link(url))).toBe('bad_argument'));

  it('is one of so many at most', () => {
    const links = Array.from({ length: WEB_LINKS_LIMIT }, (_, n) => ({
      url: `https://x/${n}`,
      by: ANA,
      at: 1,
    }));
    expect(decided({ ...begun, links }, link('https://x/new'))).toBe('bad_argument');
  });
});
