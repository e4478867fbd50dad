import { describe, expect, it } from 'vitest';
import { parseActionId } from '../../../src/action-item/item.ts';
import { nextReminder, reminderDue } from '../../../src/action-item/reminder.ts';
import { dueDate, dueIn, ownerIn } from '../../../src/action-item/wording.ts';

const MADRID = 'Europe/Madrid';
/** A Wednesday. */
const NOW = Date.parse('2026-03-25T10:00:00Z');
const iso = (at: number | undefined): string | undefined =>
  at === undefined ? at : new Date(at).toISOString();

describe('the id of an action item', () => {
  it.each([
    ['INC-42-3', 42, 3],
    ['inc 42-3', 42, 3],
    ['42.3', 42, 3],
    ['#42/3', 42, 3],
  ])('%s', (text, incident, number) => {
    expect(parseActionId(text)).toEqual({ incident: `INC-${incident}`, number });
  });
  it('is short where the incident is known', () => {
    expect(parseActionId('#3', 'INC-7')).toEqual({ incident: 'INC-7', number: 3 });
    expect(parseActionId('3')).toBeUndefined();
    expect(parseActionId('the alert', 'INC-7')).toBeUndefined();
  });
});

describe('a date', () => {
  it.each([
    // The clocks of Madrid go forward on the 29th: days end an hour earlier in UTC from then on.
    ['Friday', '2026-03-27T22:59:59.999Z'],
    ['tomorrow', '2026-03-26T22:59:59.999Z'],
    ['next Monday', '2026-03-30T21:59:59.999Z'],
    ['2026-04-01', '2026-04-01T21:59:59.999Z'],
    ['end of month', '2026-03-31T21:59:59.999Z'],
    ['the end of the week', '2026-03-27T22:59:59.999Z'],
    ['eod Friday', '2026-03-27T22:59:59.999Z'],
    ['tomorrow at 5pm', '2026-03-26T16:00:00.000Z'],
    ['in 2 weeks', '2026-04-08T21:59:59.999Z'],
    ['the team', undefined],
    ['Friday the payments team', undefined],
  ])('%s', (text, wanted) => {
    expect(iso(dueDate(text, NOW, MADRID))).toBe(wanted);
  });

  it('stands at the end of a text, after "by"', () => {
    expect(dueIn('add an alert by Friday.', NOW, 'UTC')).toEqual({
      text: 'add an alert',
      due: Date.parse('2026-03-27T23:59:59.999Z'),
    });
    expect(dueIn('review what is owned by the team', NOW, 'UTC')).toEqual({
      text: 'review what is owned by the team',
    });
    expect(dueIn('stand by until Friday', NOW, 'UTC').text).toBe('stand by');
  });
});

it.each([
  ['@ana add an alert', 'add an alert', '@ana'],
  ['add an alert @ana by Friday', 'add an alert by Friday', '@ana'],
  ['add an alert for <@U123|ana>', 'add an alert', '<@U123|ana>'],
  ['ask @"Ana Li" for it', 'ask for it', '@Ana Li'],
  ['mail ops@example.com', 'mail ops@example.com', undefined],
])('the owner in %j', (text, rest, owner) => {
  expect(ownerIn(text)).toEqual({ text: rest, ...(owner !== undefined && { owner }) });
});

describe('the owner is reminded', () => {
  const created = { by: { id: 'ana', name: 'Ana' }, at: NOW };
  const all = (item: Parameters<typeof nextReminder>[0], zone: string, count: number): string[] => {
    const found: string[] = [];
    for (let after = NOW; found.length < count;) {
      const next = nextReminder(item, zone, after);
      if (!next) break;
      found.push(`${next.kind} ${iso(next.at)}`);
      after = next.at;
    }
    return found;
  };

  it('the day before, on the day, and weekly after, at nine where they live', () => {
    const due = dueDate('Monday', NOW, MADRID)!;
    expect(all({ due, created }, MADRID, 4)).toEqual([
      'soon 2026-03-29T07:00:00.000Z',
      'today 2026-03-30T07:00:00.000Z',
      'overdue 2026-04-06T07:00:00.000Z',
      'overdue 2026-04-13T07:00:00.000Z',
    ]);
  });

  it('weekly of what has no date', () => {
    expect(all({ created }, 'UTC', 2)).toEqual([
      'undated 2026-04-01T09:00:00.000Z',
      'undated 2026-04-08T09:00:00.000Z',
    ]);
  });

  it('no more of what is done', () => {
    expect(all({ created, done: created, due: NOW }, 'UTC', 2)).toEqual([]);
  });

  it('once after a long outage, of the newest', () => {
    const item = { created, due: NOW };
    const later = NOW + 30 * 86_400_000;
    expect(iso(reminderDue(item, 'UTC', NOW, later)?.at)).toBe('2026-04-22T09:00:00.000Z');
    expect(reminderDue(item, 'UTC', later, later)).toBeUndefined();
  });
});
