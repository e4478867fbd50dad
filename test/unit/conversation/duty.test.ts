import { describe, expect, it } from 'vitest';
import { hear } from '../../../src/conversation/hear.ts';
import type { Heard } from '../../../src/conversation/heard.ts';

const heard = (text: string): Heard =>
  hear(text, {
    teams: [{ id: 'payments', name: 'Payments' }],
    services: [{ id: 'checkout', name: 'Checkout' }],
    people: [
      { id: 'ana', name: 'Ana' },
      { id: 'ben', name: 'Ben' },
    ],
    schedules: [{ id: 'primary', name: 'Payments primary' }],
    now: Date.parse('2026-11-21T16:00Z'),
    zone: 'UTC',
  });
const made = (person: string, about: string, replaces?: string): Heard => ({
  kind: 'override',
  wish: { do: 'make', person, about, ...(replaces !== undefined && { replaces }) },
});

describe('who is on call, said in one’s own words', () => {
  it.each<[string, Heard]>([
    ["who's on call?", { kind: 'oncall' }],
    ['hey muster, who is on-call right now', { kind: 'oncall' }],
    ['who is on call for payments primary?', { kind: 'oncall', schedule: 'primary' }],
    ['who is on call next?', { kind: 'oncall', what: 'next' }],
    ['coming shifts of primary', { kind: 'oncall', what: 'next', schedule: 'primary' }],
    ['when am I on call next?', { kind: 'oncall', what: 'mine' }],
    ['my shifts please', { kind: 'oncall', what: 'mine' }],
    ['I take primary on-call for 2 hours', made('me', 'primary on-call for 2 hours')],
    ["I'll cover payments primary tomorrow 9 to 17", made('me', 'payments primary tomorrow 9 to 17')],
    ['@ben covers me tomorrow 9 to 17', made('@ben', 'tomorrow 9 to 17', 'me')],
    ['<@U0BEN> covers me tomorrow 9 to 17.', made('<@U0BEN>', 'tomorrow 9 to 17', 'me')],
    ['<@UBOT> <@U0BEN> covers me for 2 hours', made('<@U0BEN>', 'for 2 hours', 'me')],
    ['ben covers ana until friday 9:00', made('ben', 'until friday 9:00', 'ana')],
    ['I’m covering for @ana this weekend', made('me', 'this weekend', '@ana')],
    ['put ben on call for primary for 3h', made('ben', 'for primary for 3h')],
  ])('%s', (text, expected) => {
    expect(heard(text)).toEqual(expected);
  });

  it.each([
    'I take a break for 2 hours',
    'I have a meeting tomorrow 9 to 17',
    'can @ben cover me tomorrow?',
    'ben said he covers me tomorrow 9 to 17',
    '@ben covers me',
    'the umbrella covers me tomorrow 9 to 17',
    'do not put ben on call for primary for 3h',
    'I take INC-42 for 2 hours',
  ])('%s: puts nobody on call', (text) => {
    expect(heard(text).kind).not.toBe('override');
  });

  it('asks whom a team pages, where a team is named', () => {
    expect(heard('who is on call for payments?')).toEqual({ kind: 'paging', team: 'payments' });
  });
});
