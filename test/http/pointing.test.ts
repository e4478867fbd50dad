import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChatError } from '../../src/chat/error.ts';
import type { Answer, Inbound, InboundAdapter } from '../../src/chat/inbound.ts';
import type { Message } from '../../src/chat/message.ts';
import { plain } from '../../src/chat/text.ts';
import { eventually } from '../harness/eventually.ts';
import { LEAK, Office } from './office.ts';

/** A platform that takes every answer as it is. */
class Echo implements InboundAdapter {
  readonly platform = 'echo';
  readonly instance = 'main-slack';
  readonly surfaces = ['any'];
  readonly answers: Answer[] = [];
  authenticate(): void {}
  parse(): Inbound {
    throw new Error('nothing is parsed here');
  }
  respond(_: Inbound, answer: Answer) {
    this.answers.push(answer);
    const http = { status: 200, contentType: 'application/json', body: JSON.stringify(answer) };
    return answer.kind === 'nothing' ? { http } : { http, undelivered: answer };
  }
  repeats(inbound: Inbound): boolean {
    return inbound.kind === 'reaction';
  }
}

let office: Office;
let echo: Echo;
beforeEach(async () => {
  office = await Office.open();
  echo = new Echo();
});
afterEach(() => office.close());

let deliveries = 0;
async function come(inbound: Partial<Inbound> & Pick<Inbound, 'kind'>): Promise<Answer> {
  const from = { deliveryId: `D${++deliveries}`, user: { id: 'U0ANA', name: 'ana' } };
  await office.receive({ tenant: 'default', adapter: echo }, { ...from, ...inbound } as Inbound);
  await office.afterwards.ended();
  return echo.answers.at(-1)!;
}
const words = ({ sections }: Message): string => sections.map(({ text = [] }) => plain(text)).join('\n');
const said = (answer: Answer): string => (answer.kind === 'message' ? words(answer.message) : answer.kind);
const notes = (id = 'INC-1') =>
  (office.memory.events.get(`default:${id}`) ?? []).filter(({ type }) => type === 'noted');

/** Makes a channel the incident's own, as a record of its opening does. */
function ownChannel(id: `INC-${number}`, channel: string): void {
  const place = { instance: 'main-slack', channel, own: true };
  office.temporal.place(id, place);
  const record = office.memory.views.get(`default:${id}`)!;
  office.memory.views.set(`default:${id}`, { ...record, view: { ...record.view, places: [place] } });
}

const MESSAGE = {
  ref: { channel: 'C7', id: '17.1' },
  text: '\n Checkout fails \nsince the deployment, password=hunter2',
  author: { id: 'U0BEN' },
  link: 'https://chat.example/archives/C7/p171',
  files: [{ name: 'trace.txt', link: 'https://files.example/trace.txt' }],
};
const shortcut = (kind: 'declare' | 'timeline', more: object = {}) =>
  come({ kind: 'shortcut', shortcut: kind, message: MESSAGE, channel: 'C7', trigger: 'T1', ...more });

describe('"make this an incident"', () => {
  it('opens the form with the first line as its title, and quotes the message on the timeline', async () => {
    await shortcut('declare', { deliveryId: 'S1' });
    const { modal } = office.modals[0]!;
    expect(modal).toMatchObject({ id: 'declare', context: { channel: 'C7', quoted: 'S1' } });
    expect(modal.inputs[0]).toMatchObject({ id: 'title', initial: 'Checkout fails' });
    const { context } = modal;
    await come({ kind: 'submit', modal: 'declare', context, values: { title: 'Checkout fails' } });
    expect(notes()).toMatchObject([
      {
        text: '',
        by: { id: 'ana' },
        quoted: { author: { id: 'ben', name: 'Ben' }, link: MESSAGE.link, files: MESSAGE.files },
      },
    ]);
    expect(
      JSON.stringify([...office.memory.events.values(), ...office.memory.deliveryRecords]),
    ).not.toContain('hunter2');
  });

  it('asks the platform for the name of who is not in the configuration, and does without it', async () => {
    for (const [quoted, name] of [
      ['S2', 'Name of U9'],
      ['S3', 'U9'],
    ] as const) {
      await shortcut('declare', { deliveryId: quoted, message: { ...MESSAGE, author: { id: 'U9' } } });
      if (quoted === 'S3') office.nameOf = () => Promise.reject(new ChatError('user_not_found', 'gone'));
      await come({ kind: 'submit', modal: 'declare', context: { quoted }, values: { title: 'x' } });
      const id = [...office.temporal.running.values()].at(-1)!.incident.id;
      expect(notes(id)).toMatchObject([{ quoted: { author: { id: 'main-slack/U9', name } } }]);
    }
  });

  it("does not quote what another person's delivery pointed at", async () => {
    await shortcut('declare', { deliveryId: 'S4' });
    const user = { id: 'U0BEN', name: 'ben' };
    await come({ kind: 'submit', modal: 'declare', context: { quoted: 'S4' }, values: { title: 'x' }, user });
    expect(office.temporal.running.size).toBe(1);
    expect(notes()).toEqual([]);
  });

  it('is refused to whom declaring is', async () => {
    const answer = await shortcut('declare', { user: { id: 'U9', name: 'eve' } });
    expect(said(answer)).toContain('You may not declare an incident');
    expect(office.modals).toEqual([]);
  });

  it('is to be typed where no form can be opened', async () => {
    expect(said(await shortcut('declare', { trigger: undefined }))).toContain('/im declare');
  });
});

