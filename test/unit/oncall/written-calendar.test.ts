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
  const calendar = readCalendar(text, (name) => people[name.toLowerCase()], 'Europe/Berlin');
  const [from, until] = [at('2026-01-01T00:00Z'), at('2026-06-01T00:00Z')];
  return [
    ...calendar
      .shiftsIn(from, until)
      .map((shift) => `${shift.person} ${iso(shift.from)} ${iso(shift.until)}`),
    ...calendar.unknownIn(from, until).map(({ name }) => `? ${name}`),
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

  it('says which names of several are nobody’s, and where; rooms are none', () => {
    const day = 'DTSTART:20260105T080000Z\nDTEND:20260105T160000Z';
    const when = '2026-01-05T08:00Z 2026-01-05T16:00Z';
    expect(read(`${day}\nSUMMARY:Ana, Zoe and Ben`)).toEqual([`ana ${when}`, `ben ${when}`, '? Zoe']);
    expect(read(`${day}\nSUMMARY:On call: Ana - primary`)).toEqual([`ana ${when}`]);
    expect(read(`${day}\nSUMMARY:Ben Okafor (second line)`)).toEqual([`ben ${when}`]);
    const invited = 'ATTENDEE:mailto:ANA@example.com\nATTENDEE;CUTYPE=ROOM:mailto:r1@example.com';
    expect(read(`${day}\nSUMMARY:Duty\n${invited}`)).toEqual([`ana ${when}`]);
    expect(read(`${day}\nSUMMARY:Duty\n${invited}\nATTENDEE:mailto:zoe@example.com`)).toEqual([
      `ana ${when}`,
      '? zoe@example.com',
    ]);
  });

  const DAILY = 'UID:d\nDTSTART;TZID=Europe/Berlin:20260326T233000\nDTEND;TZID=Europe/Berlin:20260327T073000';

  it('ends a repetition at an instant, in the zone of the event', () => {
    // 23:30 on the 30th is 21:30 in UTC by then; one second earlier it is over.
    for (const [until, last] of [
      ['20260330T213000Z', '30'],
      ['20260330T212959Z', '29'],
      ['20260330', '30'],
    ] as const)
      expect(read(`${DAILY}\nRRULE:FREQ=DAILY;UNTIL=${until}\nSUMMARY:Ana`).at(-1)).toMatch(
        new RegExp(`^ana 2026-03-${last}T`),
      );
  });

  it('keeps a turn as long by the clocks on the wall as the first one was', () => {
    const weekly = 'DTSTART;TZID=Europe/Berlin:20260328T090000\nDTEND;TZID=Europe/Berlin:20260329T090000';
    expect(read(`${weekly}\nRRULE:FREQ=WEEKLY;COUNT=2\nSUMMARY:Ana`)).toEqual([
      'ana 2026-03-28T08:00Z 2026-03-29T07:00Z',
      'ana 2026-04-04T07:00Z 2026-04-05T07:00Z',
    ]);
  });

  it('leaves out and changes turns that are named in UTC or by their day, and adds single ones', () => {
    expect(
      read(
        `${DAILY}\nRRULE:FREQ=DAILY;COUNT=5\nEXDATE:20260327T223000Z\nEXDATE;VALUE=DATE:20260328\nRDATE;TZID=Europe/Berlin:20260401T233000\nSUMMARY:Ana`,
        'UID:d\nRECURRENCE-ID:20260330T213000Z\nDTSTART:20260330T213000Z\nDTEND:20260331T053000Z\nSUMMARY:Ben',
      ).map((line) => line.slice(0, 21)),
    ).toEqual([
      'ana 2026-03-26T22:30Z',
      'ana 2026-03-29T21:30Z',
      'ben 2026-03-30T21:30Z',
      'ana 2026-04-01T21:30Z',
    ]);
  });

  it('changes one turn and all that follow, and takes a changed turn whose event it has not', () => {
    expect(
      read(
        `${DAILY}\nRRULE:FREQ=DAILY;COUNT=4\nSUMMARY:Ana`,
        'UID:d\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260328T233000\nDTSTART;TZID=Europe/Berlin:20260328T220000\nDTEND;TZID=Europe/Berlin:20260329T073000\nSUMMARY:Ben',
        'UID:other\nRECURRENCE-ID:20260501T080000Z\nDTSTART:20260501T080000Z\nDTEND:20260501T090000Z\nSUMMARY:Ben',
      ),
    ).toEqual([
      'ana 2026-03-26T22:30Z 2026-03-27T06:30Z',
      'ana 2026-03-27T22:30Z 2026-03-28T06:30Z',
      'ben 2026-03-28T21:00Z 2026-03-29T05:30Z',
      'ben 2026-03-29T20:00Z 2026-03-30T05:30Z',
      'ben 2026-05-01T08:00Z 2026-05-01T09:00Z',
    ]);
  });

  it('takes no zone of another calendar for its own', () => {
    const zone = (offset: string): string =>
      `BEGIN:VTIMEZONE\nTZID:Head Office\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:${offset}\nTZOFFSETTO:${offset}\nEND:STANDARD\nEND:VTIMEZONE`;
    const event =
      'DTSTART;TZID=Head Office:20260105T093000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20260106T040000Z\nSUMMARY:Ana';
    expect(read(zone('+0530'), event)).toHaveLength(2);
    expect(read(zone('-0300'), event)[0]).toBe('ana 2026-01-05T12:30Z 2026-01-05T13:30Z');
    expect(() => read(event)).toThrow(/time zone "Head Office"/);
  });

  it('leaves out what is cancelled, empty or over', () => {
    expect(read('DTSTART:20260105T080000Z\nDTEND:20260105T160000Z\nSUMMARY:Ana\nSTATUS:CANCELLED')).toEqual(
      [],
    );
    expect(read('DTSTART:20260105T080000Z\nDTEND:20260105T080000Z\nSUMMARY:Ana')).toEqual([]);
    expect(read('DTSTART:20250105T080000Z\nDTEND:20250105T160000Z\nSUMMARY:Ana')).toEqual([]);
  });

  it('is refused when it cannot be read', () => {
    const reading = (text: string) => () => readCalendar(text, () => 'ana', 'UTC');
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

  it.each([
    ['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30', 'no time fits its rule'],
    ['FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30', 'no time fits its rule'],
    ['FREQ=DAILY;INTERVAL=1000;BYDAY=53MO', 'no time fits its rule'],
    ['FREQ=HOURLY;BYMINUTE=0,15,30,45', 'it repeats too often: hourly at most'],
    ['FREQ=DAILY;BYHOUR=8;BYMINUTE=0;BYSECOND=0,30', 'it repeats too often: hourly at most'],
  ])('is refused with a rule that would be followed for ever: %s', (rule, expected) => {
    expect(() => read(`DTSTART:20260105T080000Z\nDURATION:PT1H\nRRULE:${rule}\nSUMMARY:Ana`)).toThrow(
      expected,
    );
  });

  it('takes rules that seldom fit', () => {
    const rule = 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29';
    expect(read(`DTSTART:20240229T080000Z\nDURATION:PT1H\nRRULE:${rule}\nSUMMARY:Ana`)).toEqual([]);
    expect(
      read('DTSTART:20260105T080000Z\nDURATION:PT1H\nRRULE:FREQ=YEARLY;INTERVAL=100\nSUMMARY:Ana'),
    ).toHaveLength(1);
    const often = 'FREQ=DAILY;BYHOUR=0,8,16;COUNT=3';
    expect(read(`DTSTART:20260105T000000Z\nDURATION:PT8H\nRRULE:${often}\nSUMMARY:Ana`)).toHaveLength(3);
  });
});
