import { discord } from '../../src/chat/discord/platform.ts';
import { BOT_TOKEN, startFakeDiscord } from '../fakes/discord/fake.ts';
import { SEND } from '../fakes/discord/guild.ts';
import { readMarkdown } from '../fakes/discord/markdown.ts';
import type { Fault, ProviderHarness } from './harness.ts';
import { describeProvider } from './provider-contract.ts';

async function harness(): Promise<ProviderHarness & { faults: Record<Fault, () => void | Promise<void>> }> {
  const fake = await startFakeDiscord();
  const { guild } = fake;
  const ana = guild.addUser('ana');
  const ben = guild.addUser('ben', { nick: 'Ben from payments' });
  const channel = guild.addChannel('incidents');
  const settings = discord.settings.parse({
    botToken: BOT_TOKEN,
    applicationId: guild.applicationId,
    guildId: guild.id,
    publicKey: fake.key.publicKey,
    apiUrl: fake.url,
    timeoutMs: 2000,
  });
  const any = (fault: Parameters<typeof fake.failNext>[1]) => () => fake.failNext('*', fault);
  return {
    provider: discord.createProvider(settings, { tenant: 'default', instance: 'main-discord' }, undefined),
    channel: { id: channel.id, name: channel.name },
    ana: { id: ana.id, name: ana.global_name },
    ben: { id: ben.id, name: 'Ben from payments' },
    absent: { channel: '900000000000000001', user: '900000000000000002', message: '900000000000000003' },
    seen: (id) => Promise.resolve(fake.seen(id)),
    seenBy: (user) => Promise.resolve(fake.directMessages(user)),
    channelState: (id) => {
      const found = fake.channel(id);
      const members = found.overwrites.filter(({ type }) => type === 1).map((one) => one.id);
      const archived = [guild.id, guild.bot.id].every((one) => guild.denies(found, one, SEND));
      const topic = readMarkdown(found.topic).text;
      return Promise.resolve({ members, topic, archived, private: guild.isPrivate(found) });
    },
    trigger: () => {
      const { id, token } = guild.addInteraction(2, ana.id, channel.id);
      return Promise.resolve(`${id}:${token}`);
    },
    expiredTrigger: () => {
      const { id, token } = guild.addInteraction(2, ana.id, channel.id);
      guild.now = () => Date.now() + 4_000;
      return Promise.resolve(`${id}:${token}`);
    },
    modals: () =>
      Promise.resolve(
        guild.modals.map(({ data }) => {
          const context = Object.fromEntries(new URLSearchParams(data.custom_id.split('?')[1]));
          // Discord's forms have no wording of their own for the button that sends them.
          return { title: data.title, submit: 'Declare', context };
        }),
      ),
    say: (id, content, { thread, file } = {}) => {
      if (thread !== undefined && !guild.channels.has(thread)) {
        guild.addChannel('thread', { id: thread, type: 11, parent: id });
      }
      const attachments = file ? [{ filename: file.name, url: file.link }] : [];
      const place = fake.channel(thread ?? id);
      const message = guild.addMessage(place, { author: ana.id, content, attachments });
      return Promise.resolve({ channel: place.id, id: message.id });
    },
    faults: {
      'rate limited': any('rate limited'),
      'reset before': any('reset'),
      'reset after': any('reset after'),
      'server error': any('server error'),
      'hang before': any('hang'),
      'hang after': any('hang after'),
      unreachable: () => fake.close(),
      'token revoked': () => {
        fake.api.revoked = true;
      },
      'right missing': any({ status: 403, code: 50013, message: 'Missing Permissions' }),
    },
    close: () => fake.close(),
  };
}

describeProvider('discord', harness);
