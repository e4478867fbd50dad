const UNIT_MS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;

const UNITS = ['d', 'h', 'm', 's', 'ms'] as const;

/** Written form of a duration, as an editor checks it: units from the greatest to the smallest, each once. */
export const DURATION_PATTERN =
  /^(?=\d)(?:(\d{1,4})d)?(?:(\d{1,6})h)?(?:(\d{1,7})m)?(?:(\d{1,9})s)?(?:(\d{1,9})ms)?$/;

/**
 * Reads `5m`, `1h30m`, `90s`, `2d`, `500ms`.
 * @returns milliseconds, or undefined when the text is no duration.
 */
export function parseDuration(text: string): number | undefined {
  const match = DURATION_PATTERN.exec(text);
  if (!match) return undefined;
  return UNITS.reduce((sum, unit, index) => sum + Number(match[index + 1] ?? 0) * UNIT_MS[unit], 0);
}

/** @param ms whole milliseconds, not negative. @returns what {@link parseDuration} reads as that: `1h5m`; `0s` for nothing. */
export function writeDuration(ms: number): string {
  let rest = ms;
  const parts = UNITS.map((unit) => {
    const count = Math.floor(rest / UNIT_MS[unit]);
    rest -= count * UNIT_MS[unit];
    return count > 0 ? `${count}${unit}` : '';
  });
  return parts.join('') || '0s';
}
