/** Somebody known to Muster, or a chat user nobody has mapped yet (id `<instance>/<user id>`). */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/** The name under which Muster itself acts: its timers, its retries. */
export const MUSTER: Person = { id: 'muster', name: 'Muster' };

/** Who sent a bare signal from the Temporal UI or CLI, which carry no identity. */
export const TEMPORAL_OPERATOR: Person = { id: 'temporal-operator', name: 'Temporal operator' };

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
