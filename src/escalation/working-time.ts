/**
 * Hours of a calendar as they were reckoned at one time: lengths in minutes, of closed and open times in turn, the first
 * of a closed one. After the last of them every hour counts. Plain numbers, because tables of time zones change and a
 * workflow has to come to the same at every replay.
 */
export interface WorkingTime {
  /** Where the first begins, epoch milliseconds. */
  readonly from: number;
  readonly minutes: readonly number[];
}

/** A time that does not count, in epoch milliseconds; `until` is exclusive. */
export interface Break {
  readonly from: number;
  readonly until: number;
}

const MINUTE_MS = 60_000;

/**
 * When a length of time is over, of which only the hours of a calendar count.
 * @param lengthMs in milliseconds, more than 0. @param start epoch milliseconds.
 * @param working without it every hour counts. @param breaks one after the other.
 * @returns epoch milliseconds.
 */
export function overAt(
  lengthMs: number,
  start: number,
  working: WorkingTime | undefined,
  breaks: readonly Break[] = [],
): number {
  let left = lengthMs;
  for (const open of openFrom(start, working)) {
    for (const span of without(open, breaks)) {
      const length = span.until - span.from;
      if (left <= length) return span.from + left;
      left -= length;
    }
  }
  return Infinity;
}

/** Open times from an instant on; the last has no end. */
function* openFrom(start: number, working: WorkingTime | undefined): Generator<Break> {
  let at = working?.from ?? start;
  if (working) {
    // What lies before the reckoning counts, as what lies behind it does.
    if (start < at) yield { from: start, until: at };
    for (const [index, length] of working.minutes.entries()) {
      const until = at + length * MINUTE_MS;
      if (index % 2 === 1 && until > start) yield { from: Math.max(at, start), until };
      at = until;
    }
  }
  yield { from: Math.max(at, start), until: Infinity };
}

function* without(span: Break, breaks: readonly Break[]): Generator<Break> {
  let { from } = span;
  for (const one of breaks) {
    if (one.until <= from) continue;
    if (one.from >= span.until) break;
    if (one.from > from) yield { from, until: one.from };
    from = one.until;
  }
  if (from < span.until) yield { from, until: span.until };
}
