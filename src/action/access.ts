import type { Person } from '../incident/person.ts';
import { includedRoles, type AccessRole } from '../access/role.ts';
import type { ActionAccess, ActionApproval } from './action.ts';

/** @returns whether somebody may know of an action and run it, as far as the action itself says who may. */
export function isOpenTo(
  { roles, people }: ActionAccess,
  somebody: { readonly person: Pick<Person, 'id'>; readonly roles: readonly AccessRole[] },
): boolean {
  const theirs = new Set(somebody.roles.flatMap(includedRoles));
  return (
    (roles.length === 0 || roles.some((role) => theirs.has(role))) &&
    (people === undefined || people.includes(somebody.person.id))
  );
}

/** @returns whether nobody who may run actions is kept from this one: it may be told of where everybody reads. */
export const isOpenToAll = ({ roles, people }: ActionAccess): boolean =>
  roles.length === 0 && people === undefined;

/** @returns whether an action names somebody as one of those who decide on its runs. */
export const isApprover = (approval: ActionApproval | undefined, { id }: Pick<Person, 'id'>): boolean =>
  approval?.people.includes(id) === true;
