import { describe, expect, it } from 'vitest';
import { accessPolicy } from '../../../src/access/policy.ts';
import type { AccessRole } from '../../../src/access/role.ts';
import { approversOf, isStuck, stuckOrderers, type Staff } from '../../../src/action/approvers.ts';
import { actionOf } from '../chat/action-fixture.ts';

const somebody = (id: string, ...roles: AccessRole[]) => [id, { id, roles }] as const;
const STAFF: Staff = {
  people: new Map([
    somebody('ana', 'admin'),
    somebody('ben', 'responder'),
    somebody('cy', 'commander'),
    somebody('vi', 'viewer'),
  ]),
  access: { policy: accessPolicy({ unmapped: 'none' }) },
};
const action = (
  approvers: readonly string[],
  people?: readonly string[],
  roles: readonly AccessRole[] = [],
) =>
  actionOf('core.x', {
    approval: { people: approvers, withinMs: 1 },
    access: { roles, ...(people && { people }) },
  });

it('those who decide are those who are named, else those with the permission who may know of the action', () => {
  expect(approversOf(action(['ben', 'ben', 'zoe']), STAFF)).toEqual(['ben', 'zoe']);
  expect(approversOf(action([]), STAFF)).toEqual(['ana', 'cy']);
  expect(approversOf(action([], ['cy', 'ben']), STAFF)).toEqual(['cy']);
  expect(approversOf(action([], undefined, ['admin']), STAFF)).toEqual(['ana']);
  expect(approversOf(actionOf('core.x'), STAFF)).toEqual([]);
});

describe('what could be approved by nobody', () => {
  it.each([
    ['ben', action(['ben']), true],
    ['ana', action(['ben']), false],
    ['cy', action([], ['cy', 'ben']), true],
    ['ben', action([], ['cy', 'ben']), false],
    ['ben', action([], ['ben', 'vi']), true],
    // Tokens and accounts that the configuration does not know may have the permission.
    ['ana', action([], undefined, ['admin']), false],
    ['muster', action(['ben'], ['ben']), false],
    ['ben', actionOf('core.x', { access: { roles: [], people: ['ben'] } }), false],
  ])('as %s orders it', (person, ordered, expected) => {
    expect(isStuck(ordered, STAFF, person)).toBe(expected);
  });

  it('whoever orders it is told of beforehand', () => {
    expect(stuckOrderers(action([], ['ben']), STAFF)).toEqual(['ben']);
    expect(stuckOrderers(action(['cy'], ['cy', 'vi']), STAFF)).toEqual(['cy']);
    expect(stuckOrderers(action(['cy'], ['cy', 'ben']), STAFF)).toEqual([]);
    expect(stuckOrderers(action(['cy']), STAFF)).toEqual([]);
    expect(stuckOrderers(action([], ['vi']), STAFF)).toEqual([]);
  });
});