describe('"add to timeline"', () => {
  beforeEach(() => office.command('declare Checkout is down'));

  it("puts the message on the timeline of the channel's incident at once", async () => {
    ownChannel('INC-1', 'C7');
    expect(said(await shortcut('timeline'))).toContain('Ana noted that on the timeline of INC-1');
    expect(notes()).toMatchObject([{ quoted: { author: { id: 'ben' }, link: MESSAGE.link } }]);
  });

  it("finds the incident by the card in whose thread the message is, also before the card's place is recorded", async () => {
    office.temporal.place('INC-1', { instance: 'main-slack', channel: 'C7', card: '16.0', own: false });
    await shortcut('timeline', { message: { ...MESSAGE, thread: { channel: 'C7', id: '16.0' } } });
    expect(notes()).toHaveLength(1);
  });

  it('asks which incident elsewhere, and takes only one that may be seen', async () => {
    await come({
      kind: 'submit',
      modal: 'declare',
      context: {},
      values: { title: 'Hidden', private: 'true' },
      user: { id: 'U0BEN', name: 'ben' },
    });
    office.access({ policy: { ...office.config.access.policy, unmapped: 'responder' } });
    const user = { id: 'U5', name: 'cy' };
    await shortcut('timeline', { deliveryId: 'S5', user });
    const [incident] = office.modals[0]!.modal.inputs;
    expect(incident).toMatchObject({ id: 'incident', options: [{ value: 'INC-1' }], suggest: 'incident' });
    const { context } = office.modals[0]!.modal;
    const form = { kind: 'submit', modal: 'timeline', context, user } as const;
    const refused = await come({ ...form, values: { incident: 'INC-2', text: '' } });
    expect(refused).toEqual({ kind: 'invalid', errors: { incident: 'There is no incident INC-2.' } });
    await come({ ...form, values: { incident: 'INC-1', text: 'see this' } });
    expect(notes()).toMatchObject([{ text: 'see this', by: { name: 'cy' }, quoted: { link: MESSAGE.link } }]);
    expect(notes('INC-2')).toEqual([]);
  });

  it('of the same delivery is one note, and a submission that comes twice too', async () => {
    ownChannel('INC-1', 'C7');
    await shortcut('timeline', { deliveryId: 'S6' });
    await shortcut('timeline', { deliveryId: 'S6' });
    expect(notes()).toHaveLength(1);
    await shortcut('timeline', { deliveryId: 'S7', channel: 'C8' });
    const form = { kind: 'submit', modal: 'timeline', context: { quoted: 'S7' } } as const;
    for (let n = 0; n < 2; n++)
      await come({ ...form, deliveryId: 'S8', values: { incident: 'INC-1', text: '' } });
    expect(notes()).toHaveLength(2);
  });

  it('says so when nobody knows the message any more', async () => {
    const context = { quoted: 'of long ago' };
    const answer = await come({
      kind: 'submit',
      modal: 'timeline',
      context,
      values: { incident: 'INC-1', text: '' },
    });
    expect(said(answer)).toContain('not known any more');
  });

  it('while the document store is away says that nothing was done', async () => {
    office.memory.down.add('everything');
    await expect(shortcut('timeline')).rejects.toThrow();
    expect(office.told.map(({ message }) => message.summary)).toEqual([
      expect.stringContaining('Muster did NOT take that') as string,
    ]);
  });
});

