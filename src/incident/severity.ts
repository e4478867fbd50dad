/** SEV-1 is the gravest. */
export const SEVERITIES = ['SEV-1', 'SEV-2', 'SEV-3', 'SEV-4'] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * Reads a severity as people type it: `1`, `sev1`, `SEV-1`, `s1`, `p1`.
 * @returns the severity, or undefined when the text names none.
 */
export function parseSeverity(text: string): Severity | undefined {
  const match = /^(?:sev|s|p)?[-\s]?([1-4])$/i.exec(text.trim());
  return match ? SEVERITIES[Number(match[1]) - 1] : undefined;
}
