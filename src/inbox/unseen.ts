import type { IncidentId } from '../incident/id.ts';
import type { LoggedDelivery } from './kept.ts';
import type { Outcome } from './taker.ts';

/** An id as Muster writes it, and that of an action item of it. */
const NAMED = /(?<![A-Za-z0-9])(INC-[1-9]\d{0,8})(?:-\d+)?(?!\d)/g;

const idsIn = (text: string): IncidentId[] =>
  [...text.matchAll(NAMED)].map(([, id = '']) => id as IncidentId);

/** @returns every incident that is named by what came of deliveries. */
export function incidentsNamed(
  all: readonly { readonly text: string; readonly incidents?: readonly IncidentId[] }[],
): IncidentId[] {
  return [...new Set(all.flatMap(({ text, incidents = [] }) => [...incidents, ...idsIn(text)]))];
}

/**
 * @returns what came of something as it reads for somebody who knows of some incidents alone: of the others it says no
 * more than of what names an incident that there is not.
 */
export function asSeen<T extends Pick<Outcome | LoggedDelivery, 'text' | 'incidents'>>(
  one: T,
  known: ReadonlySet<IncidentId>,
): T {
  const named = incidentsNamed([one]);
  if (named.every((id) => known.has(id))) return one;
  const seen = (one.incidents ?? []).filter((id) => known.has(id));
  return {
    ...one,
    text: seen.length > 0 ? `kept, and told to ${seen.join(', ')}` : 'kept',
    ...(one.incidents && { incidents: seen }),
  };
}

/** @returns a sentence in which incidents that somebody does not know of have no name. */
export function withoutUnseen(text: string, known: ReadonlySet<IncidentId>): string {
  return text.replace(NAMED, (whole, id: IncidentId) => (known.has(id) ? whole : 'an incident'));
}
