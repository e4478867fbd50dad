import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identify, type Directory } from '../../../src/access/identity.ts';

const directory: Directory = {
  people: [
    { id: 'ana', name: 'Ana', email: 'Ana@Example.com', roles: ['admin'], chat: { 'main-slack': 'U1' } },
    { id: 'ben', name: 'Ben', email: 'ben@example.com', roles: ['responder'], chat: {} },
  ],
  unmapped: 'viewer',
};

describe('identify', () => {
  it('knows a person by the platform id on that instance', () => {
    expect(identify(directory, 'main-slack', { id: 'U1', name: 'ana.r' })).toEqual({
      person: { id: 'ana', name: 'Ana' },
      roles: ['admin'],
      by: 'platform id',
    });
  });

  it('does not take the same id of another instance for that person', () => {
    expect(identify(directory, 'other', { id: 'U1', name: 'Mallory' })).toEqual({
      person: { id: 'other/U1', name: 'Mallory' },
      roles: ['viewer'],
      by: 'unmapped',
    });
  });

  it('knows a person by a verified e-mail address, whatever its case', () => {
    const user = { id: 'U9', name: 'b', verifiedEmail: ' BEN@example.com ' };
    expect(identify(directory, 'main-slack', user)).toMatchObject({
      person: { id: 'ben' },
      by: 'verified e-mail',
    });
    expect(
      identify(directory, 'other', { id: 'U8', name: 'a', verifiedEmail: 'ana@example.com' }),
    ).toMatchObject({
      person: { id: 'ana' },
    });
  });

  it('does not let an address take the place of a configured platform id', () => {
    const mallory = { id: 'U666', name: 'Mallory', verifiedEmail: 'ana@example.com' };
    expect(identify(directory, 'main-slack', mallory)).toMatchObject({ by: 'unmapped', roles: ['viewer'] });
  });

  it('does not guess between two people of one address', () => {
    const twins = [
      ...directory.people,
      { id: 'bo', name: 'Bo', email: 'BEN@example.com', roles: [], chat: {} },
    ];
    const user = { id: 'U9', name: 'b', verifiedEmail: 'ben@example.com' };
    expect(identify({ people: twins, unmapped: 'none' }, 'main-slack', user)).toMatchObject({
      by: 'unmapped',
      roles: [],
    });
  });

  it('gives the unmapped no role when the policy says so', () => {
    const user = { id: 'U5', name: '' };
    expect(identify({ ...directory, unmapped: 'none' }, 'main-slack', user)).toEqual({
      person: { id: 'main-slack/U5', name: 'U5' },
      roles: [],
      by: 'unmapped',
    });
  });

  it('gives an outsider no role but the one that is written down for them', () => {
    const outsider = { id: 'U5', name: 'Eve', outsider: true };
    expect(identify(directory, 'main-slack', outsider)).toMatchObject({ roles: [], by: 'unmapped' });
    expect(identify(directory, 'main-slack', { ...outsider, id: 'U1' })).toMatchObject({ by: 'platform id' });
  });

  it('never makes an admin of a user whom the configuration does not name', () => {
    const name = fc.oneof(
      fc.string(),
      fc.constantFrom('U1', 'ana', '__proto__', 'constructor', 'main-slack'),
    );
    fc.assert(
      fc.property(name, name, name, (instance, id, display) => {
        fc.pre(!(instance === 'main-slack' && id === 'U1'));
        const { person, roles } = identify(directory, instance, { id, name: display });
        expect(roles).toEqual(['viewer']);
        expect(person.id).toBe(`${instance}/${id}`);
      }),
    );
  });
});
