import { describe, expect, it } from 'vitest';
import { hear } from '../../../src/conversation/hear.ts';
import type { Heard } from '../../../src/conversation/heard.ts';
import type { IncidentId } from '../../../src/incident/id.ts';

const heard = (text: string, incident?: IncidentId): Heard =>
  hear(text, {
    teams: [{ id: 'payments', name: 'Payments' }],
    services: [{ id: 'checkout', name: 'Checkout' }],
    people: [
      { id: 'ana', name: 'Ana' },
      { id: 'ben', name: 'Ben' },
    ],
    schedules: [{ id: 'primary', name: 'Payments primary' }],
    incident,
    now: Date.parse('2026-11-21T16:00Z'),
    zone: 'UTC',
  });
const here = (text: string): Heard => heard(text, 'INC-7');
const hold = (incident: IncidentId, note?: string) =>
  ({ kind: 'command', incident, command: { name: 'hold', ...(note !== undefined && { note }) } }) as const;
const resume = (incident: IncidentId) =>
  ({ kind: 'command', incident, command: { name: 'resume' } }) as const;

describe('holds, said in one’s own words', () => {
  it.each<[string, Heard]>([
    ['put INC-4 on hold', { kind: 'do', ask: hold('INC-4') }],
    ['place 4 on hold', { kind: 'do', ask: hold('INC-4') }],
    ['please put 4 on hold', { kind: 'do', ask: hold('INC-4') }],
    ['take INC-4 off hold', { kind: 'do', ask: resume('INC-4') }],
    ['resume INC-4', { kind: 'do', ask: resume('INC-4') }],
    ['put the incident on hold', { kind: 'which', wish: { kind: 'command', command: { name: 'hold' } } }],
  ])('%s', (text, expected) => {
    expect(heard(text)).toEqual(expected);
  });

  it.each<[string, Heard]>([
    ['put this on hold', { kind: 'do', ask: hold('INC-7') }],
    ['waiting on the vendor', { kind: 'confirm', asks: [hold('INC-7', 'waiting on the vendor')] }],
    [
      'we are waiting for AWS support now',
      { kind: 'confirm', asks: [hold('INC-7', 'waiting for AWS support now')] },
    ],
    [
      'put it on hold, we are waiting for the vendor',
      { kind: 'confirm', asks: [hold('INC-7', 'waiting for the vendor')] },
    ],
    ['carry on', { kind: 'confirm', asks: [resume('INC-7')] }],
    ['the vendor is back', { kind: 'confirm', asks: [resume('INC-7')] }],
    ['should we put this on hold?', { kind: 'confirm', asks: [hold('INC-7')] }],
    ['put 4, 5 and 6 on hold', { kind: 'confirm', asks: [hold('INC-4'), hold('INC-5'), hold('INC-6')] }],
    ['take 4 and 5 off hold', { kind: 'confirm', asks: [resume('INC-4'), resume('INC-5')] }],
  ])('%s: asks where it is not plain', (text, expected) => {
    expect(here(text)).toEqual(expected);
  });

  it.each([
    'do not put this on hold',
    'is it on hold?',
    'ben said put it on hold',
    'hold on',
    'waiting for the bus',
    'if the vendor answers we carry on tomorrow',
  ])('%s: changes nothing', (text) => {
    expect(here(text).kind).not.toBe('do');
    expect(JSON.stringify(here(text))).not.toMatch(/"asks":.*"(?:hold|resume)"/);
  });
});

describe('figures, said in one’s own words', () => {
  it.each<[string, Heard]>([
    [
      'how did payments do last month?',
      { kind: 'figures', period: { which: 'last', unit: 'month' }, team: 'payments' },
    ],
    [
      'mtta of team payments this week',
      { kind: 'figures', period: { which: 'this', unit: 'week' }, team: 'payments' },
    ],
    ['mttr', { kind: 'figures' }],
    ['show me the figures for checkout', { kind: 'figures', service: 'checkout' }],
    ['stats last 7 days by service', { kind: 'figures', period: { days: 7 }, by: 'service' }],
    ['what was our MTTR in october', { kind: 'figures', period: { month: '2026-10' } }],
    ['how fast did we acknowledge last week?', { kind: 'figures', period: { which: 'last', unit: 'week' } }],
    [
      'checkout’s mttr this year',
      { kind: 'figures', period: { which: 'this', unit: 'year' }, service: 'checkout' },
    ],
    [
      'mtta of team nobody this week',
      { kind: 'figures', period: { which: 'this', unit: 'week' }, team: 'nobody' },
    ],
  ])('%s', (text, expected) => {
    expect(heard(text)).toEqual(expected);
  });

  it.each([
    'how is payments doing?',
    'figures, schmigures',
    'mttr is a silly number',
    'how did ben do last week?',
  ])('%s: asks for none', (text) => {
    expect(heard(text).kind).not.toBe('figures');
  });
});

