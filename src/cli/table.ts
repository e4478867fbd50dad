/** @returns the lines of a table for a terminal, columns as wide as they must be. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = headings.map((heading, n) =>
    Math.max(heading.length, ...rows.map((row) => (row[n] ?? '').length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, n) => cell.padEnd(widths[n] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(headings), ...rows.map(line)];
}
