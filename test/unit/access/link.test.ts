import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identify, type Directory, type KnownPerson } from '../../../src/access/identity.ts';
import { linkCode, parseLinkCode } from '../../../src/access/link-code.ts';
import { claim, confirm, LINK_MS, type LinkRequest } from '../../../src/access/link-request.ts';
import { joining, sideName, type Party, type Side } from '../../../src/access/link.ts';
import { createRecognition } from '../../../src/access/recognition.ts';
import { redactText } from '../../../src/access/redact.ts';
import type { ChatUser } from '../../../src/chat/provider.ts';
import { MemoryLinks } from '../../http/memory-links.ts';

describe('a link code', () => {
  it('is read as it was made, however phones write it, and redacted wherever it stands', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), (random) => {
        const code = linkCode(random);
        expect(code).toMatch(/^mlink-[0-9a-hj-km-np-tv-z]{4}(-[0-9a-hj-km-np-tv-z]{4}){2}$/);
        expect(parseLinkCode(code)).toBe(code);
        expect(parseLinkCode(` \`${code.toUpperCase().replaceAll('-', '–')}\` `)).toBe(code);
        expect(parseLinkCode(code.replaceAll('0', 'O').replaceAll('1', 'l'))).toBe(code);
        expect(redactText(`/im link ${code}`)).toBe('/im link [redacted: link code]');
      }),
    );
  });

  it.each([
    '',
    'mlink',
    'mlink-',
    '7kqm-2r9x-dn4t',
    'mlink-7kqm-2r9x',
    'mlink-7kqm-2r9x-dn4tt',
    'mlink-7kqm-2r9x-du4t',
  ])('is not %j', (text) => {
    expect(parseLinkCode(text)).toBeUndefined();
  });

  it('takes enough randomness', () => {
    expect(() => linkCode(new Uint8Array(11))).toThrow(RangeError);
  });
});

const side = (account: string, person = account, by: Side['by'] = 'unmapped'): Side => {
  const [instance = '', user = ''] = account.split('/');
  return { account: { instance, user }, name: user, person: { id: person, name: person }, by };
};
const party = (account: string, person = account, others: string[] = []): Party => ({
  ...side(account, person),
  configured: !person.includes('/'),
  accounts: [account, ...others].map((one) => side(one).account),
});

describe('joining', () => {
  it.each([
    ['the configured one, when that asked', party('a/1', 'ana'), party('b/2'), 'ana', ['b/2']],
    ['the configured one, when that answered', party('a/1'), party('b/2', 'ana'), 'ana', ['a/1']],
    ['who asked, of two unmapped ones', party('a/1'), party('b/2'), 'a/1', ['b/2']],
    [
      'who has more accounts, of two unmapped ones',
      party('a/1'),
      party('b/2', 'b/2', ['c/3']),
      'b/2',
      ['a/1'],
    ],
    [
      'the configured one with all of the other',
      party('a/1', 'ana'),
      party('b/2', 'b/2', ['c/3']),
      'ana',
      ['b/2', 'c/3'],
    ],
  ])('leads to %s', (_what, asker, claimant, person, accounts) => {
    const joined = joining(asker, claimant);
    if ('refusal' in joined) throw new Error(joined.refusal.message);
    expect(joined.person.id).toBe(person);
    expect(joined.accounts.map(({ instance, user }) => `${instance}/${user}`)).toEqual(accounts);
  });

  it.each([
    ['two configured people', party('a/1', 'ana'), party('b/2', 'ben'), 'both_configured'],
    ['accounts of one instance', party('a/1', 'ana'), party('a/2'), 'same_instance'],
    ['accounts of one person', party('a/1', 'ana'), party('b/2', 'ana'), 'linked_already'],
    ['a second account on an instance', party('a/1', 'ana', ['b/9']), party('b/2'), 'instance_taken'],
    [
      'one whose other account is a second one',
      party('a/1', 'ana', ['c/9']),
      party('b/2', 'b/2', ['c/3']),
      'instance_taken',
    ],
  ])('is refused for %s', (_what, asker, claimant, code) => {
    expect(joining(asker, claimant)).toMatchObject({ refusal: { code } });
  });

  it('never moves an account of the configuration, whatever there is', () => {
    const account = fc.constantFrom('a/1', 'a/2', 'b/1', 'b/2', 'c/1', 'd/1');
    const person = fc.constantFrom('ana', 'ben', 'x/1', 'y/2');
    const parties = fc
      .tuple(account, person, fc.array(account, { maxLength: 3 }))
      .map(([one, who, others]) => party(one, who, others));
    fc.assert(
      fc.property(parties, parties, (asker, claimant) => {
        const joined = joining(asker, claimant);
        if ('refusal' in joined) return;
        const moved = joined.person.id === asker.person.id ? claimant : asker;
        expect(moved.configured).toBe(false);
        expect(new Set(joined.accounts.map(({ instance }) => instance))).not.toContain(
          asker.configured ? asker.account.instance : '',
        );
      }),
    );
  });

  it('names the sides by what people know them by', () => {
    expect(sideName(side('a/ana'))).toBe('a/ana (ana on a)');
    expect(sideName({ ...side('a/ana'), person: { id: 'ana', name: 'ana' } })).toBe('ana on a');
  });
});

