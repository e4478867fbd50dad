import { randomBytes } from 'node:crypto';
import { Installations } from '../../src/chat/slack/installations.ts';
import { Vault } from '../../src/chat/slack/vault.ts';
import { slack } from '../../src/chat/slack/platform.ts';
import { BOT_TOKEN, SIGNING_SECRET, startFakeSlack } from '../fakes/slack/fake.ts';
import { lentTo } from '../fakes/lent.ts';
import type { Fault, ProviderHarness } from './harness.ts';
import { describeProvider } from './provider-contract.ts';

/** @param installed whether the token comes from an installation, and not from the settings. */
async function harness(
  installed: boolean,
): Promise<ProviderHarness & { faults: Record<Fault, () => void | Promise<void>> }> {
  const fake = await startFakeSlack();
  // Enough channels for several pages before the one that is looked for.
  for (let n = 1; n <= 7; n += 1) fake.addChannel(`team-${n}`);
  const ana = fake.addUser('ana');
  const ben = fake.addUser('ben');
  const channel = fake.addChannel('incidents', { members: [fake.workspace.bot.id, ana.id, ben.id] });
  const lent = lentTo();
  const context = { tenant: 'default', instance: 'main-slack' };
  const tokenKey = randomBytes(32).toString('base64');
  if (installed) {
    const vault = new Vault(tokenKey, undefined, 'chat.main-slack.tokenKey');
    const { id: team } = fake.workspace.team;
    await new Installations([team], lent.memory(context), vault, context, lent.now).add({
      workspace: { team, wholeOrganisation: false },
      name: 'Muster',
      botToken: BOT_TOKEN,
      bot: fake.workspace.bot.id,
      scopes: [],
      userTokens: [],
      at: 0,
    });
  }
  const { clientId, clientSecret } = fake.app;
  const app = { clientId, clientSecret, tokenKey, teamId: fake.workspace.team.id };
  const settings = slack.settings.parse({
    ...(installed ? app : { botToken: BOT_TOKEN }),
    signingSecret: SIGNING_SECRET,
    apiUrl: fake.url,
    timeoutMs: 2000,
  });
  const any = (fault: Parameters<typeof fake.failNext>[1]) => () => fake.failNext('*', fault);
  return {
    provider: slack.createProvider(settings, context, lent),
    channel: { id: channel.id, name: channel.name },
    ana: { id: ana.id, name: ana.name, email: ana.email },
    ben: { id: ben.id, name: ben.name, email: ben.email },
    absent: { channel: 'C0000009999', user: 'U0000009999', message: '1500000000.000001' },
    seen: (id) => Promise.resolve(fake.seen(id)),
    seenBy: (user, id) =>
      Promise.resolve(id === undefined ? fake.directMessages(user) : fake.whispers(user, id)),
    channelState: (id) => {
      const found = fake.workspace.channels.get(id);
      if (!found) throw new Error(`there is no channel ${id}`);
      const { members, topic, archived, isPrivate } = found;
      return Promise.resolve({ members: [...members], topic, archived, private: isPrivate });
    },
    trigger: () => Promise.resolve(fake.workspace.addTrigger()),
    expiredTrigger: () => {
      const trigger = fake.workspace.addTrigger();
      fake.workspace.triggers.delete(trigger);
      return Promise.resolve(trigger);
    },
    modals: () =>
      Promise.resolve(
        fake.workspace.views.map(({ view }) => ({
          title: (view['title'] as { text: string }).text,
          submit: (view['submit'] as { text: string }).text,
          context: JSON.parse(view.private_metadata) as Record<string, string>,
        })),
      ),
    say: (id, text, { thread, file } = {}) => {
      const message = fake.says(ana, id, text, {
        ...(thread !== undefined && { threadTs: thread }),
        ...(file && { files: [{ name: file.name, permalink: file.link }] }),
      });
      return Promise.resolve({ channel: id, id: message.ts });
    },
    home: (user) => Promise.resolve(fake.home(user)),
    previews: ({ channel: id, id: ts }) => Promise.resolve(fake.previews(id, ts)),
    bookmarks: (id) => Promise.resolve(fake.workspace.channels.get(id)?.bookmarks ?? []),
    faults: {
      'rate limited': any('rate limited'),
      'reset before': any('reset'),
      'reset after': any('reset after'),
      'server error': any('server error'),
      'hang before': any('hang'),
      'hang after': any('hang after'),
      unreachable: () => fake.close(),
      'token revoked': () => fake.revokeToken(),
      'right missing': any({ error: 'missing_scope', needed: 'chat:write' }),
    },
    close: () => fake.close(),
  };
}

describeProvider('slack', () => harness(false));
describeProvider('slack, installed by a browser', () => harness(true));