describe('simulations, said in one’s own words', () => {
  it.each([
    ['who would be paged for payments at 3am sunday as sev1', 'payments at sunday 3am sev 1'],
    ['who gets paged for checkout on sunday at 3:00?', 'checkout at sunday 3:00'],
    ['who would you page for checkout', undefined],
    ['who will be woken up if nobody acks', 'nobody acks'],
    ['what happens if checkout goes down tomorrow at 9', 'checkout at tomorrow 9:00'],
    [
      'simulate policy night at Sunday 03:00 sev 2 ack after 12m',
      'policy night at Sunday 03:00 sev 2 ack after 12m',
    ],
    ['who would be paged for payments as SEV-1', 'payments sev 1'],
  ])('%s', (text, wish) => {
    const found = heard(text);
    expect(found.kind === 'simulate' ? found.wish : undefined).toBe(wish);
  });

  it('asks whom a team pages now, without a time or a severity', () => {
    expect(heard('who gets paged for payments?')).toEqual({ kind: 'paging', team: 'payments' });
  });
});

describe('swaps, said in one’s own words', () => {
  const propose = (person: string, mine: string, theirs?: string): Heard => ({
    kind: 'swap',
    wish: { do: 'propose', person, mine, ...(theirs !== undefined && { theirs }) },
  });
  it.each<[string, Heard]>([
    ['swap my shift on friday with @ben', propose('@ben', 'friday')],
    ['swap my friday shift with @ben’s saturday', propose('@ben', 'friday', 'saturday')],
    ['trade my primary shift with ben for his saturday one', propose('ben', 'primary', 'saturday')],
    ['<@UBOT> swap my next shift with <@U0BEN>', propose('<@U0BEN>', '')],
    ['can I swap my shift tomorrow with @ben?', propose('@ben', 'tomorrow')],
    ['accept s-7kq2rx', { kind: 'swap', wish: { do: 'answer', id: 's-7kq2rx', yes: true } }],
    ['decline the swap s-7kq2rx', { kind: 'swap', wish: { do: 'answer', id: 's-7kq2rx', yes: false } }],
  ])('%s', (text, expected) => {
    expect(heard(text)).toEqual(expected);
  });

  it.each([
    'did ben swap my shift on friday with @ana?',
    'swap my laptop with @ben',
    'swap my shift on friday with somebody',
    'ben wants to swap my shift on friday with @ana',
    'do not swap my shift on friday with @ben',
    'swap the disk with @ben',
  ])('%s: asks nobody', (text) => {
    expect(heard(text).kind).not.toBe('swap');
  });
});

describe('action items and post-mortems, said in one’s own words', () => {
  it.each<[string, Heard]>([
    [
      'mark action INC-42-1 as done',
      { kind: 'action', wish: { do: 'done', item: { incident: 'INC-42', number: 1 } } },
    ],
    ['42-1 is done', { kind: 'action', wish: { do: 'done', item: { incident: 'INC-42', number: 1 } } }],
    ['push INC-42-1', { kind: 'action', wish: { do: 'push', item: { incident: 'INC-42', number: 1 } } }],
    [
      'push action item 42-1 to the bug tracker',
      { kind: 'action', wish: { do: 'push', item: { incident: 'INC-42', number: 1 } } },
    ],
    [
      'please create a ticket for INC-42-1 to jira/PAY',
      { kind: 'action', wish: { do: 'push', item: { incident: 'INC-42', number: 1 }, to: 'jira/PAY' } },
    ],
    [
      'reopen action item INC-42-1',
      { kind: 'action', wish: { do: 'reopen', item: { incident: 'INC-42', number: 1 } } },
    ],
    [
      'give INC-42-1 to @ana',
      { kind: 'action', wish: { do: 'assign', item: { incident: 'INC-42', number: 1 }, person: '@ana' } },
    ],
    ['draft the post-mortem of 42', { kind: 'postmortem', incident: 'INC-42' }],
  ])('%s', (text, expected) => {
    expect(heard(text)).toEqual(expected);
  });

  it.each([
    'is INC-42-1 done?',
    'INC-42-1 is not done',
    'give INC-42-1 to the dog',
    'mark INC-42-1',
    'set INC-42-1',
  ])('%s: changes nothing', (text) => {
    expect(heard(text)).not.toMatchObject({
      kind: 'action',
      wish: { do: expect.stringMatching(/done|assign/) as unknown },
    });
  });
});
