import type { Incident } from './incident.ts';

/**
 * @returns the ids of the people who see a private incident: its declarer, whom the configuration invites into its
 * channel, its responders and whom it paged.
 */
export function insidersOf({ declared, invited = [], responders, paged = [] }: Incident): string[] {
  return [...new Set([declared.by.id, ...invited, ...responders.map(({ person }) => person.id), ...paged])];
}
