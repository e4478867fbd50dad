import { span } from '../incident/age.ts';

/** What waits in the journal of a process for the store to be back. */
export interface JournalStanding {
  /** Groups of deliveries. */
  readonly batches: number;
  /** Since when, in epoch milliseconds; absent while it is empty. */
  readonly since?: number;
}

/** What cannot be said while the store does not answer. */
export const NOT_SAID =
  'How each integration is doing, what came and what became of it stands in the store, as does who may see that: it is shown when the store answers again.';

/** @param now epoch milliseconds. @returns what becomes of what comes in while the store is away, for people. */
export function journalText({ batches, since }: JournalStanding, now: number): string {
  if (since === undefined) return 'Nothing that came in waits in the journal of this server.';
  const groups = batches === 1 ? '1 group of deliveries waits' : `${batches} groups of deliveries wait`;
  return `${groups} in the journal of this server, the oldest for ${span(now - since)}: they go to the store by themselves as soon as it takes them.`;
}

/** @param configured names of the integrations, where who asks may see them. @returns the same for who asks the API. */
export function awayText(
  journal: JournalStanding,
  now: number,
  configured: readonly { readonly id: string; readonly title: string }[] | undefined,
): string {
  const names = configured?.map(({ id, title }) => `${id} (${title})`).join(', ');
  const named = names === undefined ? '' : ` Configured: ${names || 'none'}.`;
  return `${journalText(journal, now)}${named} ${NOT_SAID}`;
}
