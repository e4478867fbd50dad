import { describe, expect, it } from 'vitest';
import type { Account } from '../../../src/access/account.ts';
import type { Delivery } from '../../../src/chat/delivery.ts';
import type { Command } from '../../../src/incident/command.ts';
import { checkText } from '../../../src/config/load.ts';
import type { Caller } from '../../../src/http/caller.ts';
import { createCalling } from '../../../src/http/calling.ts';
import type { Operations } from '../../../src/http/operations.ts';
import { Patience } from '../../../src/http/patience.ts';
import { PLATFORMS } from '../../../src/chat/platforms.ts';
import { viewOf } from '../chat/fixture.ts';
import { ANA, storyIn } from '../incident/fixture.ts';

const text = `
chat: { one: { platform: sandbox }, two: { platform: sandbox } }
people:
  ana: { name: Ana, chat: { one: U1 } }
  ben: { name: Ben }
  chidi: { name: Chidi }
teams:
  payments: { name: Payments, members: [ana, ben, chidi], channels: ['one/#payments'] }
`;
const config = checkText(text, 'test', {}, PLATFORMS).config!;
const caller: Caller = {
  tenant: 'default',
  person: ANA,
  roles: [],
  via: 'one',
  deliveryId: 'D1',
  patience: new Patience(),
};

/** Ben has linked an account of his; Chidi has none. */
function office(accountsOf?: () => Promise<Account[]>) {
  const sent: Delivery[] = [];
  const commands: Command[] = [];
  const view = viewOf(storyIn('open'));
  const { incident } = view;
  const operations = {
    permitted: () => Promise.resolve(undefined),
    glimpse: () => Promise.resolve(view),
    command: (_caller: unknown, _id: unknown, command: Command) => {
      commands.push(command);
      return Promise.resolve({ reply: {} });
    },
    links: () => ({ page: 'https://muster.example/incidents/INC-7' }),
  } as unknown as Operations;
  const calling = createCalling({
    operations,
    config: () => config,
    accountsOf:
      accountsOf ??
      ((_tenant, person) => Promise.resolve(person === 'ben' ? [{ instance: 'two', user: 'B2' }] : [])),
    sendLater: (_id, delivery) => {
      sent.push(delivery);
      return Promise.resolve();
    },
  });
  return { calling, sent, commands, incident };
}

describe('calling', () => {
  it('reaches members of a team on accounts that they have linked, and says whom it reaches', async () => {
    const { calling, sent, commands, incident } = office();
    const reach = await calling.reach('default', { team: 'payments' });
    expect(reach.map(({ label }) => label)).toEqual(['Ana', 'Ben', '#payments']);
    const called = await calling.call(caller, incident.id, { team: 'payments' }, 'once');
    expect(called).toEqual({
      incident: incident.id,
      called: 'the team Payments',
      told: ['Ana', 'Ben', '#payments'],
    });
    expect(sent.map(({ instance, to }) => ({ instance, to }))).toEqual([
      { instance: 'one', to: { user: 'U1' } },
      { instance: 'two', to: { user: 'B2' } },
      { instance: 'one', to: { channel: '#payments' } },
    ]);
    expect(commands).toEqual([
      { name: 'note', text: 'Asked the team Payments for help: Ana, Ben, #payments.' },
    ]);
  });

  it('reaches one person on an account that they have linked', async () => {
    const { calling, sent, commands, incident } = office();
    const ben = { id: 'ben', name: 'Ben' };
    expect(await calling.call(caller, incident.id, { person: ben }, 'once')).toMatchObject({ called: 'Ben' });
    expect(sent).toMatchObject([{ instance: 'two', to: { user: 'B2' }, key: 'default:call:two:once:0' }]);
    expect(sent[0]?.message.summary).toContain('Ana asks you for help');
    expect(commands).toEqual([{ name: 'note', text: 'Asked Ben for help.' }]);
  });

  it('does nothing for somebody without any account', async () => {
    const { calling, sent, commands, incident } = office();
    const chidi = { id: 'chidi', name: 'Chidi' };
    expect(await calling.call(caller, incident.id, { person: chidi }, 'once')).toMatchObject({
      denied: 'impossible',
      message: `Chidi cannot be told of ${incident.id}. Nothing was done.`,
    });
    expect([...sent, ...commands]).toEqual([]);
  });

  it('needs no store for whom the configuration reaches', async () => {
    const { calling } = office(() => Promise.reject(new Error('the store is away')));
    expect(await calling.reach('default', { person: { id: 'ana', name: 'Ana' } })).toEqual([
      { instance: 'one', to: { user: 'U1' }, label: 'Ana' },
    ]);
  });
});