describe('an emoji', () => {
  const react = (more: object = {}) =>
    come({
      kind: 'reaction',
      emoji: 'pushpin',
      message: { channel: 'C7', id: '17.1' },
      channel: 'C7',
      ...more,
    });
  beforeEach(async () => {
    await office.command('declare Checkout is down');
    ownChannel('INC-1', 'C7');
    office.read = (ref) => Promise.resolve({ ...MESSAGE, ref });
  });

  it('puts a message on the timeline once, whoever does it and how often', async () => {
    expect(await react()).toEqual({ kind: 'nothing' });
    await react();
    await react({ user: { id: 'U0BEN', name: 'ben' } });
    expect(notes()).toMatchObject([{ by: { id: 'ana' }, quoted: { link: MESSAGE.link } }]);
    await react({ message: { channel: 'C7', id: '18.0' } });
    expect(notes()).toHaveLength(2);
    const attempts = office.memory.auditEntries.filter(({ action }) => action === 'note');
    expect(attempts.map(({ person }) => person)).toEqual(['ana', 'ana', 'ben', 'ana']);
  });

  it.each([':pushpin:', 'pushpin::skin-tone-2', '📌', '📌\uFE0F'])('may be written as %s', async (emoji) => {
    await react({ emoji });
    expect(notes()).toHaveLength(1);
  });

  it('that means nothing is ignored, not stored and not counted', async () => {
    const before = office.memory.deliveryRecords.size;
    expect(await react({ emoji: 'tada' })).toEqual({ kind: 'nothing' });
    expect(office.memory.deliveryRecords.size).toBe(before);
    office.config = { ...office.config, reactions: { timeline: ['tada'] } };
    await react({ emoji: 'pushpin' });
    expect(notes()).toEqual([]);
    await react({ emoji: 'tada' });
    expect(notes()).toHaveLength(1);
  });

  it('where there is no incident asks the platform for nothing', async () => {
    let asked = 0;
    office.read = () => Promise.reject(new Error(`asked ${++asked} times`));
    expect(await react({ channel: 'C9' })).toEqual({ kind: 'nothing' });
    expect(asked).toBe(0);
  });

  it("in a card's thread belongs to the card's incident, outside of it to none", async () => {
    office.temporal.place('INC-1', { instance: 'main-slack', channel: 'C1', card: '16.0', own: false });
    const there = { channel: 'C1', message: { channel: 'C1', id: '17.1' } };
    await react(there);
    expect(notes()).toEqual([]);
    office.read = (ref) => Promise.resolve({ ...MESSAGE, ref, thread: { channel: 'C1', id: '16.0' } });
    await react(there);
    expect(notes()).toHaveLength(1);
  });

  it('of somebody who may not note does nothing, is audited and told to them', async () => {
    let asked = 0;
    office.read = () => Promise.reject(new Error(`asked ${++asked} times`));
    const answer = await react({ user: { id: 'U9', name: 'eve' } });
    expect(said(answer)).toContain('You may not add a note');
    expect([asked, notes()]).toEqual([0, []]);
    expect(office.memory.auditEntries.at(-1)).toMatchObject({ action: 'note', outcome: 'refused' });
  });

  it('in the channel of a private incident that one may not see does nothing', async () => {
    const ben = { id: 'U0BEN', name: 'ben' };
    const values = { title: 'Hidden', private: 'true' };
    await come({ kind: 'submit', modal: 'declare', context: {}, values, user: ben });
    ownChannel('INC-2', 'C2');
    office.access({ policy: { ...office.config.access.policy, unmapped: 'responder' } });
    const there = { channel: 'C2', message: { channel: 'C2', id: '1.0' } };
    await react({ ...there, user: { id: 'U5', name: 'cy' } });
    expect(notes('INC-2')).toEqual([]);
    await react({ ...there, user: ben });
    expect(notes('INC-2')).toHaveLength(1);
  });

  it('on a message that cannot be read says why', async () => {
    office.read = () => Promise.reject(new ChatError('permission_denied', 'invite the bot to the channel.'));
    expect(said(await react())).toContain('could not be put on the timeline: invite the bot to the channel.');
  });

  it.each([
    ['is not taken', () => Promise.reject(new ChatError('connection_failed', 'no connection'))],
    ['does not wait beyond its time', () => new Promise<never>(() => undefined)],
  ])('%s while the platform does not answer, so that it is sent again', async (_, read) => {
    office.read = read;
    await expect(react()).rejects.toThrow();
    office.read = (ref) => Promise.resolve({ ...MESSAGE, ref });
    await react();
    expect(notes()).toHaveLength(1);
  });
});

