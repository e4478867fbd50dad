import type { Incident } from './incident.ts';

/** @returns the ids of the people who see a private incident: its declarer, its responders and whom it paged. */
export function insidersOf({ declared, responders, paged = [] }: Incident): string[] {
  return [...new Set([declared.by.id, ...responders.map(({ person }) => person.id), ...paged])];
}
