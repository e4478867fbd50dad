import PublicHolidays from 'date-holidays';
import type { Holidays } from '../oncall/hours.ts';

interface Written {
  readonly country?: string | undefined;
  readonly region?: string | undefined;
  readonly dates: readonly string[];
  readonly without: readonly string[];
}

/**
 * Public holidays of a country or a part of it, by the tables of date-holidays, and dates of one's own. Each year is
 * worked out when it is first asked for.
 */
export function holidaysOf({ country, region, dates, without }: Written): Holidays {
  const own = new Set(dates);
  const not = new Set(without);
  const tables = country === undefined ? undefined : new PublicHolidays(country, region ?? '');
  const years = new Map<string, ReadonlySet<string>>();
  const publicIn = (year: string): ReadonlySet<string> => {
    const known = years.get(year);
    if (known) return known;
    const all = tables?.getHolidays(Number(year), 'en').filter(({ type }) => type === 'public') ?? [];
    const made = new Set(all.flatMap(datesOf));
    years.set(year, made);
    return made;
  };
  return { has: (date) => !not.has(date) && (own.has(date) || publicIn(date.slice(0, 4)).has(date)) };
}

/** @returns why there are no holidays of this country and region, or undefined when there are. */
export function unknownCountry(country: string, region?: string): string | undefined {
  const tables = new PublicHolidays();
  const countries = tables.getCountries('en');
  if (!(country in countries))
    return `holidays of the country ${country} are not known: list them under \`dates\``;
  if (region === undefined) return undefined;
  const states = (tables.getStates(country, 'en') as Record<string, string> | undefined) ?? {};
  if (region in states) return undefined;
  const known = Object.keys(states);
  return known.length === 0
    ? `holidays of ${country} are not told apart by region: leave it out`
    : `there is no region ${region} of ${country}: known are ${known.join(', ')}`;
}

/**
 * Some holidays are longer than a day. Dates are those of the country itself. Half days before a feast, which the tables
 * count in hours, are days of work; an hour is allowed for a change of clocks.
 */
function datesOf({ date, start, end }: { date: string; start: Date; end: Date }): string[] {
  const hours = (end.getTime() - start.getTime()) / 3_600_000;
  const days = Math.max(1, Math.floor((hours + 1) / 24));
  const first = Date.parse(`${date.slice(0, 10)}T00:00Z`);
  return Array.from({ length: days }, (_, i) => new Date(first + i * 86_400_000).toISOString().slice(0, 10));
}
