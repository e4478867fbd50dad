import { beforeEach, describe, expect, it } from 'vitest';
import { decideTicket } from '../../../src/incident/decide-ticket.ts';
import { MUSTER } from '../../../src/incident/person.ts';
import { COMMENT_LIMIT, isInStep, TICKETS_LIMIT, type TicketNews } from '../../../src/incident/ticket.ts';
import { ANA, BEN, MINUTE, Story } from './fixture.ts';

const PAY = { tracker: 'jira', key: 'PAY-17', url: 'https://acme.atlassian.net/browse/PAY-17' };
const HUB = { tracker: 'hub', key: 'acme/payments#7', url: 'https://github.com/acme/payments/issues/7' };
const KEPT = { ...PAY, kind: 'kept', by: ANA, made: true } as const;
const COMMENT = {
  ...PAY,
  kind: 'commented',
  what: 'made',
  comment: '5',
  by: BEN,
  text: 'seen',
  at: 10,
} as const;
const TURNED = { ...PAY, kind: 'turned', status: 'Done', done: true, by: BEN, at: 10 } as const;
const UNLINKED = { ...PAY, kind: 'unlinked', by: ANA } as const;

let story: Story;
beforeEach(() => {
  story = new Story();
});

/** @returns the types of the events that news of a ticket has, and which have happened then. */
function hears(news: TicketNews): string[] {
  const { incident, plan, now } = story;
  const { by, events } = decideTicket(incident, plan, news, { muster: MUSTER, now });
  if (events.length > 0) story.happen(by, events);
  return events.map(({ type }) => type);
}
const tickets = () => story.incident.tickets ?? [];
const closed = () => {
  story.does(ANA, { name: 'resolve' });
  story.does(ANA, { name: 'close' });
};

describe('news of a ticket', () => {
  it('that there is one is heard once for each ticket, by whoever made or linked it', () => {
    expect(hears(KEPT)).toEqual(['ticket_kept']);
    expect(hears(KEPT)).toEqual([]);
    expect(hears({ ...HUB, kind: 'kept', by: BEN, made: false })).toEqual(['ticket_kept']);
    expect(tickets()).toMatchObject([
      { ...PAY, by: ANA },
      { ...HUB, by: BEN },
    ]);
  });

  it('does nothing to a closed incident', () => {
    hears(KEPT);
    closed();
    const failed = { ...PAY, kind: 'troubled', code: 'x', reason: 'y' } as const;
    const deleted = { ...PAY, kind: 'deleted', by: BEN, at: 1 } as const;
    for (const news of [{ ...KEPT, ...HUB }, COMMENT, TURNED, failed, deleted, UNLINKED])
      expect(hears(news), news.kind).toEqual([]);
  });

  it('of a ticket that it does not have does nothing', () => {
    hears(KEPT);
    const deleted = { ...HUB, kind: 'deleted', by: BEN, at: 1 } as const;
    for (const news of [{ ...COMMENT, ...HUB }, { ...TURNED, ...HUB }, deleted, { ...UNLINKED, ...HUB }])
      expect(hears(news), news.kind).toEqual([]);
  });

  it('is of the same ticket whatever the case in which GitHub and the configuration write a repository', () => {
    hears({ ...HUB, key: 'Acme/Payments#7', kind: 'kept', by: ANA, made: true });
    expect(hears({ ...COMMENT, ...HUB })).toEqual(['ticket_commented']);
    expect(tickets()).toMatchObject([{ key: 'Acme/Payments#7', comments: [{ id: '5' }] }]);
  });

  it('says of which ticket it is that something cannot be told, where there is one', () => {
    const failed = { ...PAY, kind: 'troubled', code: 'permission_denied', reason: 'no' } as const;
    hears(failed);
    hears(KEPT);
    hears(failed);
    expect(story.events.filter(({ type }) => type === 'ticket_failed')).toMatchObject([
      { by: MUSTER, tracker: 'jira', code: 'permission_denied' },
      { by: MUSTER, ticket: PAY },
    ]);
    expect(story.events.find(({ type }) => type === 'ticket_failed')).not.toHaveProperty('ticket');
    expect(hears({ ...PAY, kind: 'recovered' })).toEqual([]);
  });

  it('no more than so many tickets are an incident’s', () => {
    for (let n = 0; n < TICKETS_LIMIT; n++) hears({ ...KEPT, key: `PAY-${n}` });
    expect(hears({ ...KEPT, key: 'PAY-99' })).toEqual([]);
    expect(tickets()).toHaveLength(TICKETS_LIMIT);
  });
});

