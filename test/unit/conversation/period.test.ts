import { describe, expect, it } from 'vitest';
import { spokenPeriod } from '../../../src/conversation/period.ts';
import { instantOf, offsetMinutes, wallTime } from '../../../src/conversation/zone.ts';

/** A Wednesday, 10:30 in Madrid. */
const NOW = Date.UTC(2026, 2, 11, 9, 30);

const local = (at: number | undefined, zone: string): string | undefined => {
  if (at === undefined) return undefined;
  const { month, day, hour, minute } = wallTime(at, zone);
  return `${day}.${month}. ${hour}:${String(minute).padStart(2, '0')}`;
};
function spoken(
  text: string,
  now = NOW,
  zone = 'Europe/Madrid',
): [string | undefined, string | undefined] | undefined {
  const found = spokenPeriod(text, now, zone);
  return found && [local(found.period.since, zone), local(found.period.until, zone)];
}

describe('a stretch of time', () => {
  it.each([
    ['since yesterday', ['10.3. 0:00', undefined]],
    ['yesterday', ['10.3. 0:00', '11.3. 0:00']],
    ['today', ['11.3. 0:00', undefined]],
    ['this week', ['9.3. 0:00', undefined]],
    ['last week', ['2.3. 0:00', '9.3. 0:00']],
    ['since last week', ['2.3. 0:00', undefined]],
    ['this month', ['1.3. 0:00', undefined]],
    ['last month', ['1.2. 0:00', '1.3. 0:00']],
    ['this year', ['1.1. 0:00', undefined]],
    ['over the weekend', ['7.3. 0:00', '9.3. 0:00']],
    ['last night', ['10.3. 18:00', undefined]],
    ['on friday', ['6.3. 0:00', '7.3. 0:00']],
    ['since monday', ['9.3. 0:00', undefined]],
    ['between monday and tuesday', ['9.3. 0:00', '11.3. 0:00']],
    ['from monday to tuesday', ['9.3. 0:00', '11.3. 0:00']],
    ['until yesterday', [undefined, '10.3. 0:00']],
    ['the last 2 hours', ['11.3. 8:30', undefined]],
    ['in the last 7 days', ['4.3. 10:30', undefined]],
    ['2 days ago', ['9.3. 0:00', '10.3. 0:00']],
    ['in february', ['1.2. 0:00', '1.3. 0:00']],
    ['on march 1st', ['1.3. 0:00', '2.3. 0:00']],
    ['since 9am', ['11.3. 9:00', undefined]],
    ['this morning', ['11.3. 6:00', undefined]],
    ['since yesterday 6pm', ['10.3. 18:00', undefined]],
  ])('%s', (text, period) => {
    expect(spoken(text)).toEqual(period);
  });

  it.each(['now', 'may I', 'sun is shining', 'a second', 'good morning', 'at 10', '42'])(
    'is none in %j',
    (text) => {
      expect(spoken(text)).toBeUndefined();
    },
  );

  it('has days as long as the zone has them', () => {
    // Clocks go forward in Madrid on 2026-03-29 and back on 2026-10-25.
    const spring = spokenPeriod('yesterday', Date.UTC(2026, 2, 30, 10), 'Europe/Madrid')!.period;
    expect(spring.until! - spring.since!).toBe(23 * 3_600_000);
    const autumn = spokenPeriod('yesterday', Date.UTC(2026, 9, 26, 10), 'Europe/Madrid')!.period;
    expect(autumn.until! - autumn.since!).toBe(25 * 3_600_000);
  });

  it('begins where it is midnight', () => {
    expect(spokenPeriod('today', NOW, 'Asia/Tokyo')!.period.since).toBe(Date.UTC(2026, 2, 10, 15));
    expect(spokenPeriod('today', NOW, 'America/New_York')!.period.since).toBe(Date.UTC(2026, 2, 11, 4));
    expect(spokenPeriod('today', NOW, 'UTC')!.period.since).toBe(Date.UTC(2026, 2, 11));
  });
});

describe('a time on the wall', () => {
  const wall = { year: 2026, month: 3, day: 29, hour: 2, minute: 30 };

  it('that the clocks leave out is as much later; one that comes twice is the first', () => {
    expect(instantOf(wall, 'Europe/Madrid')).toBe(Date.UTC(2026, 2, 29, 1, 30));
    expect(instantOf({ ...wall, month: 10, day: 25 }, 'Europe/Madrid')).toBe(Date.UTC(2026, 9, 25, 0, 30));
  });

  it('comes back as it went', () => {
    for (const zone of [
      'UTC',
      'Europe/Madrid',
      'Asia/Kolkata',
      'America/St_Johns',
      'Pacific/Chatham',
      'Australia/Lord_Howe',
    ])
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 7 * 3_600_000) {
        const back = instantOf(wallTime(at, zone), zone);
        // An hour that comes twice comes back as its first.
        expect([0, 1_800_000, 3_600_000], `${zone} ${new Date(at).toISOString()}`).toContain(at - back);
      }
    expect(offsetMinutes(NOW, 'Asia/Kolkata')).toBe(330);
  });

  it('overflows into the next month and the one before', () => {
    expect(instantOf({ year: 2026, month: 3, day: 0, hour: 0, minute: 0 }, 'UTC')).toBe(
      Date.UTC(2026, 1, 28),
    );
    expect(instantOf({ year: 2026, month: 13, day: 1, hour: 0, minute: 0 }, 'UTC')).toBe(
      Date.UTC(2027, 0, 1),
    );
  });
});
