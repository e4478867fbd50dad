import { bounded } from '../text/bounded.ts';
import { TEXT_LENGTH, type KeptDelivery, type LoggedDelivery, type Progress } from './kept.ts';

/** Texts of outcomes that a line names. */
const NAMED = 3;

/** @returns a text of at most so many characters as a line of the log has. */
export function cut(text: string): string {
  return bounded(text, TEXT_LENGTH);
}

/** @returns what came of a delivery in one line: `2 × opened INC-42, kept`, or the reason why nothing did. */
export function progressText({ reason, outcomes }: Pick<Progress, 'reason' | 'outcomes'>): string {
  if (reason !== undefined) return cut(reason);
  const counts = new Map<string, number>();
  for (const { what, text } of outcomes) {
    const told = what === undefined ? text : `${what}: ${text}`;
    counts.set(told, (counts.get(told) ?? 0) + 1);
  }
  const texts = [...counts].map(([text, count]) => (count > 1 ? `${count} × ${text}` : text));
  const more = texts.length > NAMED ? `, and ${texts.length - NAMED} more` : '';
  return cut(texts.length === 0 ? 'nothing follows from it' : `${texts.slice(0, NAMED).join(', ')}${more}`);
}

/** @returns the line of the log of a delivery as it stands. */
export function lineOf(delivery: KeptDelivery): LoggedDelivery {
  const { number, key, receivedAt, state, outcomes, bodyBytes } = delivery;
  const incidents = [...new Set(outcomes.flatMap((outcome) => outcome.incidents ?? []))];
  return { number, key, receivedAt, state, text: progressText(delivery), incidents, bodyBytes };
}