describe('a comment', () => {
  beforeEach(() => void hears(KEPT));

  it('is told once, an edit only when it is newer, and nothing after it was deleted', () => {
    const told = (more: Partial<typeof COMMENT> | object) => hears({ ...COMMENT, ...more }).length === 1;
    expect(told({})).toBe(true);
    expect(told({})).toBe(false);
    expect(told({ what: 'edited', at: 10 })).toBe(false);
    expect(told({ what: 'edited', at: 12 })).toBe(true);
    expect(told({ what: 'edited', at: 11 })).toBe(false);
    expect(told({ what: 'deleted', at: 9 })).toBe(true);
    expect(told({ what: 'edited', at: 20 })).toBe(false);
    expect(told({ what: 'deleted', at: 21 })).toBe(false);
    expect(told({ comment: '6' })).toBe(true);
  });

  it('of which the edit came first is not told as it was before', () => {
    expect(hears({ ...COMMENT, what: 'edited', at: 12 })).toHaveLength(1);
    expect(hears({ ...COMMENT, at: 10 })).toEqual([]);
  });

  it('is cut to what stands on a timeline, and has no words where it was deleted', () => {
    hears({ ...COMMENT, text: 'x'.repeat(COMMENT_LIMIT + 1) });
    hears({ ...COMMENT, what: 'deleted', at: 11, text: 'x' });
    const [made, deleted] = story.events.filter((event) => event.type === 'ticket_commented');
    expect(made?.text).toHaveLength(COMMENT_LIMIT);
    expect(deleted).not.toHaveProperty('text');
  });
});

describe('a status that somebody sets in the tracker', () => {
  beforeEach(() => void hears(KEPT));

  it('stands with the ticket, the newest by the tracker’s clock, and changes nothing of the incident', () => {
    expect(hears(TURNED)).toEqual(['ticket_turned']);
    expect(hears(TURNED)).toEqual([]);
    expect(hears({ ...TURNED, status: 'In Review', done: false, at: 9 })).toEqual([]);
    // Two changes of one second are both told.
    expect(hears({ ...TURNED, status: 'In Review', done: false })).toEqual(['ticket_turned']);
    expect(tickets()).toMatchObject([{ turned: { status: 'In Review', done: false, at: 10 } }]);
    expect(story.incident.status).toBe('open');
  });

  it('resolves the incident where the configuration wants that, as who closed the ticket, once', () => {
    expect(hears({ ...TURNED, status: 'In Review', done: false, at: 5, resolve: true })).toEqual([
      'ticket_turned',
    ]);
    expect(hears({ ...TURNED, resolve: true })).toEqual(['ticket_turned', 'resolved']);
    expect(story.incident.resolved).toMatchObject({ by: BEN, note: 'PAY-17 was closed in jira' });
    expect(hears({ ...TURNED, status: 'Closed', at: 20, resolve: true })).toEqual(['ticket_turned']);
  });
});

describe('a ticket that was deleted', () => {
  it('is known as such once, and hears nothing more', () => {
    hears(KEPT);
    const deleted = { ...PAY, kind: 'deleted', by: BEN, at: 10 } as const;
    expect(hears(deleted)).toEqual(['ticket_deleted']);
    for (const news of [deleted, { ...COMMENT, at: 20 }, { ...TURNED, at: 20 }, UNLINKED])
      expect(hears(news), news.kind).toEqual([]);
    expect(tickets()).toMatchObject([{ gone: true }]);
  });
});

describe('a ticket that is unlinked', () => {
  beforeEach(() => {
    hears(KEPT);
    hears(COMMENT);
    story.after(MINUTE);
  });

  it('hears nothing more, and is unlinked once', () => {
    expect(hears(UNLINKED)).toEqual(['ticket_unlinked']);
    for (const news of [UNLINKED, { ...COMMENT, comment: '9' }, { ...TURNED, resolve: true as const }])
      expect(hears(news), news.kind).toEqual([]);
    expect(tickets()).toMatchObject([{ key: 'PAY-17', unlinked: true }]);
    expect(tickets()[0]).not.toHaveProperty('comments');
  });

  it('may be linked again, as another beside what it was', () => {
    hears(UNLINKED);
    expect(hears({ ...KEPT, by: BEN, made: false })).toEqual(['ticket_kept']);
    expect(tickets().map(isInStep)).toEqual([false, true]);
    expect(hears({ ...COMMENT, comment: '9' })).toEqual(['ticket_commented']);
    expect(tickets().map(({ comments }) => comments?.map(({ id }) => id))).toEqual([undefined, ['9']]);
    expect(hears(UNLINKED)).toEqual(['ticket_unlinked']);
    expect(tickets().map(isInStep)).toEqual([false, false]);
  });
});
