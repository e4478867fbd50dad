import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { note } from '../../../../src/chat/message.ts';
import { SlackProvider } from '../../../../src/chat/slack/provider.ts';
import { slackSettings } from '../../../../src/chat/slack/settings.ts';
import { card, refusal } from '../../../contract/expectations.ts';
import { BOT_TOKEN, startFakeSlack, type FakeSlack } from '../../../fakes/slack/fake.ts';
import { context } from './fixture.ts';

const hello = note(['hello'], 'hello');
let fake: FakeSlack;
let slack: SlackProvider;

beforeEach(async () => {
  fake = await startFakeSlack();
  slack = new SlackProvider(
    slackSettings.parse({ botToken: BOT_TOKEN, signingSecret: 's', apiUrl: fake.url }),
    context,
  );
});
afterEach(() => fake.close());

function methods(): string[] {
  return fake.calls.map((call) => call.method);
}

describe('what Slack refuses to draw', () => {
  it.each(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'invalid_attachments'])(
    'is sent once more plainly after %s',
    async (error) => {
      const { id } = fake.addChannel('incidents');
      fake.failNext('chat.postMessage', { error });
      await slack.send({ channel: id }, card('<!channel> *down*'), { key: 'k' });
      expect(methods()).toEqual(['chat.postMessage', 'chat.postMessage']);
      expect(fake.calls[1]?.args).toMatchObject({
        blocks: [],
        attachments: [{ color: '#d7263d', mrkdwn_in: [] }],
        metadata: { event_payload: { key: 'k' } },
      });
      const [seen] = fake.seen('incidents');
      for (const words of ['<!channel> *down*', 'all regions', 'Severity: SEV-1', 'checkout.latency'])
        expect(seen?.text).toContain(words);
      expect(seen?.pings).toEqual([]);
    },
  );

  it('is changed plainly too, and told privately', async () => {
    const { id } = fake.addChannel('incidents');
    const ref = await slack.send({ channel: id }, hello, { key: 'k' });
    fake.failNext('chat.update', { error: 'invalid_blocks' });
    await slack.update(ref, card('checkout is down'));
    expect(fake.seen('incidents')[0]?.text).toContain('checkout is down');
    const ana = fake.addUser('ana');
    fake.workspace.channels.get(id)?.members.add(ana.id);
    fake.failNext('chat.postEphemeral', { error: 'invalid_blocks' });
    await slack.sendPrivately(id, ana.id, hello, { key: 'p' });
    expect(fake.whispers(ana.id, id)).toHaveLength(1);
  });

  it('stays refused when it is refused again, and other refusals are not tried anew', async () => {
    const { id } = fake.addChannel('incidents');
    fake.failNext('chat.postMessage', { error: 'invalid_blocks' }, 2);
    await refusal(slack.send({ channel: id }, hello, { key: 'k' }), 'message_rejected');
    fake.failNext('chat.postMessage', { error: 'no_text' });
    await refusal(slack.send({ channel: id }, hello, { key: 'k' }), 'message_rejected');
    expect(methods()).toHaveLength(3);
  });
});

describe('reading from Slack', () => {
  it('does without the address that Slack does not give', async () => {
    const channel = fake.addChannel('incidents');
    const { ts } = fake.says(fake.addUser('ana'), channel.id, 'it is DNS');
    fake.failNext('chat.getPermalink', 'server error');
    const read = await slack.read({ channel: channel.id, id: ts });
    expect(read).toMatchObject({ text: 'it is DNS' });
    expect(read).not.toHaveProperty('link');
  });

  it('says when the bot may not read there', async () => {
    const channel = fake.addChannel('secret', { isPrivate: true, members: [] });
    const { ts } = fake.says(fake.addUser('ana'), channel.id, 'it is DNS');
    await refusal(slack.read({ channel: channel.id, id: ts }), 'channel_not_found');
    fake.failNext('conversations.replies', { error: 'missing_scope', needed: 'channels:history' });
    await refusal(slack.read({ channel: channel.id, id: ts }), 'permission_denied');
  });
});

describe('the home page', () => {
  it('is as long as Slack takes, with its buttons', async () => {
    const ana = fake.addUser('ana');
    const sections = Array.from({ length: 300 }, (_, n) => ({ text: [`section ${n}`] }));
    await slack.showHome(ana.id, { ...card('x'), sections });
    expect(fake.workspace.homes.get(ana.id)?.blocks).toHaveLength(100);
    expect(fake.home(ana.id)?.buttons).toEqual(['Acknowledge', 'Resolve']);
    expect(fake.home(ana.id)?.text).toContain('more parts are not shown');
  });

  it('has to be switched on in the app', async () => {
    fake.workspace.homeTab = false;
    const refused = await refusal(slack.showHome(fake.addUser('ana').id, hello), 'permission_denied');
    expect(refused.message).toContain('Home tab');
  });
});

describe('previews', () => {
  it('say what to do where Slack does not know the domain', async () => {
    fake.failNext('chat.unfurl', { error: 'cannot_unfurl_url' });
    const at = { channel: 'C0000000001', id: '1.1' };
    const refused = await refusal(
      slack.showPreviews(at, { 'https://m.example': hello }),
      'permission_denied',
    );
    expect(refused.message).toContain('server.baseUrl');
  });
});

