import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { teams } from '../../../../src/chat/teams/platform.ts';
import { webhookSignature } from '../../../../src/chat/teams/authenticity.ts';
import { ChatError } from '../../../../src/chat/error.ts';
import { refusal } from '../../../contract/expectations.ts';
import { activityFrom, installed, invoke, message } from '../../../fakes/teams/deliveries.ts';
import { CONTEXT, startBot, type BotUnderTest } from '../../../fakes/teams/harness.ts';
import type { Json } from '../../../fakes/teams/json.ts';
import { FakeMemory } from '../../../fakes/teams/memory.ts';

const bytes = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

describe('what people do in Microsoft Teams', () => {
  let bot: BotUnderTest;
  let channel: string;
  beforeEach(async () => {
    bot = await startBot();
    channel = bot.fake.addChannel('incidents', bot.team).id;
  });
  afterEach(() => bot.fake.close());

  const said = (text: string, where = { channel }, others = [] as (typeof bot.ana)[]) =>
    message(bot.fake.organisation, bot.fake.serviceUrl, bot.ana, where, text, others);
  const invoked = (name: string, value: unknown, more: Json = {}) =>
    invoke(bot.fake.organisation, bot.fake.serviceUrl, bot.ana, { channel }, name, value, more);
  const did = (more: Json) =>
    activityFrom(bot.fake.organisation, bot.fake.serviceUrl, bot.ana, { channel }, more);

  it('is a mention, in the thread that it began, without the bot’s name', async () => {
    const activity = said('ack 42 & go');
    expect(await bot.receive(activity)).toMatchObject({
      kind: 'mention',
      deliveryId: `${(activity['conversation'] as { id: string }).id}:${String(activity['id'])}`,
      user: { id: bot.ana.id, name: 'ana', timeZone: 'Europe/London' },
      text: 'ack 42 & go',
      channel,
      thread: { channel, id: activity['id'] },
    });
  });

  it('tells where the person lives, where Teams says it', async () => {
    const activity = said('list');
    expect(await bot.receive({ ...activity, localTimezone: 'Asia/Tokyo' })).toMatchObject({
      user: { timeZone: 'Asia/Tokyo' },
    });
    for (const timezone of [undefined, '', 7]) {
      const entities = (activity['entities'] as Json[]).map((one) =>
        one['type'] === 'clientInfo' ? { ...one, timezone } : one,
      );
      expect(await bot.receive({ ...activity, entities })).not.toHaveProperty('user.timeZone');
    }
  });

  it('names other people by their object id where it is known, else by name', async () => {
    await bot.receive(message(bot.fake.organisation, bot.fake.serviceUrl, bot.ben, { channel }, 'hello'));
    expect(await bot.receive(said('assign 42 <at>ben</at>', { channel }, [bot.ben]))).toMatchObject({
      text: `assign 42 <@${bot.ben.id}>`,
    });
    const zoe = [...bot.fake.organisation.users.values()].find(({ name }) => name === 'zoe')!;
    expect(await bot.receive(said('assign 42 <at>zoe</at>', { channel }, [zoe]))).toMatchObject({
      text: 'assign 42 @zoe',
    });
  });

  it('needs no mention in the chat with the bot, and is a command after /im', async () => {
    const chat = (text: string) => message(bot.fake.organisation, bot.fake.serviceUrl, bot.ana, {}, text);
    expect(await bot.receive(chat('list'))).toMatchObject({ kind: 'mention', text: 'list' });
    expect(await bot.receive(chat('list'))).not.toHaveProperty('thread');
    expect(await bot.receive(chat('/im declare'))).toMatchObject({ kind: 'command', text: 'declare' });
    expect(await bot.receive(said('/im  ack 42'))).toMatchObject({
      kind: 'command',
      text: 'ack 42',
      channel,
    });
  });

  it('asks for what stands behind a ! at the beginning, without a mention', async () => {
    const wrote = (text: string, more: Json = {}) =>
      bot.receive({ ...said(''), text, entities: [], ...more });
    const activity = { ...said(''), text: '!google StackStorm', entities: [] };
    expect(await bot.receive(activity)).toMatchObject({
      kind: 'mention',
      exclaimed: true,
      text: 'google StackStorm',
      channel,
      thread: { channel, id: (activity as Json)['id'] },
    });
    // What comes after a mention is Muster's own to read.
    expect(await bot.receive(said('!google x'))).toMatchObject({ kind: 'mention', text: '!google x' });
    expect(await bot.receive(said('!google x'))).not.toHaveProperty('exclaimed');
    expect(await wrote('!google x', { from: { id: '28:another', name: 'App' } })).toMatchObject({
      kind: 'ignored',
    });
    expect(await wrote('!!! it burns')).toMatchObject({ kind: 'ignored' });
  });

  it('is nothing when nobody speaks to Muster, or an app does', async () => {
    const overheard = { ...said('ack 42'), entities: [] };
    expect(await bot.receive(overheard)).toMatchObject({ kind: 'ignored' });
    const app = { ...said('ack 42'), from: { id: '28:another', name: 'App' } };
    expect(await bot.receive(app)).toMatchObject({ kind: 'ignored' });
    expect(await bot.receive(did({ type: 'conversationUpdate' }))).toMatchObject({ kind: 'ignored' });
    expect(await bot.receive(invoked('signin/verifyState', {}))).toMatchObject({ kind: 'ignored' });
  });

  it('is nothing when another bot is spoken to, in teams whose messages Muster may read', async () => {
    const jira = { type: 'mention', mentioned: { id: '28:jira', name: 'Jira' }, text: '<at>Jira</at>' };
    const overheard = { ...said('ack 42'), text: '<at>Jira</at> close 42', entities: [jira] };
    expect(await bot.receive(overheard)).toMatchObject({ kind: 'ignored' });
    const both = said('ask <at>Jira</at> to close 42');
    const asked = { ...both, entities: [...(both['entities'] as Json[]), jira] };
    expect(await bot.receive(asked)).toMatchObject({ text: 'ask @Jira to close 42' });
  });

  it('is one of its own in each conversation: messages of the same millisecond have the same id', async () => {
    const other = bot.fake.addChannel('payments', bot.team).id;
    const [one, another] = [said('ack 1'), said('ack 2', { channel: other })];
    const ids = await Promise.all(
      [one, { ...another, id: one['id'] }].map(async (activity) => {
        const read = await bot.receive(activity);
        return 'deliveryId' in read ? read.deliveryId : undefined;
      }),
    );
    expect(new Set(ids).size).toBe(2);
  });

  it('keeps its lines, and leaves out what stands for a message that it answers', async () => {
    const long = said('note 42: rolled back\r\n\r\n> close 42\n  and   on');
    expect(await bot.receive(long)).toMatchObject({ text: 'note 42: rolled back\n> close 42\nand on' });
    const reply = { ...long, text: '<quoted messageId="1772050244572"/><at>Muster</at> ack 42' };
    expect(await bot.receive(reply)).toMatchObject({ text: 'ack 42' });
  });

  it('is a press: of a button, of a menu, and by clients that know no Action.Execute', async () => {
    const press = { muster: { action: 'ack INC-7' } };
    const replyToId = '1700000000001';
    const expected = { kind: 'press', action: 'ack INC-7', channel, message: { channel, id: replyToId } };
    expect(
      await bot.receive(
        invoked('adaptiveCard/action', { action: { verb: 'press', data: press } }, { replyToId }),
      ),
    ).toMatchObject(expected);
    expect(await bot.receive(did({ type: 'message', value: press, replyToId }))).toMatchObject(expected);
    const data = { muster: { action: 'severity INC-7', select: 'select-0' }, 'select-0': 'SEV-1' };
    expect(await bot.receive(invoked('adaptiveCard/action', { action: { data } }))).toMatchObject({
      action: 'severity INC-7',
      value: 'SEV-1',
    });
    expect(
      await bot.receive(invoked('adaptiveCard/action', { action: { data: { other: 1 } } })),
    ).toMatchObject({ kind: 'ignored' });
  });

  it('is a message that somebody pointed at', async () => {
    const value = {
      commandId: 'timeline',
      messagePayload: {
        id: '1700000000002',
        body: { contentType: 'html', content: '<div>Disk <b>full</b> &lt;95%&gt;<br>on db-1</div>' },
        from: { user: { id: bot.ben.id.toUpperCase(), displayName: 'Ben' } },
        linkToMessage: 'https://teams.microsoft.com/l/message/2',
        attachments: [{ name: 'df.txt', contentUrl: 'https://files.example/df.txt' }, { name: 'card' }],
      },
    };
    expect(await bot.receive(invoked('composeExtension/fetchTask', value))).toMatchObject({
      kind: 'shortcut',
      shortcut: 'timeline',
      message: {
        ref: { channel, id: '1700000000002' },
        text: 'Disk full <95%>\non db-1',
        author: { id: bot.ben.id, name: 'Ben' },
        link: 'https://teams.microsoft.com/l/message/2',
        files: [{ name: 'df.txt', link: 'https://files.example/df.txt' }],
      },
    });
  });

  it('is an emoji on a message, and an address that is typed', async () => {
    const reaction = (type: string) =>
      did({ type: 'messageReaction', reactionsAdded: [{ type }], replyToId: '17' });
    expect(await bot.receive(reaction('like'))).toMatchObject({
      kind: 'reaction',
      emoji: '👍',
      message: { channel, id: '17' },
    });
    expect(await bot.receive(reaction('1f4cc_pushpin'))).toMatchObject({ emoji: '📌' });
    expect(
      await bot.receive(did({ type: 'messageReaction', reactionsRemoved: [{ type: 'like' }] })),
    ).toMatchObject({ kind: 'ignored' });
    const url = 'https://muster.example.com/incidents/INC-7';
    expect(await bot.receive(invoked('composeExtension/queryLink', { url }))).toMatchObject({
      kind: 'links',
      links: [url],
    });
  });

  it('is an address for people of other companies where Teams says that they may read it', async () => {
    const pasted = invoked('composeExtension/queryLink', { url: 'https://github.com/acme/payments/pull/42' });
    const elsewhere = '00000000-0000-4697-8899-aabbccddeeff';
    const within = (name: string, more: object) => ({ [name]: { ...(pasted[name] as Json), ...more } });
    const { channel: where } = pasted['channelData'] as { channel: Json };
    const inA = (type: string) => within('channelData', { channel: { ...where, type } });
    for (const more of [inA('standard'), inA('private'), {}])
      expect(await bot.receive({ ...pasted, ...more })).not.toHaveProperty('shared');
    for (const more of [
      inA('shared'),
      within('conversation', { tenantId: elsewhere }),
      within('from', { tenantId: elsewhere }),
    ])
      expect(await bot.receive({ ...pasted, ...more })).toMatchObject({ kind: 'links', shared: true });
  });

  it('is of another organisation where Teams says so of the person', async () => {
    const activity = said('list');
    const guest = {
      ...activity,
      from: { ...(activity['from'] as Json), tenantId: '00000000-0000-4697-8899-aabbccddeeff' },
    };
    expect(await bot.receive(guest)).toMatchObject({ user: { outsider: true } });
    expect(await bot.receive(activity)).toMatchObject({ user: { perhapsOutsider: true } });
  });

  it.each([
    ['another tenant', { channelData: { tenant: { id: '00000000-0000-4697-8899-aabbccddeeff' } } }],
    ['no tenant', { channelData: {}, conversation: { id: 'a:1', conversationType: 'personal' } }],
    ['another channel than Teams', { channelId: 'webchat' }],
    ['another service address', { serviceUrl: 'https://evil.example/' }],
    ['no address at all', { serviceUrl: undefined }],
  ])('is refused, and nothing of it is remembered, with %s', async (_, more) => {
    const before = JSON.stringify([...bot.memory.values]);
    await refusal(bot.receive({ ...said('list'), ...more }), 'invalid_webhook');
    expect(JSON.stringify([...bot.memory.values])).toBe(before);
  });

  it('is remembered once: the same again writes nothing', async () => {
    await bot.receive(said('list'));
    const { writes } = bot.memory;
    for (let n = 0; n < 5; n += 1) await bot.receive(said('list'));
    expect(bot.memory.writes).toBe(writes);
  });

  it('forgets a team out of which the app is taken', async () => {
    expect((await bot.memory.list('team/')).size).toBe(1);
    const gone = installed(bot.fake.organisation, bot.fake.serviceUrl, bot.ana, bot.team);
    await bot.receive({ ...gone, membersAdded: [], membersRemoved: [{ id: bot.fake.organisation.bot.id }] });
    expect((await bot.memory.list('team/')).size).toBe(0);
  });

  it('never fails but as a refusal, whatever bytes come with a right token', async () => {
    const authorization = await bot.fake.authorization();
    const real = bytes(said('ack 42'));
    const damaged = fc
      .array(fc.tuple(fc.nat(real.length - 1), fc.nat(255)), { maxLength: 8 })
      .map((changes) => {
        const copy = Uint8Array.from(real);
        for (const [at, value] of changes) copy[at] = value;
        return copy;
      });
    const shaped = fc
      .record(
        {
          type: fc.constantFrom('message', 'invoke', 'messageReaction', 'x'),
          name: fc.string(),
          value: fc.jsonValue(),
          text: fc.string(),
          entities: fc.jsonValue(),
          replyToId: fc.jsonValue(),
        },
        { requiredKeys: ['type'] },
      )
      .map((more) => bytes({ ...said('x'), ...more }));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array(), fc.json().map(bytes), damaged, shaped), async (body) => {
        const request = { surface: 'messages', headers: { authorization }, body, receivedAt: Date.now() };
        try {
          await bot.inbound.authenticate(request);
          expect(bot.inbound.parse(request).kind).toMatch(/^\w+$/);
        } catch (error) {
          expect(error).toBeInstanceOf(ChatError);
          expect((error as ChatError).code).toBe('invalid_webhook');
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('an outgoing webhook', () => {
  const secret = Buffer.from('a security token of thirty-two b').toString('base64');
  const settings = teams.settings.parse({ mode: 'webhooks', outgoingSecret: secret });
  const inbound = teams.createInbound(settings, CONTEXT, { memory: () => new FakeMemory(), now: Date.now });
  const activity = {
    type: 'message',
    id: '17',
    channelId: 'msteams',
    serviceUrl: 'https://smba.example/',
    from: { id: '29:1abc', name: 'Ana', aadObjectId: 'f0e1d2c3-b4a5-4697-8899-aabbccddee01' },
    conversation: { id: '19:x@thread.tacv2;messageid=17' },
    text: '<at>Muster</at> status 42',
  };
  const request = (body: Uint8Array, authorization = webhookSignature(secret, body)) => ({
    surface: 'webhook',
    headers: { authorization },
    body,
    receivedAt: Date.now(),
  });

  it('asks, and is answered in the HTTP answer by a card that has no buttons', () => {
    const asked = request(bytes(activity));
    inbound.authenticate(asked) as undefined;
    const read = inbound.parse(asked);
    expect(read).toMatchObject({ kind: 'mention', text: 'status 42', channel: '19:x@thread.tacv2' });
    const elements = [{ kind: 'button', label: 'Acknowledge', action: { command: 'ack' } }] as const;
    const answer = { summary: 'INC-42 is open', sections: [{ text: ['INC-42 is open'] }], elements };
    const { http, undelivered } = inbound.respond(read, {
      kind: 'message',
      message: answer,
      visible: 'privately',
    });
    expect(undelivered).toBeUndefined();
    expect(JSON.parse(http.body)).toMatchObject({
      type: 'message',
      attachments: [{ content: { type: 'AdaptiveCard' } }],
    });
    expect(http.body).not.toContain('Acknowledge');
    // A question that buttons would answer is not left without any way to answer it.
    expect(http.body).toContain('say it plainly instead');
  });

  it('is called by any name, and is not taken for anybody else who is mentioned', () => {
    const parse = (more: object) => inbound.parse(request(bytes({ ...activity, ...more })));
    const ben = { type: 'mention', mentioned: { id: '29:ben', name: 'Ben' }, text: '<at>Ben</at>' };
    const text = '<at>Incident desk</at> assign 42 <at>Ben</at>';
    expect(parse({ text, entities: [ben] })).toMatchObject({ kind: 'mention', text: 'assign 42 @Ben' });
  });

  it('is refused when it is forged, and has no address without a token', () => {
    const body = bytes(activity);
    const forged = () => inbound.authenticate(request(body, webhookSignature('AAAA', body)));
    expect(forged).toThrow(/outgoingSecret/);
    const none = teams.settings.parse({ mode: 'webhooks', workflowUrl: 'https://example.com/x' });
    expect(
      teams.createInbound(none, CONTEXT, { memory: () => new FakeMemory(), now: Date.now }).surfaces,
    ).toEqual([]);
  });
});
