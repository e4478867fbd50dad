import { commands } from '../../../src/chat/discord/commands.ts';
import { discord } from '../../../src/chat/discord/platform.ts';
import { BOT_TOKEN, startFakeDiscord } from '../../fakes/discord/fake.ts';
import type { Json } from '../../fakes/discord/guild.ts';
import { newSigningKey, signDiscordRequest } from '../../fakes/discord/signing.ts';
import { lentTo } from '../../fakes/lent.ts';
import type { Recorded } from './tap.ts';
import { buttonCard, withHeaders, withJson, type MakeWayIn } from './way-in.ts';

const ELSEWHERE = '900000000000000009';

export const discordWayIn: MakeWayIn = async ({ office, tap }) => {
  const fake = await startFakeDiscord();
  const { guild } = fake;
  const ana = guild.addUser('ana');
  const { id: channel } = guild.addChannel('incidents');
  guild.commands = commands() as unknown as Json[];
  const put = (instance: string, more: object = {}, tenant = 'default') => {
    const settings = discord.settings.parse({
      botToken: BOT_TOKEN,
      applicationId: guild.applicationId,
      guildId: guild.id,
      publicKey: fake.key.publicKey,
      mode: 'http',
      apiUrl: fake.url,
      ...more,
    });
    const context = { tenant, instance };
    office.adapt(instance, discord.createInbound(settings, context, lentTo()));
    return discord.createProvider(settings, context, lentTo());
  };
  const provider = put('discord');
  put('second', { publicKey: newSigningKey().publicKey });
  put('shared', { guildId: ELSEWHERE });
  put('acme', { publicKey: newSigningKey().publicKey }, 'acme');
  fake.installApp(`${tap.base}/chat/discord`);
  const sign = (request: Recorded, key = fake.key): Recorded =>
    withHeaders(request, signDiscordRequest(key, request.body, Date.now()));
  const changed = (request: Recorded, change: Json): Recorded =>
    sign(withJson(request, (payload) => ({ ...payload, ...change })));
  let number = 0;
  const press = async (label: string, components: Json[]) => {
    const message = guild.addMessage(fake.channel('incidents'), { author: guild.bot.id, components });
    const { status, json } = await fake.presses(ana, { channel, id: message.id }, label);
    return { status, body: JSON.stringify(json) };
  };
  const row = (custom_id: string): Json => ({
    type: 1,
    components: [{ type: 2, style: 1, label: 'Odd', custom_id }],
  });
  return {
    async declares(title) {
      const { status, json } = await fake.types(ana, 'incidents', 'declare', { title });
      return { status, body: JSON.stringify(json) };
    },
    async types(word, incident) {
      const { status, json } = await fake.types(ana, 'incidents', word, { incident });
      return { status, body: JSON.stringify(json) };
    },
    async presses(action) {
      number += 1;
      const card = buttonCard(`Button ${number}`, action);
      const ref = await provider.send({ channel }, card, { key: `card-${number}` });
      const { status, json } = await fake.presses(ana, ref, `Button ${number}`);
      return { status, body: JSON.stringify(json) };
    },
    async submits(values) {
      const { status, json } = await fake.submits(ana, values);
      return { status, body: JSON.stringify(json) };
    },
    forgeries: [
      { what: 'signed with another key', of: 'command', make: (one) => sign(one, newSigningKey()) },
      {
        what: 'not signed',
        of: 'press',
        make: (one) =>
          withHeaders(one, { 'x-signature-ed25519': undefined, 'x-signature-timestamp': undefined }),
      },
      {
        what: 'changed after it was signed',
        of: 'form',
        make: (one) => withJson(one, (payload) => ({ ...payload, locale: 'de' })),
      },
      {
        what: 'for another application',
        of: 'command',
        make: (one) => changed(one, { application_id: ELSEWHERE }),
      },
      {
        what: 'from another server that has the application',
        of: 'press',
        make: (one) => changed(one, { guild_id: ELSEWHERE }),
      },
    ],
    stale: { command: 330_000, press: 330_000, form: 330_000 },
    others: [
      { instance: 'second', of: ['command', 'press', 'form'] },
      { instance: 'shared', of: ['command', 'press', 'form'] },
      { instance: 'acme', of: ['command', 'press', 'form'] },
    ],
    unknown: [
      { what: 'the button of another version', send: () => press('Odd', [row('0:frobnicate INC-1')]) },
      { what: 'the button of another application', send: () => press('Odd', [row('vote')]) },
      {
        what: 'a kind of interaction that Discord adds',
        send: () => tap.send(changed(tap.recorded, { type: 9 })),
      },
    ],
    signed: (body) =>
      sign({ path: '/chat/discord/interactions', headers: { 'content-type': 'application/json' }, body }),
    close: () => fake.close(),
  };
};
