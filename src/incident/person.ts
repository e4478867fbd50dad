/** Somebody known to Muster, or a chat user nobody has mapped yet (id `<instance>/<user id>`). */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/** The name under which Muster itself acts: its timers, its retries. */
export const MUSTER: Person = { id: 'muster', name: 'Muster' };

/** Who sent a bare signal from the Temporal UI or CLI, which carry no identity. */
export const TEMPORAL_OPERATOR: Person = { id: 'temporal-operator', name: 'Temporal operator' };

/** @returns as whom the alerts of an integration act. @param integration its name in the configuration. */
export function alertsOf(integration: string): Person {
  return { id: `integration:${integration}`, name: `alert ${integration}` };
}

/**
 * @returns somebody as a bug tracker knows them. @param tracker its name in the configuration. @param account what it knows
 * them by.
 */
export function inTracker(tracker: string, account: string, name: string): Person {
  return { id: `tracker:${tracker}:${account}`, name };
}

/** @returns whether somebody did it in this bug tracker: no key of a person has a colon. */
export function isInTracker({ id }: Person, tracker: string): boolean {
  return id.startsWith(`tracker:${tracker}:`);
}

/** @returns whether it is no person but the alerts of an integration: no key of a person has a colon. */
export function isIntegration({ id }: Person): boolean {
  return id.startsWith('integration:');
}

export const ROLES = ['commander', 'communications', 'scribe'] as const;
/** What somebody does in one incident. */
export type Role = (typeof ROLES)[number];

/** @returns a role as what somebody is made: `commander`, `communications lead`. */
export function roleTitle(role: Role): string {
  return role === 'communications' ? 'communications lead' : role;
}

/** @returns the role that the text names (`comms` and `ic` included), or undefined. */
export function parseRole(text: string): Role | undefined {
  const word = text.trim().toLowerCase();
  if (word === 'ic' || word === 'lead') return 'commander';
  if (word === 'comms' || word === 'comm') return 'communications';
  return ROLES.find((role) => role === word);
}
