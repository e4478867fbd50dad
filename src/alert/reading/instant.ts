import { instant } from '../../inbox/bounded.ts';

/**
 * Reads an instant as a source tells it.
 * @param text ISO 8601; Go's zero time says nothing. @param receivedAt epoch milliseconds: what is told has happened by
 * then, whatever a clock says that goes fast.
 * @returns epoch milliseconds; undefined when nothing is said.
 */
export function instantOf(text: string | undefined, receivedAt: number): number | undefined {
  const at = instant(text);
  return at === undefined ? undefined : Math.min(at, receivedAt);
}
