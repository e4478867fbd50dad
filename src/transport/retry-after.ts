/**
 * @param header of `Retry-After`: seconds or a date (RFC 9110, section 10.2.3). @param now epoch milliseconds.
 * @param unstatedMs the wait where it says nothing that can be read. @returns milliseconds.
 */
export function retryAfterMs(header: string | null | undefined, now: number, unstatedMs: number): number {
  if (header === null || header === undefined || header.trim() === '') return unstatedMs;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? Math.ceil(seconds * 1000) : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : unstatedMs;
}
