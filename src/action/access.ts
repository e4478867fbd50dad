import type { Person } from '../incident/person.ts';
import { includedRoles, type AccessRole } from '../access/role.ts';
import type { Action, ActionAccess } from './action.ts';
import type { Run } from './run.ts';

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

/**
 * @param action what it is a run of, where that is still there.
 * @returns keys of the people who alone decide on a run; none: whoever has the permission.
 */
export const approversNamed = (
  run: Pick<Run, 'approvers'> | undefined,
  action: Pick<Action, 'approval'> | undefined,
): readonly string[] => run?.approvers ?? action?.approval?.people ?? [];
