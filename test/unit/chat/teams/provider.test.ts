import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { note } from '../../../../src/chat/message.ts';
import { teams } from '../../../../src/chat/teams/platform.ts';
import { refusal } from '../../../contract/expectations.ts';
import { message } from '../../../fakes/teams/deliveries.ts';
import { startFakeTeams } from '../../../fakes/teams/fake.ts';
import { CONTEXT, startBot, type BotUnderTest } from '../../../fakes/teams/harness.ts';
import { FakeMemory } from '../../../fakes/teams/memory.ts';

const hello = note(['hello'], 'hello');

describe('Microsoft Teams as a bot', () => {
  let bot: BotUnderTest;
  const start = async (more: Record<string, unknown> = {}) => {
    bot = await startBot(more);
    return bot;
  };
  beforeEach(() => start());
  afterEach(() => bot.fake.close());
  const paths = () =>
    bot.fake.requests.map(({ method, path }) => `${method} ${path.replace(/19[^/]*|a%3A[^/]*/g, '…')}`);

  it('writes to a person from whom nothing has come, and keeps the chat for the next time', async () => {
    await bot.provider.send({ user: bot.ben.id }, hello, { key: '1' });
    await bot.provider.send({ user: bot.ben.id }, hello, { key: '2' });
    expect(bot.fake.directMessages(bot.ben.id)).toHaveLength(2);
    expect(paths().filter((path) => path === 'POST /teams/v3/conversations')).toHaveLength(1);
  });

  it('begins another chat when the one that it knows is gone', async () => {
    await bot.provider.send({ user: bot.ben.id }, hello, { key: '1' });
    bot.fake.organisation.chats.clear();
    bot.fake.organisation.messages.length = 0;
    await bot.provider.send({ user: bot.ben.id }, hello, { key: '2' });
    expect(bot.fake.directMessages(bot.ben.id)).toHaveLength(1);
  });

  it('says that somebody blocks the app', async () => {
    bot.ben.blocked = true;
    const error = await refusal(
      bot.provider.send({ user: bot.ben.id }, hello, { key: '1' }),
      'permission_denied',
    );
    expect(error.message).toContain('MessageWritesBlocked');
  });

  it('answers in the chat or thread in which it was spoken to', async () => {
    const channel = bot.fake.addChannel('incidents', bot.team);
    const root = await bot.provider.send({ channel: '#Incidents' }, hello, { key: '1' });
    const reply = await bot.provider.send({ channel: channel.id }, hello, { key: '2', thread: root });
    expect(reply.channel).toBe(`${channel.id};messageid=${root.id}`);
    await bot.provider.update(reply, note(['changed'], 'changed'));
    const again = await bot.provider.send({ channel: channel.id }, hello, { key: '3', thread: reply });
    expect(bot.fake.seen(channel.id).map(({ thread }) => thread)).toEqual([undefined, root.id, root.id]);
    expect(bot.fake.seen(channel.id)[1]?.text).toBe('changed');
    await bot.provider.delete(again);
    const { channel: chat } = (await bot.receive(
      message(bot.fake.organisation, bot.fake.serviceUrl, bot.ana, {}, 'hi'),
    )) as { channel: string };
    await bot.provider.send({ channel: chat }, hello, { key: '4' });
    expect(bot.fake.directMessages(bot.ana.id)).toHaveLength(1);
  });

  it('looks in the named team alone, by its group or its General channel', async () => {
    await bot.fake.close();
    await start({ teamId: '00000000-1111-2222-3333-444444444444' });
    bot.fake.addChannel('incidents', bot.team);
    const error = await refusal(
      bot.provider.send({ channel: 'incidents' }, hello, { key: '1' }),
      'channel_not_found',
    );
    expect(error.message).toContain('teamId');
  });

  it('finds a channel of the same name again that was made anew', async () => {
    const first = bot.fake.addChannel('incidents', bot.team);
    await bot.provider.send({ channel: 'incidents' }, hello, { key: '1' });
    bot.fake.organisation.channels.delete(first.id);
    const second = bot.fake.addChannel('incidents', bot.team);
    await refusal(bot.provider.send({ channel: 'incidents' }, hello, { key: '2' }), 'channel_not_found');
    expect((await bot.provider.send({ channel: 'incidents' }, hello, { key: '2' })).channel).toBe(second.id);
  });

  it.each([
    ['precondition', 'connection_failed'],
    ['gateway', 'outcome_unknown'],
    ['garbage', 'outcome_unknown'],
    ['hang', 'outcome_unknown'],
    ['rate limited without wait', 'rate_limited'],
  ] as const)('meets %s with %s', async (fault, code) => {
    await bot.fake.close();
    await start({ timeoutMs: 400 });
    const { id } = bot.fake.addChannel('incidents', bot.team);
    bot.fake.failNext('connector', fault);
    await refusal(bot.provider.send({ channel: id }, hello, { key: '1' }), code);
  });

  it('sends nothing when no token can be had, and says which setting is wrong', async () => {
    const { id } = bot.fake.addChannel('incidents', bot.team);
    bot.fake.failNext('login', 'hang');
    await refusal(bot.provider.send({ channel: id }, hello, { key: '1' }), 'connection_failed');
    bot.fake.revokeToken();
    const error = await refusal(
      bot.provider.send({ channel: id }, hello, { key: '1' }),
      'authentication_failed',
    );
    expect(error.message).toMatch(/AADSTS7000215.*appPassword/);
    bot.fake.recover();
    await bot.provider.send({ channel: id }, hello, { key: '1' });
    expect(bot.fake.seen(id)).toHaveLength(1);
  });

  it('asks for a new token when Microsoft refuses the one it has', async () => {
    const { id } = bot.fake.addChannel('incidents', bot.team);
    await bot.provider.send({ channel: id }, hello, { key: '1' });
    bot.fake.failNext('connector', { status: 401, code: 'Unauthorized' });
    await refusal(bot.provider.send({ channel: id }, hello, { key: '2' }), 'authentication_failed');
    await bot.provider.send({ channel: id }, hello, { key: '2' });
    expect(paths().filter((path) => path.includes('/oauth2/'))).toHaveLength(2);
  });

  it('tells guests from members, and trusts no address of theirs', async () => {
    bot.ben.role = 'guest';
    expect(await bot.provider.findUser(bot.ben.id)).toEqual({ id: bot.ben.id, name: 'ben', outsider: true });
    expect(await bot.provider.findUserByEmail(bot.ben.email)).toMatchObject({ outsider: true });
  });

  it('says without Graph what is missing for what it cannot do', async () => {
    for (const call of [
      bot.provider.createChannel({ name: 'x', private: false, topic: '' }),
      bot.provider.archive('x'),
      bot.provider.read({ channel: 'x', id: '1' }),
    ])
      expect((await refusal(call, 'operation_not_supported')).message).toContain('chat.main-teams.graph');
  });

  it('wants an owner for private channels', async () => {
    await bot.fake.close();
    await start({ graph: true });
    const wanted = { name: 'x', private: true, topic: '' };
    const error = await refusal(bot.provider.createChannel(wanted), 'operation_not_supported');
    expect(error.message).toContain('channelOwner');
  });

  it('sends its token nowhere that a request without a right token named', async () => {
    const other = await startFakeTeams();
    const activity = message(bot.fake.organisation, other.serviceUrl, bot.ana, {}, 'hi');
    await refusal(bot.receive(activity), 'invalid_webhook');
    await bot.provider.send({ user: bot.ana.id }, hello, { key: '1' });
    expect(other.requests).toEqual([]);
    await other.close();
  });

  it('says that the store is away when what it remembers cannot be read', async () => {
    const memory = new FakeMemory();
    memory.get = () => Promise.reject(new Error('ECONNREFUSED'));
    const provider = teams.createProvider(teams.settings.parse(bot.fake.settings), CONTEXT, {
      memory: () => memory,
      now: Date.now,
    });
    const error = await refusal(
      provider.send({ user: bot.ana.id }, hello, { key: '1' }),
      'connection_failed',
    );
    expect(error.message).toContain('MONGODB_URI');
  });

  it('draws on the limits of the conversation and of the bot', async () => {
    const sending = async (channel: string) => bot.provider.lanes('send', { channel });
    expect(await sending('19:x@thread.tacv2;messageid=1')).toEqual(await sending('19:x@thread.tacv2'));
    expect(await bot.provider.lanes('send', { user: 'u' })).toHaveLength(3);
    expect(await bot.provider.lanes('archive', { channel: 'x' })).toEqual([]);
  });
});

