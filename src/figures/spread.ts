/** Lengths of time in milliseconds, summed up. Without any only the count is known. */
export interface Spread {
  readonly count: number;
  readonly meanMs?: number;
  readonly medianMs?: number;
  /** Nine of ten were at most so long. */
  readonly p90Ms?: number;
}

/** @param lengths in milliseconds, in any order. */
export function spreadOf(lengths: readonly number[]): Spread {
  const count = lengths.length;
  if (count === 0) return { count };
  const sorted = [...lengths].sort((a, b) => a - b);
  const rank = (part: number): number => sorted[Math.max(0, Math.ceil(part * count) - 1)] ?? 0;
  const middle = count % 2 === 0 ? ((sorted[count / 2 - 1] ?? 0) + (sorted[count / 2] ?? 0)) / 2 : rank(0.5);
  const sum = sorted.reduce((all, one) => all + one, 0);
  return {
    count,
    meanMs: Math.round(sum / count),
    medianMs: Math.round(middle),
    p90Ms: rank(0.9),
  };
}
