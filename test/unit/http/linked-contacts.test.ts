import { MongoServerSelectionError, type TopologyDescription } from 'mongodb';
import { describe, expect, it } from 'vitest';
import type { Link } from '../../../src/access/link.ts';
import { checkText } from '../../../src/config/load.ts';
import { targetName } from '../../../src/escalation/policy.ts';
import { planWithLinks } from '../../../src/http/linked-contacts.ts';
import { Patience } from '../../../src/http/patience.ts';
import { PLATFORMS } from '../../../src/chat/platforms.ts';

const text = `
chat: { one: { platform: sandbox }, two: { platform: sandbox } }
people:
  ana: { name: Ana, chat: { one: U1 } }
  ben: { name: Ben, chat: { one: U2 } }
teams:
  payments: { members: [ana] }
escalation:
  standard: { steps: [{ notify: ['person:ana', 'channel:one/#x'] }, { notify: ['person:ben'] }] }
notifications:
  default: ['one/#x']
  incidentChannel: { instances: [two], name: 'inc-{number}' }
defaults: { escalation: standard }
`;
const config = checkText(text, 'test', {}, PLATFORMS).config!;
const ana: Link = {
  instance: 'two',
  user: 'A2',
  name: 'ana',
  person: { id: 'ana', name: 'Ana' },
  linkedAt: 1,
};
const linksOf = (person: string): Promise<Link[]> => Promise.resolve(person === 'ana' ? [ana] : []);
const contacts = async (
  links: (person: string) => Promise<readonly Link[]>,
  patience = new Patience(),
): Promise<unknown> => {
  const { plan } = await planWithLinks(config, { team: 'payments' }, links, patience, 0);
  return plan.escalation?.steps.map(({ targets }) =>
    targets.map((target) => ('contacts' in target ? target.contacts : targetName(target))),
  );
};

describe('the plan of an incident', () => {
  it('reaches people on the accounts that they have linked, after those of the configuration', async () => {
    expect(await contacts(linksOf)).toEqual([
      [
        [
          { instance: 'one', user: 'U1' },
          { instance: 'two', user: 'A2', linked: true },
        ],
        'one/#x',
      ],
      [[{ instance: 'one', user: 'U2' }]],
    ]);
  });

  it('invites them there, too', async () => {
    const { routing } = await planWithLinks(config, { team: 'payments' }, linksOf, new Patience(), 0);
    expect(routing.channels[0]?.invite.map(({ person }) => person.id)).toEqual(['ana']);
  });

  it.each([
    [
      'is away',
      () =>
        Promise.reject(
          new MongoServerSelectionError('away', {
            error: null,
            servers: new Map(),
          } as unknown as TopologyDescription),
        ),
    ],
    ['says nothing', () => new Promise<Link[]>(() => undefined)],
  ])('is made without them when the store %s', async (_how, links) => {
    const made = JSON.stringify(await contacts(links, new Patience(200)));
    expect(made).toContain('U1');
    expect(made).not.toContain('A2');
  });
});
