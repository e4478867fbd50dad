import { describe, expect, it } from 'vitest';
import { CalendarError, readCalendar } from '../../../src/oncall/written-calendar.ts';

const at = (text: string): number => Date.parse(text);
const iso = (ms: number): string => new Date(ms).toISOString().replace(':00.000Z', 'Z');

const people: Record<string, string> = {
  ana: 'ana',
  'ana@example.com': 'ana',
  ben: 'ben',
  'ben okafor': 'ben',
};

function read(...events: string[]): string[] {
  const text = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...events.flatMap((event, n) => [
      ...(event.includes('BEGIN:') ? [] : ['BEGIN:VEVENT', ...(event.includes('UID:') ? [] : [`UID:${n}`])]),
      ...event.split('\n'),
      ...(event.includes('BEGIN:') ? [] : ['END:VEVENT']),
    ]),
    'END:VCALENDAR',
    '',
  ].join('\r\n');
  const { shifts, unknown } = readCalendar(
    text,
    (name) => people[name.toLowerCase()],
    'Europe/Berlin',
    at('2026-01-01T00:00Z'),
    at('2026-06-01T00:00Z'),
  );
  return [
    ...shifts.map(({ person, from, until }) => `${person} ${iso(from)} ${iso(until)}`),
    ...unknown.map((what) => `? ${what}`),
  ];
}

describe('a calendar of shifts', () => {
  it('has times in UTC, in a zone, in none, and whole days', () => {
    expect(read('DTSTART:20260105T080000Z\nDTEND:20260105T160000Z\nSUMMARY:Ana')).toEqual([
      'ana 2026-01-05T08:00Z 2026-01-05T16:00Z',
    ]);
    expect(
      read(
        'DTSTART;TZID=America/New_York:20260105T080000\nDTEND;TZID=Europe/London:20260105T160000\nSUMMARY:Ana',
      ),
    ).toEqual(['ana 2026-01-05T13:00Z 2026-01-05T16:00Z']);
    expect(read('DTSTART:20260105T080000\nDURATION:PT8H\nSUMMARY:Ana')).toEqual([
      'ana 2026-01-05T07:00Z 2026-01-05T15:00Z',
    ]);
    expect(read('DTSTART;VALUE=DATE:20260105\nDTEND;VALUE=DATE:20260107\nSUMMARY:Ana')).toEqual([
      'ana 2026-01-04T23:00Z 2026-01-06T23:00Z',
    ]);
  });

  it('repeats at the same local time when clocks are changed, with exceptions, until the time that is asked for', () => {
    expect(
      read(
        'UID:w\nDTSTART;TZID=Europe/Berlin:20260318T090000\nDTEND;TZID=Europe/Berlin:20260319T090000\nRRULE:FREQ=WEEKLY\nEXDATE;TZID=Europe/Berlin:20260408T090000\nSUMMARY:Ana',
        'UID:w\nRECURRENCE-ID;TZID=Europe/Berlin:20260401T090000\nDTSTART;TZID=Europe/Berlin:20260402T090000\nDTEND;TZID=Europe/Berlin:20260403T090000\nSUMMARY:Ben',
      ).slice(0, 4),
    ).toEqual([
      'ana 2026-03-18T08:00Z 2026-03-19T08:00Z',
      'ana 2026-03-25T08:00Z 2026-03-26T08:00Z',
      'ben 2026-04-02T07:00Z 2026-04-03T07:00Z',
      'ana 2026-04-15T07:00Z 2026-04-16T07:00Z',
    ]);
  });

  it('understands a zone that it defines itself', () => {
    const zone = `BEGIN:VTIMEZONE
TZID:Head Office
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0530
TZOFFSETTO:+0530
END:STANDARD
END:VTIMEZONE`;
    expect(read(zone, 'DTSTART;TZID=Head Office:20260105T093000\nDURATION:PT1H\nSUMMARY:Ana')).toEqual([
      'ana 2026-01-05T04:00Z 2026-01-05T05:00Z',
    ]);
  });

  it('names people by address, by name, several at once, and says what names nobody', () => {
    const day = 'DTSTART:20260105T080000Z\nDTEND:20260105T160000Z';
    const when = '2026-01-05T08:00Z 2026-01-05T16:00Z';
    expect(read(`${day}\nSUMMARY:On call\nATTENDEE;CN=Ana:mailto:ana@example.com`)).toEqual([`ana ${when}`]);
    expect(read(`${day}\nSUMMARY:Ana + Ben Okafor`)).toEqual([`ana ${when}`, `ben ${when}`]);
    expect(read(`${day}\nSUMMARY:Team lunch`)).toEqual(['? Team lunch']);
  });

  it('leaves out what is cancelled, empty or over', () => {
    expect(read('DTSTART:20260105T080000Z\nDTEND:20260105T160000Z\nSUMMARY:Ana\nSTATUS:CANCELLED')).toEqual(
      [],
    );
    expect(read('DTSTART:20260105T080000Z\nDTEND:20260105T080000Z\nSUMMARY:Ana')).toEqual([]);
    expect(read('DTSTART:20250105T080000Z\nDTEND:20250105T160000Z\nSUMMARY:Ana')).toEqual([]);
  });

  it('is refused when it cannot be read', () => {
    const reading = (text: string) => () =>
      readCalendar(text, () => 'ana', 'UTC', 0, at('2030-01-01T00:00Z'));
    expect(reading('<html>')).toThrow(CalendarError);
    expect(reading('')).toThrow(CalendarError);
    expect(reading('BEGIN:VCARD\r\nEND:VCARD\r\n')).toThrow(/vcard, no vcalendar/);
    expect(() => read('DTSTART;TZID=Nowhere:20260105T080000\nDURATION:PT1H\nSUMMARY:Ana')).toThrow(
      /time zone "Nowhere"/,
    );
    expect(() => read('DTSTART:20260105T080000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY\nSUMMARY:Ana')).toThrow(
      /repeats too often|more than/,
    );
  });
});
