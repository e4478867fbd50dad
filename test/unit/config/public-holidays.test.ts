import { describe, expect, it } from 'vitest';
import { holidaysOf, unknownCountry } from '../../../src/config/public-holidays.ts';

function in2026(written: Partial<Parameters<typeof holidaysOf>[0]>): string[] {
  const holidays = holidaysOf({ dates: [], without: [], ...written });
  return Array.from({ length: 365 }, (_, day) =>
    new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10),
  )
    .filter((date) => holidays.has(date))
    .map((date) => date.slice(5));
}

describe('public holidays', () => {
  it('are those that Bavaria publishes for 2026', () => {
    expect(in2026({ country: 'DE', region: 'BY' })).toEqual(
      '01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 10-03 11-01 12-25 12-26'.split(' '),
    );
  });

  it('are those that England and Wales publish for 2026', () => {
    // Boxing Day is a Saturday; gov.uk/bank-holidays has its substitute on the 28th.
    expect(in2026({ country: 'GB', region: 'ENG' })).toEqual(
      expect.arrayContaining('01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28'.split(' ')),
    );
  });

  it('last as many whole days as they do', () => {
    expect(in2026({ country: 'TR' })).toEqual(
      expect.arrayContaining('03-20 03-21 03-22 05-27 05-28 05-29 05-30'.split(' ')),
    );
    expect(in2026({ country: 'TR' })).not.toContain('03-23');
    expect(in2026({ country: 'TR' })).not.toContain('05-31');
  });

  it('are more and fewer as a file says', () => {
    const own = in2026({ country: 'DE', region: 'BY', dates: ['2026-12-24'], without: ['2026-01-06'] });
    expect(own).toContain('12-24');
    expect(own).not.toContain('01-06');
    expect(in2026({ dates: ['2026-12-24'] })).toEqual(['12-24']);
  });

  it('of a country or region that is not known are refused with what is', () => {
    expect(unknownCountry('XX')).toMatch(/XX are not known: list them under `dates`/);
    expect(unknownCountry('DE', 'BV')).toMatch(/no region BV of DE: known are .*\bBY\b/);
    expect(unknownCountry('DE', 'BY')).toBeUndefined();
    expect(unknownCountry('DE')).toBeUndefined();
  });
});
