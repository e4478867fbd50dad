import { MattermostProvider } from '../../src/chat/mattermost/provider.ts';
import { mattermostSettings } from '../../src/chat/mattermost/settings.ts';
import type { DialogState } from '../../src/chat/mattermost/dialog.ts';
import { BOT_TOKEN, CALLBACK_SECRET, startFakeMattermost } from '../fakes/mattermost/fake.ts';
import type { Fault, ProviderHarness } from './harness.ts';
import { describeProvider } from './provider-contract.ts';

const absent = (kind: string) => `${kind}${'9'.repeat(26 - kind.length)}`;

async function harness(
  more: object = {},
): Promise<ProviderHarness & { faults: Record<Fault, () => void | Promise<void>> }> {
  const fake = await startFakeMattermost();
  const ana = fake.addUser('ana');
  const ben = fake.addUser('ben');
  const channel = fake.addChannel('incidents', { members: [fake.state.bot.id, ana.id, ben.id] });
  const settings = mattermostSettings.parse({
    url: fake.url,
    botToken: BOT_TOKEN,
    teamName: 'ops',
    callbackSecret: CALLBACK_SECRET,
    timeoutMs: 2000,
    ...more,
  });
  const any = (fault: Parameters<typeof fake.failNext>[1]) => () => fake.failNext('*', fault);
  return {
    provider: new MattermostProvider(
      settings,
      { tenant: 'default', instance: 'main-mattermost' },
      { now: Date.now, address: (_, surface) => `http://muster.example/chat/main-mattermost/${surface}` },
    ),
    channel: { id: channel.id, name: channel.name },
    ana: { id: ana.id, name: ana.username, email: ana.email },
    ben: { id: ben.id, name: ben.username, email: ben.email },
    absent: { channel: absent('chan'), user: absent('user'), message: absent('post') },
    seen: (id) => Promise.resolve(fake.seen(id)),
    seenBy: (user, id) =>
      Promise.resolve(id === undefined ? fake.directMessages(user) : fake.whispers(user, id)),
    channelState: (id) => {
      const found = fake.state.channels.get(id);
      if (!found) throw new Error(`there is no channel ${id}`);
      const { members, header, delete_at, type } = found;
      return Promise.resolve({
        members: [...members],
        topic: header,
        archived: delete_at > 0,
        private: type === 'P',
      });
    },
    trigger: () => Promise.resolve(fake.state.addTrigger(ana.id)),
    expiredTrigger: () => {
      const trigger = fake.state.addTrigger(ana.id);
      fake.state.now = () => Date.now() + 4_000;
      return Promise.resolve(trigger);
    },
    modals: () =>
      Promise.resolve(
        fake.state.dialogs.map(({ dialog }) => ({
          title: String(dialog['title']),
          submit: String(dialog['submit_label']),
          context: JSON.parse((JSON.parse(dialog.state) as DialogState).context) as Record<string, string>,
        })),
      ),
    say: (id, text, { thread = '', file } = {}) => {
      const files = file ? [{ id: fake.state.id('file'), name: file.name }] : [];
      const post = fake.state.addPost(fake.state.channel(id), ana.id, text, {
        root_id: thread,
        metadata: { files },
      });
      return Promise.resolve({ channel: id, id: post.id });
    },
    bookmarks: (id) =>
      Promise.resolve(
        fake.state.channel(id).bookmarks.map(({ display_name: title, link_url: link }) => ({
          title: String(title),
          link: String(link),
        })),
      ),
    faults: {
      'rate limited': any('rate limited'),
      'reset before': any('reset'),
      'reset after': any('reset after'),
      'server error': any('server error'),
      'hang before': any('hang'),
      'hang after': any('hang after'),
      unreachable: () => fake.close(),
      'token revoked': () => fake.revokeToken(),
      'right missing': any({ id: 'api.context.permissions.app_error', status: 403 }),
    },
    close: () => fake.close(),
  };
}

describeProvider('mattermost', harness);
describeProvider('mattermost with ephemeral posts and bookmarks', () =>
  harness({ privateReplies: 'ephemeral', bookmarks: true }),
);
