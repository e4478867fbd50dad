import { configuredAs, type KnownPerson } from '../access/identity.ts';
import { ACCESS_ROLES, includedRoles, type AccessRole } from '../access/role.ts';
import { MUSTER } from '../incident/person.ts';
import type { RunOrder } from './run.ts';

/**
 * @param people whom the configuration names now.
 * @returns the roles with which a run acts for who ordered it: those that they had then, as far as they have them still.
 * What Muster runs by itself, it runs with all of them.
 */
export function actingRoles(
  { asked, roles = [] }: Pick<RunOrder, 'asked' | 'roles'>,
  people: Iterable<KnownPerson>,
): readonly AccessRole[] {
  // No person has this id: the configuration refuses it.
  if (asked.by.id === MUSTER.id) return ACCESS_ROLES;
  const then = new Set(roles.flatMap(includedRoles));
  const known = configuredAs(people, asked.by.id);
  if (!known) return [...then];
  const now = new Set(known.roles.flatMap(includedRoles));
  return [...then].filter((role) => now.has(role));
}
