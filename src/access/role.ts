/** What somebody is to Muster as a whole, the lesser first. Not to be confused with the role in one incident. */
export const ACCESS_ROLES = ['viewer', 'responder', 'commander', 'admin'] as const;
export type AccessRole = (typeof ACCESS_ROLES)[number];

/** @returns the role and every lesser one, which it includes. */
export function includedRoles(role: AccessRole): readonly AccessRole[] {
  return ACCESS_ROLES.slice(0, ACCESS_ROLES.indexOf(role) + 1);
}