describe('a request', () => {
  const [ana, bea, mallory] = [side('a/1', 'ana'), side('b/2'), side('b/3')];
  const waiting: LinkRequest = { state: 'waiting', asker: ana, expiresAt: LINK_MS };

  it('never comes to joining but by a yes of the claimant and then of the asker, in time', () => {
    const step = fc.record({
      by: fc.constantFrom(ana, bea, mallory),
      does: fc.constantFrom('claim', 'yes', 'no'),
      after: fc.integer({ min: 0, max: LINK_MS / 3 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let request = waiting;
        let now = 0;
        const yes: string[] = [];
        for (const { by, does, after } of steps) {
          now += after;
          const before = request;
          const { account } = by;
          const outcome =
            does === 'claim'
              ? claim(request, by, now)
              : confirm(request, { account, yes: does === 'yes' }, now);
          if ('refused' in outcome) continue;
          request = outcome;
          expect(now).toBeLessThan(LINK_MS);
          if (does === 'yes' && request.state !== before.state) yes.push(by.account.user);
          if (before.claimant) expect(request.claimant).toEqual(before.claimant);
          if (before.state === 'joining') throw new Error('something was taken after both had confirmed');
        }
        if (request.state === 'joining') expect(yes).toEqual([request.claimant?.account.user, '1']);
        expect(request.claimant?.account.user).not.toBe('1');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('recognition', () => {
  const people: KnownPerson[] = [
    { id: 'ana', name: 'Ana', email: 'ana@example.com', roles: ['admin'], chat: { a: 'U1' }, loud: 'all' },
    { id: 'ben', name: 'Ben', roles: ['responder'], chat: { a: 'U2', b: 'B2' } },
  ];
  const directory: Directory = { people, unmapped: 'viewer' };
  const toAna = { id: 'ana', name: 'Ana' };

  it('puts what the configuration says before a link', () => {
    expect(identify(directory, 'b', { id: 'B2', name: 'x' }, toAna).person.id).toBe('ben');
    expect(identify(directory, 'a', { id: 'U9', name: 'x' }, toAna)).toMatchObject({ by: 'unmapped' });
    const mailed = { id: 'C1', name: 'x', verifiedEmail: 'ana@example.com' };
    expect(identify(directory, 'c', mailed, { id: 'ben', name: 'Ben' })).toMatchObject({
      by: 'verified e-mail',
    });
  });

  it('gives by a link the roles of the person, no more; none to an outsider or for somebody who is gone', () => {
    const user: ChatUser = { id: 'C1', name: 'x' };
    expect(identify(directory, 'c', user, toAna)).toEqual({ person: toAna, roles: ['admin'], by: 'link' });
    expect(identify(directory, 'c', user, { id: 'd/D1', name: 'D' })).toMatchObject({ roles: ['viewer'] });
    expect(identify(directory, 'c', { ...user, outsider: true }, toAna)).toMatchObject({
      roles: [],
      outsider: true,
    });
    expect(identify(directory, 'c', user, { id: 'gone', name: 'Gone' })).toMatchObject({ by: 'unmapped' });
    // The account that it leads to has come into the configuration.
    expect(identify(directory, 'c', user, { id: 'a/U1', name: 'x' })).toMatchObject({
      person: toAna,
      by: 'link',
    });
  });

  const memory = new MemoryLinks();
  const recognition = createRecognition({
    now: () => 0,
    directory: () => ({ people: new Map(people.map((one) => [one.id, one])), unmapped: 'viewer' }),
    links: memory.links(() => Promise.resolve()),
    loudness: memory.loudness(() => Promise.resolve()),
    soon: (work) => work,
    profile: (_instance, id) => Promise.resolve({ id, name: id }),
    warn: () => undefined,
  });
  const link = (instance: string, user: string, person: string): void => {
    memory.byAccount.set(`default:${instance}/${user}`, {
      instance,
      user,
      name: user,
      person: { id: person, name: person },
      linkedAt: 1,
    });
  };

  it('finds people on every instance, and an account of the configuration by nobody’s link', async () => {
    link('c', 'C1', 'ana');
    link('d', 'D1', 'a/U1');
    link('b', 'B2', 'ana');
    link('a', 'U9', 'ana');
    link('c', 'C7', 'e/E1');
    const ids = async (person: string): Promise<string[]> =>
      (await recognition.accountsOf('default', person)).map(({ instance, user }) => `${instance}/${user}`);
    expect(await ids('ana')).toEqual(['a/U1', 'c/C1', 'd/D1']);
    expect(await ids('ben')).toEqual(['a/U2', 'b/B2']);
    expect(await ids('e/E1')).toEqual(['e/E1', 'c/C7']);
    expect(await ids('token:ci')).toEqual([]);
    expect(await recognition.userOf('default', 'ana', 'd')).toBe('D1');
    expect(await recognition.userOf('default', 'ana', 'b')).toBeUndefined();
    expect(await recognition.userOf('default', 'e/E1', 'e')).toBe('E1');
    expect(await recognition.userOf('other', 'ana', 'd')).toBeUndefined();
    expect(await recognition.known('default', { id: 'c/C1', name: 'x' })).toEqual(toAna);
    expect(await recognition.known('default', { id: 'x/X1', name: 'x' })).toEqual({ id: 'x/X1', name: 'x' });
  });

  it('knows how loud: by choice, by the configuration, else urgent', async () => {
    expect(await recognition.loudnessOf('default', 'ana')).toBe('all');
    expect(await recognition.loudnessOf('default', 'ben')).toBe('urgent');
    memory.chosen.set('default:ana', 'pages');
    expect(await recognition.loudnessOf('default', 'ana')).toBe('pages');
  });
});