describe('who looks', () => {
  beforeEach(async () => {
    await office.command('declare Checkout is down');
    await office.command('declare Login fails', { user: 'U0BEN' });
    await office.command('ack INC-2', { user: 'U0BEN' });
    await come({
      kind: 'submit',
      modal: 'declare',
      context: {},
      values: { title: 'Hidden', private: 'true' },
      user: { id: 'U0BEN', name: 'ben' },
    });
  });
  const reader = (id: string) => ({ user: { id, name: id.toLowerCase() } });

  it("at the home page sees one's own incidents, then the others that one may see", async () => {
    const ben = await come({ kind: 'home', ...reader('U0BEN') });
    expect(ben.kind === 'home' && words(ben.message)).toMatch(
      /Your incidents[^]*INC-2[^]*Other[^]*INC-3[^]*INC-1/,
    );
    expect(office.shown).toMatchObject([{ instance: 'main-slack', user: 'U0BEN', look: { kind: 'home' } }]);
    const eve = await come({ kind: 'home', ...reader('U9') });
    expect(eve.kind === 'home' && words(eve.message)).toMatch(/respond to none[^]*INC-2[^]*INC-1/);
    expect(JSON.stringify(eve)).not.toContain('Hidden');
  });

  const preview = (links: string[], more: object = {}) =>
    come({ kind: 'links', links, message: { channel: 'C1', id: '9.0' }, channel: 'C1', ...more });
  const page = (id: string) => `https://muster.example/incidents/${id}`;

  it('at the address of an incident sees its preview, without buttons', async () => {
    const links = [`${page('INC-1')}?from=mail`, page('INC-99'), 'https://elsewhere.example/incidents/INC-1'];
    const answer = await preview(links);
    expect(answer).toMatchObject({ kind: 'previews' });
    if (answer.kind !== 'previews') return;
    expect(Object.keys(answer.previews)).toEqual([`${page('INC-1')}?from=mail`]);
    expect(answer.previews[`${page('INC-1')}?from=mail`]).not.toHaveProperty('elements');
    expect(office.shown).toMatchObject([{ message: { channel: 'C1', id: '9.0' } }]);
  });

  it('at the address of a private incident sees nothing in a channel, whoever wrote it', async () => {
    for (const user of ['U0BEN', 'U0ANA', 'U9'])
      expect(await preview([page('INC-3')], reader(user))).toEqual({ kind: 'nothing' });
    expect(office.shown).toEqual([]);
  });

  it('without a role sees nothing', async () => {
    office.access({ policy: { ...office.config.access.policy, unmapped: 'none' } });
    expect(await preview([page('INC-1')], reader('U9'))).toEqual({ kind: 'nothing' });
    expect(await come({ kind: 'suggest', field: 'incident', query: '', ...reader('U9') })).toEqual({
      kind: 'options',
      options: [],
    });
  });

  it.each([
    ['incident', '', ['INC-2', 'INC-1']],
    ['incident', '#1', ['INC-1']],
    ['incident', 'login', ['INC-2']],
    ['incident', 'hidden', []],
    ['service', 'CHECK', ['checkout']],
    ['team', '', ['payments']],
    ['team', 'x', []],
  ] as const)('for a %s by %j is offered %j', async (field, query, expected) => {
    const answer = await come({ kind: 'suggest', field, query, ...reader('U9') });
    expect(answer.kind === 'options' && answer.options.map(({ value }) => value)).toEqual(expected);
  });

  it('is neither stored nor audited, and does not use up what one may do', async () => {
    const [stored, audited] = [office.memory.deliveryRecords.size, office.memory.auditEntries.length];
    const { limits } = office.config.access;
    office.access({ limits: { ...limits, person: { count: 3, perMs: 60_000 } } });
    for (let n = 0; n < 5; n++)
      await come({ kind: 'suggest', field: 'team', query: String(n), ...reader('U0BEN') });
    await preview([page('INC-3')], reader('U9'));
    expect([office.memory.deliveryRecords.size, office.memory.auditEntries.length]).toEqual([
      stored,
      audited,
    ]);
    expect(said(await come({ kind: 'command', text: 'help', channel: 'C1', ...reader('U0BEN') }))).toContain(
      '/im declare',
    );
  });

  it.each([
    [
      { kind: 'suggest', field: 'incident', query: '' },
      { kind: 'options', options: [] },
    ],
    [{ kind: 'home' }, { kind: 'nothing' }],
  ] as const)('while the store does not answer gets nothing: %j', async (inbound, expected) => {
    office.memory.down.add('everything');
    expect(await come(inbound)).toEqual(expected);
    office.memory.down.clear();
    office.memory.hanging.add('everything');
    expect(await come(inbound)).toEqual(expected);
    expect(office.told).toEqual([]);
  });

  it('is not failed by a platform that does not show it', async () => {
    office.show = () => Promise.reject(new ChatError('outcome_unknown', 'no answer'));
    await come({ kind: 'home' });
    const about = { level: 40, msg: 'what somebody looked at could not be shown' };
    expect(office.log).toContainEqual(expect.objectContaining(about));
  });
});