describe('Microsoft Teams by webhooks', () => {
  it('posts a card to the workflow and refuses all else', async () => {
    const fake = await startFakeTeams();
    const settings = teams.settings.parse({
      mode: 'webhooks',
      workflowUrl: `${fake.origin}/workflow?sig=s3cret`,
    });
    const provider = teams.createProvider(settings, CONTEXT, {
      memory: () => new FakeMemory(),
      now: Date.now,
    });
    expect([...provider.capabilities.operations]).toEqual(['send', 'notification']);
    const ref = await provider.send({ channel: '#incidents' }, hello, { key: '1' });
    expect(fake.workflowPosts).toMatchObject([
      {
        type: 'message',
        attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null }],
      },
    ]);
    for (const call of [
      provider.update(ref, hello),
      provider.delete(ref),
      provider.find({ channel: 'x' }, '1', 0),
      provider.send({ user: 'x' }, hello, { key: '2' }),
      provider.sendPrivately('x', 'y', hello, { key: '2' }),
      provider.findUser('x'),
      provider.createChannel({ name: 'x', private: false, topic: '' }),
    ])
      await refusal(call, 'operation_not_supported');
    fake.failNext('workflow', { status: 404, code: 'WorkflowNotFound' });
    const gone = await refusal(provider.send({ channel: 'x' }, hello, { key: '3' }), 'channel_not_found');
    expect(gone.message).toContain('workflowUrl');
    expect(gone.message).not.toContain('s3cret');
    fake.failNext('workflow', 'rate limited');
    await refusal(provider.send({ channel: 'x' }, hello, { key: '3' }), 'rate_limited');
    await fake.close();
  });

  it('knows that nothing was posted where nobody listens', async () => {
    const fake = await startFakeTeams();
    const workflowUrl = `${fake.origin}/workflow`;
    await fake.close();
    const settings = teams.settings.parse({ mode: 'webhooks', workflowUrl });
    const provider = teams.createProvider(settings, CONTEXT, {
      memory: () => new FakeMemory(),
      now: Date.now,
    });
    await refusal(provider.send({ channel: 'x' }, hello, { key: '3' }), 'connection_failed');
  });

  it('says which setting is missing where it can only be asked', async () => {
    const settings = teams.settings.parse({
      mode: 'webhooks',
      outgoingSecret: 'c2VjcmV0IHNlY3JldCBzZWNyZXQ=',
    });
    const provider = teams.createProvider(settings, CONTEXT, {
      memory: () => new FakeMemory(),
      now: Date.now,
    });
    const error = await refusal(
      provider.send({ channel: 'x' }, hello, { key: '1' }),
      'operation_not_supported',
    );
    expect(error.message).toContain('workflowUrl');
  });
});
