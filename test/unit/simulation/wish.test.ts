import { describe, expect, test } from 'vitest';
import { checkText } from '../../../src/config/load.ts';
import { PLATFORMS } from '../../../src/chat/platforms.ts';
import { readWish, scenarioOf, type Wish } from '../../../src/simulation/wish.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const SUNDAY = { at: Date.parse('2026-11-22T02:00:00Z'), zone: 'Europe/Berlin' };
const read = (text: string): Wish | string => readWish(text, NOW, 'Europe/Berlin');

describe('readWish', () => {
  test.each<[string, Wish]>([
    ['', { what: '', moment: { at: NOW, zone: 'Europe/Berlin' } }],
    ['payments', { what: 'payments', moment: { at: NOW, zone: 'Europe/Berlin' } }],
    ['payments at Sunday 03:00', { what: 'payments', moment: SUNDAY }],
    ['payments at Sunday 03:00 sev 1 nobody acks', { what: 'payments', moment: SUNDAY, severity: 'SEV-1' }],
    ['at Sunday 03:00 --sev 2', { what: '', moment: SUNDAY, severity: 'SEV-2' }],
    [
      'policy:night at Sunday at 03:00 SEV-3 ack after 12m',
      { what: 'policy:night', moment: SUNDAY, severity: 'SEV-3', ack: { afterMs: 720_000 } },
    ],
    [
      'Card payments sev-1 acked after 1h30m by @ana at Sunday 03:00',
      { what: 'Card payments', moment: SUNDAY, severity: 'SEV-1', ack: { afterMs: 5_400_000, by: 'ana' } },
    ],
    [
      'payments at Sunday 03:00 acknowledged after 12 minutes',
      { what: 'payments', moment: SUNDAY, ack: { afterMs: 720_000 } },
    ],
  ])('%s', (text, wish) => {
    expect(read(text)).toEqual(wish);
  });

  test.each([
    ['payments at some time', /^I cannot read the time "some time"/],
    ['payments sev 7', /^There is no severity "7"/],
    ['payments ack after 12 fortnights', /is no duration/],
    ['payments nobody acks ack after 5m', /^Either nobody acknowledges/],
    ['payments at 2027-03-28T02:30', /^There is no 02:30 on 2027-03-28/],
    ['payments ack after 99d', /31 days at most/],
  ])('refuses %s', (text, reason) => {
    expect(read(text)).toMatch(reason);
  });
});

const config = checkText(
  `
chat: { main: { platform: sandbox } }
people:
  ana: { name: Ana, chat: { main: ana } }
services:
  checkout: { name: Card payments, escalation: night }
  night: { name: Night train }
teams:
  core: { name: Core, members: [ana] }
escalation:
  night: { steps: [{ notify: [person:ana], wait: 5m }] }
`,
  'muster.yaml',
  {},
  PLATFORMS,
).config!;

describe('scenarioOf', () => {
  const scenario = (text: string): unknown => {
    const wish = read(text);
    return typeof wish === 'string' ? wish : scenarioOf(config, wish);
  };

  test.each([
    ['card payments at Sunday 03:00', { service: 'checkout' }],
    ['night at Sunday 03:00', { service: 'night' }],
    ['policy:night at Sunday 03:00', { policy: 'night' }],
    ['core at Sunday 03:00', { team: 'core' }],
    ['at Sunday 03:00', {}],
  ])('%s', (text, subject) => {
    expect(scenario(text)).toEqual({ ...subject, at: SUNDAY.at, acts: [] });
  });

  test('who acknowledges is found by name', () => {
    expect(scenario('checkout ack after 5m by Ana')).toMatchObject({
      acts: [{ afterMs: 300_000, command: { name: 'ack' }, by: 'ana' }],
    });
  });

  test.each([
    ['chekout', 'There is no service, policy or team "chekout". Did you mean checkout?'],
    ['team:checkout', 'There is no team "checkout". Known: core.'],
    ['checkout ack after 5m by anna', 'There is nobody called "anna". Did you mean ana?'],
  ])('refuses %s', (text, reason) => {
    expect(scenario(text)).toBe(reason);
  });
});
