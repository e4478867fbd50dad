export { bounded } from '../text/bounded.ts';

/** Greatest lengths of what is kept of a delivery, in UTF-16 units. Whole, it is in the delivery itself. */
export const MOST = { key: 500, name: 500, line: 1_000, text: 20_000, url: 4_000, files: 1_000 } as const;

/** @returns an address that a browser may open, and that is whole; undefined for any other. */
export function webAddress(url: string | null | undefined): string | undefined {
  return url && url.length <= MOST.url && /^https?:\/\//i.test(url) ? url : undefined;
}

/** A day and a time of day, with nothing behind it that says in which zone. */
const WITHOUT_ZONE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/;

/**
 * @param time ISO 8601, of UTC where it names no zone. @returns epoch milliseconds; undefined for what is no time, and for
 * the year 1, by which Go says none.
 */
export function instant(time: string | null | undefined): number | undefined {
  const at = time ? Date.parse(WITHOUT_ZONE.test(time) ? `${time.replace(' ', 'T')}Z` : time) : Number.NaN;
  return Number.isNaN(at) || at <= Date.parse('0001-01-02T00:00:00Z') ? undefined : at;
}

/** @returns epoch milliseconds that a date can have; undefined for any other number. */
export function epoch(ms: number | null | undefined): number | undefined {
  return typeof ms === 'number' && ms > 0 && ms <= 8.64e15 ? Math.round(ms) : undefined;
}
