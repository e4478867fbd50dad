import { describe, expect, it } from 'vitest';
import { approversNamed, isOpenTo, isOpenToAll } from '../../../src/action/access.ts';
import type { AccessRole } from '../../../src/access/role.ts';

const ana = (...roles: AccessRole[]) => ({ person: { id: 'ana' }, roles });

describe('an action', () => {
  it('is open to everybody unless it says to whom', () => {
    expect(isOpenTo({ roles: [] }, ana())).toBe(true);
    expect(isOpenToAll({ roles: [] })).toBe(true);
    expect(isOpenToAll({ roles: ['viewer'] })).toBe(false);
    expect(isOpenToAll({ roles: [], people: ['ana'] })).toBe(false);
  });

  it('is open to the roles that it names and to greater ones', () => {
    const access = { roles: ['commander'] } as const;
    expect(isOpenTo(access, ana('responder'))).toBe(false);
    expect(isOpenTo(access, ana('commander'))).toBe(true);
    expect(isOpenTo(access, ana('admin'))).toBe(true);
  });

  it('is open to the people whom it names alone, whatever the role of others', () => {
    const access = { roles: ['responder'], people: ['ana'] } as const;
    expect(isOpenTo(access, ana('responder'))).toBe(true);
    expect(isOpenTo(access, ana('viewer'))).toBe(false);
    expect(isOpenTo(access, { person: { id: 'ben' }, roles: ['admin'] })).toBe(false);
    expect(isOpenTo({ roles: [], people: [] }, ana('admin'))).toBe(false);
  });

  it('has as approvers those whom it named when the run was ordered, else those whom it names now', () => {
    const approval = { people: ['ana'], withinMs: 1 };
    expect(approversNamed({ approvers: ['ben'] }, { approval })).toEqual(['ben']);
    expect(approversNamed({ approvers: ['ben'] }, undefined)).toEqual(['ben']);
    expect(approversNamed({}, { approval })).toEqual(['ana']);
    expect(approversNamed(undefined, {})).toEqual([]);
  });
});
