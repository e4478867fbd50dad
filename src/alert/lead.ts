import { SEVERITIES } from '../incident/severity.ts';
import type { AlertBatch } from './batch.ts';
import type { Group } from './group.ts';
import type { GroupTerms } from './terms.ts';

/** @returns whether an incident is of what `one` says rather than of what `other` says: what nothing holds back, then what is worse. */
export function leads(
  one: Pick<GroupTerms, 'held' | 'declaration'>,
  other: Pick<GroupTerms, 'held' | 'declaration'>,
): boolean {
  if (one.held !== other.held) return !one.held;
  return SEVERITIES.indexOf(one.declaration.severity) <= SEVERITIES.indexOf(other.declaration.severity);
}

/**
 * @param group before it has heard the batch.
 * @returns the terms of a group once a batch has come: the settings of its rule as they are now, and what the incident is
 * of, which is never said by an alert that has cleared while another one fires.
 */
export function termsAfter(
  before: GroupTerms,
  { statements, terms }: AlertBatch,
  { firing, suppressed }: Pick<Group, 'firing' | 'suppressed'>,
): GroupTerms {
  const fires = statements.some(({ status }) => status !== 'resolved');
  const known = suppressed ? { ...before, held: true as const } : before;
  if (firing === 0 || (fires && leads(terms, known))) return terms;
  const { about, said, declaration, held } = before;
  const { held: _, ...settings } = terms;
  return { ...settings, about, said, declaration, ...(held && { held }) };
}