describe('a channel that is chosen when declaring', () => {
  const declares = (
    announce: string,
    { severity, user }: { severity?: string; user?: { id: string; name: string } } = {},
  ) =>
    come({
      kind: 'submit',
      modal: 'declare',
      context: {},
      values: { title: 'Slow', announce, ...(severity && { severity }) },
      ...(user && { user }),
    });
  const told = () =>
    [...office.temporal.running.values()]
      .at(-1)!
      .input.routing.announce['SEV-2'].map(({ instance, channel }) => `${instance}/${channel}`);

  it('hears of the incident besides those of the configuration', async () => {
    office.channel = (id) => Promise.resolve({ id, name: 'customers' });
    await declares('C0CUST', { severity: 'SEV-2' });
    expect(told()).toContain('main-slack/C0CUST');
    expect(told().length).toBeGreaterThan(1);
  });

  it('is told once that hears of it anyway', async () => {
    await declares('', {});
    const [, name = ''] = told()[0]!.split('/#');
    const before = told();
    office.channel = (id) => Promise.resolve({ id, name });
    await declares('C0INC', {});
    expect(told()).toEqual(before);
  });

  it('is refused at its field when there is none', async () => {
    const message = 'chat.main-slack: there is no channel C0GONE.';
    office.channel = () => Promise.reject(new ChatError('channel_not_found', message));
    expect(await declares('C0GONE')).toEqual({ kind: 'invalid', errors: { announce: message } });
    expect(office.temporal.running.size).toBe(0);
  });

  it('is not looked for by who may not declare', async () => {
    let asked = 0;
    office.channel = (id) => {
      asked += 1;
      return Promise.resolve({ id, name: id });
    };
    const answer = await declares('C0CUST', { user: { id: 'U0EVE', name: 'eve' } });
    expect(answer).toMatchObject({ kind: 'invalid' });
    expect(asked).toBe(0);
  });

  it('is taken as it was chosen while the platform does not say', async () => {
    office.channel = () => Promise.reject(new ChatError('connection_failed', 'no answer'));
    await declares('C0CUST');
    expect(told()).toContain('main-slack/C0CUST');
  });
});

describe('a page that belongs to no channel', () => {
  it('is drawn anew after something was done on it', async () => {
    await office.close();
    office = await Office.open((one) => (one.homesEveryMs = 1));
    await office.command('declare Checkout is down');
    await come({ kind: 'home' });
    await come({ kind: 'press', action: 'ack INC-1', deliveryId: 'P1' });
    await eventually('a page drawn anew', () => office.shown.length > 1);
    const [before, after] = office.shown.map(({ look }) => JSON.stringify(look));
    expect(before).toContain('You respond to none');
    expect(after).toContain('Resolve INC-1');
    expect(office.shown.map(({ user }) => user)).toEqual(['U0ANA', 'U0ANA']);
  });

  it('is answered directly', async () => {
    await office.command('declare Checkout is down');
    await come({ kind: 'press', action: 'ack INC-1', deliveryId: 'P1' });
    expect(office.laterReplies.at(-1)).toMatchObject({ to: { user: 'U0ANA' } });
    expect(office.laterReplies.at(-1)).not.toHaveProperty('privatelyTo');
    office.temporal.outage = 'no worker';
    await come({ kind: 'press', action: 'mitigate INC-1' });
    expect(office.temporal.signals).toMatchObject([
      { name: 'mitigate', argument: { confirmTo: { instance: 'main-slack', user: 'U0ANA' } } },
    ]);
  });
});

describe('a status update', () => {
  it('is posted by a command or a form, without secrets', async () => {
    await office.command('declare Checkout is down');
    await office.command(`update 1 the key is ${LEAK}`);
    await come({ kind: 'press', action: 'open:update INC-1', trigger: 'T2', channel: 'C1' });
    const { context } = office.modals[0]!.modal;
    await come({ kind: 'submit', modal: 'update', context, values: { text: 'a fix is being rolled out' } });
    const events = office.memory.events.get('default:INC-1')!;
    const updates = events.filter(({ type }) => type === 'update_posted');
    expect(updates).toMatchObject([{ by: { id: 'ana' } }, { text: 'a fix is being rolled out' }]);
    expect(JSON.stringify(updates)).not.toContain(LEAK);
  });
});
