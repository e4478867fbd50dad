import { describe, expect, it } from 'vitest';
import { COMMENT_LIMIT } from '../../../src/incident/ticket.ts';
import { ADDRESS_LIMIT } from '../../../src/incident/web-address.ts';
import { readTicketNews } from '../../../workflows/incident/ticket-news.ts';

const PAY = { tracker: 'jira', key: 'PAY-17', url: 'https://acme.atlassian.net/browse/PAY-17' };
const BEN = { id: 'tracker:jira:ben', name: 'Ben' };
const read = (raw: unknown) => readTicketNews(raw, (text) => text.replaceAll('hunter2', '***'));

describe('news of a ticket that a signal brings', () => {
  it.each([
    { ...PAY, kind: 'kept', by: BEN, made: true },
    { ...PAY, kind: 'troubled', code: 'permission_denied', reason: 'no' },
    { tracker: 'jira', key: '', url: '', kind: 'troubled', code: 'permission_denied', reason: 'no' },
    { ...PAY, kind: 'recovered' },
    { ...PAY, kind: 'commented', what: 'edited', comment: '5', by: BEN, text: 'seen', at: 5 },
    { ...PAY, kind: 'turned', status: 'Done', done: true, by: BEN, at: 5 },
    { ...PAY, kind: 'turned', status: 'Done', done: true, by: BEN, at: 5, resolve: true },
    { ...PAY, kind: 'deleted', by: BEN, at: 5 },
    { ...PAY, kind: 'unlinked', by: BEN },
  ])('is taken as it is: $kind', (news) => expect(read(news)).toEqual(news));

  it.each([
    [undefined],
    [null],
    ['x'],
    [7],
    [[]],
    [{}],
    [{ ...PAY }],
    [{ ...PAY, kind: 'stolen', by: BEN }],
    [{ ...PAY, tracker: 7, kind: 'recovered' }],
    [{ ...PAY, url: 'javascript:alert(1)', kind: 'kept', by: BEN, made: true }],
    [{ ...PAY, url: `https://x.example/${'x'.repeat(ADDRESS_LIMIT)}`, kind: 'kept', made: 'yes' }],
    [{ ...PAY, key: ' ', kind: 'kept', by: BEN, made: true }],
    [{ ...PAY, kind: 'kept', made: true }],
    [{ ...PAY, kind: 'commented', what: 'shouted', comment: '5', by: BEN, text: 'x', at: 5 }],
    [{ ...PAY, kind: 'commented', what: 'made', by: BEN, text: 'x', at: 5 }],
    [{ ...PAY, kind: 'commented', what: 'made', comment: '5', by: 'Ben', text: 'x', at: 5 }],
    [{ ...PAY, kind: 'turned', status: 'Done', done: 'true', by: BEN, at: 5 }],
    [{ ...PAY, kind: 'turned', done: true, by: BEN, at: 5 }],
    [{ ...PAY, kind: 'deleted', at: 5 }],
    [{ ...PAY, kind: 'unlinked', by: { name: 'Ben' } }],
  ])('is none where it is %j', (raw) => expect(read(raw)).toBeUndefined());

  it('has no secrets in it, is cut, and has nothing that is not known', () => {
    const said = { ...PAY, kind: 'commented', what: 'made', comment: '5', at: 5, more: 1 };
    const by = { id: 'ben', name: 'Ben hunter2', mail: 'ben@acme.example' };
    expect(read({ ...said, by, text: `hunter2${'x'.repeat(COMMENT_LIMIT)}` })).toEqual({
      ...PAY,
      ...{ kind: 'commented', what: 'made', comment: '5', at: 5 },
      by: { id: 'ben', name: 'Ben ***' },
      text: `***${'x'.repeat(COMMENT_LIMIT - 7)}`,
    });
    expect(read({ ...PAY, kind: 'turned', status: 'hunter2', done: false, by: BEN, at: 5 })).toMatchObject({
      status: '***',
    });
    expect(read({ ...PAY, kind: 'troubled', code: 'x', reason: 'hunter2' })).toMatchObject({ reason: '***' });
  });
});
