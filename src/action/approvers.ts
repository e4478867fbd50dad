import { mayDo, type AccessPolicy } from '../access/policy.ts';
import type { AccessRole } from '../access/role.ts';
import { isOpenTo } from './access.ts';
import type { Action } from './action.ts';

/** Whom the configuration knows, and what they may do. */
export interface Staff {
  readonly people: ReadonlyMap<string, { readonly id: string; readonly roles: readonly AccessRole[] }>;
  readonly access: { readonly policy: AccessPolicy };
}

/**
 * @returns the keys of people who may decide on runs of an action: those whom it names, else whoever has the permission
 * and may know of it, as far as the configuration knows them. API tokens and accounts that it does not know may besides,
 * unless the action is for certain people.
 */
export function approversOf(
  { access, approval }: Action,
  { people, access: { policy } }: Staff,
): readonly string[] {
  if (!approval) return [];
  if (approval.people.length > 0) return [...new Set(approval.people)];
  return [...people.values()]
    .filter(
      ({ id, roles }) =>
        isOpenTo(access, { person: { id }, roles }) && mayDo(policy, roles, 'approve').allowed,
    )
    .map(({ id }) => id);
}

/** @returns whether nobody who is not among {@link approversOf} could decide on runs of an action either. */
const areAll = ({ access, approval }: Action): boolean =>
  access.people !== undefined || (approval?.people.length ?? 0) > 0;

/** @returns whether what this person orders could be approved by nobody: who orders never approves. */
export function isStuck(action: Action, staff: Staff, person: string): boolean {
  if (!action.approval || !areAll(action)) return false;
  return approversOf(action, staff).every((id) => id === person);
}

/** @returns the keys of the people who alone may order runs of an action, where nobody could approve any of these. */
export function stuckOrderers(action: Action, staff: Staff): readonly string[] {
  const { access } = action;
  const orderers = (access.people ?? []).filter((id) => {
    const roles = staff.people.get(id)?.roles ?? [];
    return isOpenTo(access, { person: { id }, roles }) && mayDo(staff.access.policy, roles, 'run').allowed;
  });
  return orderers.every((id) => isStuck(action, staff, id)) ? orderers : [];
}
