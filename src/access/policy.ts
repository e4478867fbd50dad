import type { Person } from '../incident/person.ts';
import { DEFAULT_PERMISSIONS, PERMISSION_NAMES, PERMISSIONS, type Permission } from './permission.ts';
import { ACCESS_ROLES, includedRoles, type AccessRole } from './role.ts';

/** Who may do what. */
export interface AccessPolicy {
  /** All permissions of each role, those of lesser roles included. */
  readonly permissions: Readonly<Record<AccessRole, readonly Permission[]>>;
  /** Role of a chat user whom the configuration does not know. */
  readonly unmapped: AccessRole | 'none';
  /** Who can be asked for a role; named in refusals. */
  readonly admins: readonly Person[];
}

/** What {@link accessPolicy} is made from: per role only what differs from the built-in permissions. */
export interface AccessRules {
  readonly roles?: Readonly<Partial<Record<Exclude<AccessRole, 'admin'>, readonly Permission[] | undefined>>>;
  readonly unmapped: AccessRole | 'none';
  readonly admins?: readonly Person[];
}

/** @returns the policy with every role's permissions spelled out. */
export function accessPolicy(rules: AccessRules): AccessPolicy {
  const own = { ...DEFAULT_PERMISSIONS, admin: PERMISSION_NAMES };
  for (const role of ['viewer', 'responder', 'commander'] as const)
    own[role] = rules.roles?.[role] ?? own[role];
  const all = (role: AccessRole): Permission[] => [
    ...new Set(includedRoles(role).flatMap((lesser) => own[lesser])),
  ];
  return {
    permissions: {
      viewer: all('viewer'),
      responder: all('responder'),
      commander: all('commander'),
      admin: all('admin'),
    },
    unmapped: rules.unmapped,
    admins: rules.admins ?? [],
  };
}

export type Permit =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly code: 'permission_missing';
      readonly permission: Permission;
      /** For the person refused: what is missing, who has it, who can give it. */
      readonly message: string;
    };

/**
 * May somebody with these roles do that?
 * @param roles none for a person who has no role at all.
 */
export function mayDo(policy: AccessPolicy, roles: readonly AccessRole[], permission: Permission): Permit {
  if (roles.some((role) => policy.permissions[role].includes(permission))) return { allowed: true };
  return {
    allowed: false,
    code: 'permission_missing',
    permission,
    message: refusal(policy, roles, permission),
  };
}

function refusal(policy: AccessPolicy, roles: readonly AccessRole[], permission: Permission): string {
  const able = ACCESS_ROLES.filter((role) => policy.permissions[role].includes(permission));
  const yours = roles.length ? `Your role is ${words(roles, 'and')}` : 'You have no role';
  const ask = policy.admins.length
    ? `Ask ${words(
        policy.admins.map((admin) => admin.name),
        'or',
      )}`
    : 'Ask who runs Muster';
  return (
    `You may not ${PERMISSIONS[permission]}: that needs the permission "${permission}", which ${words(able, 'and')} ` +
    `${able.length === 1 ? 'has' : 'have'}. ${yours}. ${ask} to give you a role (\`people\` in the configuration).`
  );
}

function words(list: readonly string[], last: 'and' | 'or'): string {
  return list.length < 2 ? list.join('') : `${list.slice(0, -1).join(', ')} ${last} ${list.at(-1) ?? ''}`;
}
