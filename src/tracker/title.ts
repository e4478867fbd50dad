import { head } from '../text/bounded.ts';

/** @returns text as one line of at most so many characters, whole characters alone. */
export function titleOf(text: string, most: number): string {
  const line = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  if (line.length <= most) return line;
  return `${head(line, most - 1).trimEnd()}…`;
}