describe('sending to Slack', () => {
  it('asks Slack to look for neither names nor links, and puts the key into the metadata', async () => {
    const { id } = fake.addChannel('incidents');
    await slack.send({ channel: id }, card('x'), { key: 'INC-7/declared/main-slack' });
    expect(fake.calls[0]?.args).toMatchObject({
      link_names: false,
      unfurl_links: false,
      parse: 'none',
      metadata: { event_type: 'muster_notification', event_payload: { key: 'INC-7/declared/main-slack' } },
    });
  });

  it('joins a public channel where it must, and says why it cannot join a private one', async () => {
    const open = fake.addChannel('open', { members: [] });
    await slack.send({ channel: open.id }, hello, { key: 'k' });
    expect(methods()).toEqual(['chat.postMessage', 'conversations.join', 'chat.postMessage']);
    expect(fake.seen('open')).toHaveLength(1);

    const left = fake.addChannel('left', { members: [] });
    fake.failNext('conversations.join', { error: 'method_not_supported_for_channel_type' });
    const refused = await refusal(slack.send({ channel: left.id }, hello, { key: 'k' }), 'permission_denied');
    expect(refused.message).toContain('invite the bot');
    fake.failNext('conversations.join', 'rate limited');
    await refusal(slack.send({ channel: left.id }, hello, { key: 'k' }), 'rate_limited');
  });

  it('shows a reply in the channel too when it is asked to', async () => {
    const { id } = fake.addChannel('incidents');
    const thread = await slack.send({ channel: id }, hello, { key: 'root' });
    await slack.send({ channel: id }, hello, { key: 'a', thread });
    await slack.send({ channel: id }, hello, { key: 'b', thread, alsoInChannel: true });
    expect(fake.messages(id).map((one) => one.broadcast)).toEqual([false, false, true]);
  });

  it('lists the channels once for a name, and again after the channel was replaced', async () => {
    const old = fake.addChannel('incidents');
    await slack.send({ channel: '#incidents' }, hello, { key: 'a' });
    await slack.send({ channel: '#incidents' }, hello, { key: 'b' });
    expect(methods().filter((method) => method === 'conversations.list')).toHaveLength(1);
    fake.removeChannel(old.id);
    const made = fake.addChannel('incidents');
    await refusal(slack.send({ channel: '#incidents' }, hello, { key: 'c' }), 'channel_not_found');
    expect(await slack.send({ channel: '#incidents' }, hello, { key: 'c' })).toMatchObject({
      channel: made.id,
    });
  });

  it('finds a message beyond the first page, and none that was sent before', async () => {
    const { id } = fake.addChannel('incidents');
    const first = await slack.send({ channel: id }, hello, { key: 'first' });
    for (let n = 0; n < 8; n += 1) await slack.send({ channel: id }, hello, { key: `k${n}` });
    expect(await slack.find({ channel: id }, 'first', Date.now() - 1000)).toEqual(first);
    expect(methods().filter((method) => method === 'conversations.history')).toHaveLength(3);
    expect(await slack.find({ channel: id }, 'first', Date.now() + 3_600_000)).toBeUndefined();
  });

  it("does not take another app's metadata, or none, for its own", async () => {
    const { id } = fake.addChannel('incidents');
    await slack.send({ channel: id }, hello, { key: 'k' });
    const [message] = fake.messages(id);
    message!.metadata = { event_type: 'other', event_payload: { key: 'k' } };
    expect(await slack.find({ channel: id }, 'k', 0)).toBeUndefined();
    delete message!.metadata;
    expect(await slack.find({ channel: id }, 'k', 0)).toBeUndefined();
  });

  it('keeps a channel whose topic Slack refuses', async () => {
    fake.failNext('conversations.setTopic', { error: 'restricted_action' });
    const made = await slack.createChannel({ name: 'inc-1', private: false, topic: 't' });
    expect(made).toMatchObject({ name: 'inc-1' });
    expect(made.topic).toBeUndefined();
    expect(await slack.createChannel({ name: 'inc-2', private: false, topic: 't' })).toMatchObject({
      topic: 't',
    });
  });

  it('invites with one request where it can, and lets what may pass be tried again', async () => {
    const { id } = fake.addChannel('incidents');
    const users = ['ana', 'ben', 'zoe'].map((name) => fake.addUser(name).id);
    await slack.invite(id, users);
    expect(methods()).toEqual(['conversations.invite']);
    await slack.invite(id, [...users, fake.workspace.bot.id]);
    fake.failNext('conversations.invite', { error: 'already_in_channel' });
    fake.failNext('conversations.invite', { error: 'user_not_found' });
    fake.failNext('conversations.invite', 'rate limited');
    await refusal(slack.invite(id, users), 'rate_limited');
  });

  it('shows a user by display name, trusts only confirmed addresses, and finds nobody who left', async () => {
    const ana = fake.addUser('ana');
    expect(await slack.findUser(ana.id)).toEqual({
      id: ana.id,
      name: 'ana',
      verifiedEmail: 'ana@muster.example',
    });
    Object.assign(ana, { confirmed: false, tz: 'Europe/Madrid' });
    expect(await slack.findUser(ana.id)).toEqual({ id: ana.id, name: 'ana', timeZone: 'Europe/Madrid' });
    ana.deleted = true;
    await refusal(slack.findUser(ana.id), 'user_not_found');
    await refusal(slack.send({ user: ana.id }, hello, { key: 'k' }), 'user_not_found');
  });

  it('opens one modal for one trigger', async () => {
    const modal = { id: 'm', title: 'T', submit: 'S', inputs: [], context: {} };
    const trigger = fake.workspace.addTrigger();
    await slack.openModal(trigger, modal);
    await refusal(slack.openModal(trigger, modal), 'message_rejected');
  });
});
