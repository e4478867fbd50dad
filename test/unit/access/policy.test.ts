import { describe, expect, it } from 'vitest';
import { COMMAND_NAMES } from '../../../src/incident/command.ts';
import { PERMISSION_NAMES, PERMISSIONS } from '../../../src/access/permission.ts';
import { accessPolicy, mayDo } from '../../../src/access/policy.ts';
import { ACCESS_ROLES, includedRoles } from '../../../src/access/role.ts';

const policy = accessPolicy({ unmapped: 'viewer', admins: [{ id: 'ana', name: 'Ana' }] });

describe('the built-in policy', () => {
  it('has a permission for every command', () => {
    expect(Object.keys(PERMISSIONS)).toEqual(
      expect.arrayContaining(['declare', 'status', 'list', ...COMMAND_NAMES]),
    );
  });

  it.each(ACCESS_ROLES)('lets a %s do all that lesser roles may', (role) => {
    for (const lesser of includedRoles(role)) {
      expect(policy.permissions[role]).toEqual(expect.arrayContaining([...policy.permissions[lesser]]));
    }
  });

  it.each([
    ['viewer', 'status', true],
    ['viewer', 'declare', false],
    ['responder', 'ack', true],
    ['responder', 'close', false],
    ['commander', 'close', true],
    ['commander', 'audit', false],
    ['commander', 'private', false],
    ['admin', 'tokens', true],
  ] as const)('a %s may do %s: %s', (role, permission, allowed) => {
    expect(mayDo(policy, [role], permission).allowed).toBe(allowed);
  });

  it('lets an admin do everything', () => {
    expect([...policy.permissions.admin].sort()).toEqual([...PERMISSION_NAMES].sort());
  });
});

describe('mayDo', () => {
  it('takes the best of several roles', () => {
    expect(mayDo(policy, ['viewer', 'commander'], 'assign')).toEqual({ allowed: true });
  });

  it('says which permission is missing, who has it and whom to ask', () => {
    expect(mayDo(policy, ['responder'], 'close')).toEqual({
      allowed: false,
      code: 'permission_missing',
      permission: 'close',
      message:
        'You may not close an incident for good: that needs the permission "close", which commander and admin have. ' +
        'Your role is responder. Ask Ana to give you a role (`people` in the configuration).',
    });
  });

  it('refuses somebody without a role, also when nobody is an admin', () => {
    const alone = accessPolicy({ unmapped: 'none' });
    expect(mayDo(alone, [], 'status')).toMatchObject({
      allowed: false,
      message: expect.stringContaining('You have no role. Ask who runs Muster') as string,
    });
  });

  it('follows a configuration that moves a permission up', () => {
    const strict = accessPolicy({
      unmapped: 'viewer',
      roles: { responder: ['ack'], commander: ['resolve'] },
    });
    expect(mayDo(strict, ['responder'], 'resolve').allowed).toBe(false);
    expect(mayDo(strict, ['commander'], 'resolve').allowed).toBe(true);
    expect(mayDo(strict, ['commander'], 'ack').allowed).toBe(true);
    expect(mayDo(strict, ['commander'], 'declare').allowed).toBe(false);
    expect(mayDo(strict, ['admin'], 'declare').allowed).toBe(true);
  });
});
