import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiscordInbound } from '../../../../src/chat/discord/inbound.ts';
import { commands } from '../../../../src/chat/discord/commands.ts';
import { readEvent } from '../../../../src/chat/discord/events.ts';
import { readInteraction } from '../../../../src/chat/discord/read.ts';
import { ChatError } from '../../../../src/chat/error.ts';
import type { InboundRequest } from '../../../../src/chat/inbound.ts';
import { note } from '../../../../src/chat/message.ts';
import { take } from '../../../fakes/discord/answering.ts';
import {
  pressed,
  reactedEvent,
  submitted,
  typedCommand,
  typing,
  usedOn,
  writtenEvent,
} from '../../../fakes/discord/deliveries.ts';
import { startFakeDiscord, type FakeDiscord } from '../../../fakes/discord/fake.ts';
import type { FakeChannel, FakeUser, Guild, Json } from '../../../fakes/discord/guild.ts';
import { newSigningKey, signDiscordRequest } from '../../../fakes/discord/signing.ts';
import { eventually } from '../../../harness/eventually.ts';
import { context, providerFor, settingsFor } from './fixture.ts';

const NOW = Date.UTC(2026, 2, 1);

let fake: FakeDiscord;
let guild: Guild;
let ana: FakeUser;
let channel: FakeChannel;
beforeEach(async () => {
  fake = await startFakeDiscord();
  ({ guild } = fake);
  ana = guild.addUser('ana', { nick: 'Ana R.' });
  channel = guild.addChannel('incidents');
  guild.commands = commands() as unknown as Json[];
});
afterEach(() => fake.close());

const from = () => ({ user: { id: ana.id, name: 'Ana R.' } });
const command = (word: string, options: Json = {}) =>
  readInteraction(typedCommand(guild, ana, channel, word, options));

describe('a command', () => {
  it('becomes the line that means the same, with its options', () => {
    const delivery = typedCommand(guild, ana, channel, 'declare', {
      title: 'Checkout  returns\n500s --now',
      sev: 'SEV-2',
      service: 'checkout and cart',
      private: true,
    });
    expect(readInteraction(delivery)).toEqual({
      ...from(),
      kind: 'command',
      deliveryId: delivery.id,
      text: 'declare "Checkout returns 500s --now" --sev "SEV-2" --service "checkout and cart" --private',
      channel: channel.id,
      trigger: `${delivery.id}:${String(delivery['token'])}`,
    });
  });

  it.each<[string, Json, string]>([
    ['ack', {}, 'ack'],
    ['ack', { incident: 'INC-42' }, 'ack INC-42'],
    ['resolve', { note: '500 errors are gone' }, 'resolve "500 errors are gone"'],
    ['resolve', { note: 'see "the" fix', incident: '42' }, 'resolve 42 see "the" fix'],
    ['severity', { severity: 'SEV-1', incident: 'INC-42' }, 'severity INC-42 SEV-1'],
    ['list', { mine: true, all: false, status: 'open' }, 'list --status "open" --mine'],
    ['help', { command: 'declare' }, 'help declare'],
    ['assign', {}, 'assign'],
    ['oncall', { words: 'payments' }, 'oncall payments'],
  ])('%s %o is %s', (word, options, text) => {
    expect(command(word, options)).toMatchObject({ kind: 'command', text });
  });

  it('names a chosen user so that they are recognised', () => {
    const ben = guild.addUser('b<e>n|x');
    expect(command('assign', { incident: '42', person: ben.id, role: 'commander' })).toMatchObject({
      text: `assign 42 <@${ben.id}|B e n x> commander`,
    });
  });

  it('by somebody in a direct message says that nothing shows where they belong', () => {
    const direct = guild.direct(ana.id);
    const read = readInteraction(typedCommand(guild, ana, direct, 'list', {}));
    expect(read).toMatchObject({ user: { id: ana.id, outsider: true }, channel: direct.id });
  });

  it('of another version is nothing', () => {
    const delivery = typedCommand(guild, ana, channel, 'ack', {});
    const renamed = { ...delivery, data: { ...(delivery['data'] as Json), name: 'incident' } };
    expect(readInteraction(renamed).kind).toBe('ignored');
  });
});

describe('an option that is typed', () => {
  it.each<[string, string, string]>([
    ['ack', 'incident', 'incident'],
    ['declare', 'service', 'service'],
    ['list', 'team', 'team'],
    ['list', 'before', 'incident'],
  ])('/im %s %s asks for %s', (word, option, field) => {
    const read = readInteraction(typing(guild, ana, channel, word, option, 'che'));
    expect(read).toMatchObject({ ...from(), kind: 'suggest', field, query: 'che', channel: channel.id });
  });
});

describe('a press', () => {
  it('carries its action, its message and the option chosen', () => {
    const options = [{ label: 'SEV-1', value: 'SEV-1' }];
    const row = (component: Json) => ({ type: 1, components: [component] });
    const message = guild.addMessage(channel, {
      author: guild.bot.id,
      components: [
        row({ type: 2, style: 1, label: 'Acknowledge', custom_id: '0:ack INC-7' }),
        row({ type: 3, placeholder: 'Severity', custom_id: '1:severity INC-7', options }),
      ],
    });
    const ref = { channel: channel.id, id: message.id };
    const button = readInteraction(pressed(guild, ana, message, 'Acknowledge'));
    expect(button).toMatchObject({ ...from(), kind: 'press', action: 'ack INC-7', message: ref });
    expect(button).not.toHaveProperty('value');
    const menu = readInteraction(pressed(guild, ana, message, 'Severity', 'SEV-1'));
    expect(menu).toMatchObject({ kind: 'press', action: 'severity INC-7', value: 'SEV-1' });
    message.flags = 64;
    expect(readInteraction(pressed(guild, ana, message, 'Acknowledge'))).not.toHaveProperty('message');
  });

  it("on somebody else's button is nothing", () => {
    const components = [{ type: 1, components: [{ type: 2, label: 'Vote', custom_id: 'vote' }] }];
    const message = guild.addMessage(channel, { author: guild.bot.id, components });
    expect(readInteraction(pressed(guild, ana, message, 'Vote')).kind).toBe('ignored');
  });
});

describe('a form', () => {
  it('brings back its context and values of every kind', async () => {
    const { id, token } = guild.addInteraction(2, ana.id, channel.id);
    await providerFor(fake).openModal(`${id}:${token}`, {
      id: 'declare',
      title: 'Declare',
      submit: 'Declare',
      inputs: [
        { id: 'title', label: 'Title', type: 'text' },
        { id: 'severity', label: 'Severity', type: 'select', options: [{ label: 'One', value: 'SEV-1' }] },
        { id: 'person', label: 'Who', type: 'user' },
        { id: 'private', label: 'Private', type: 'checkbox' },
        { id: 'loud', label: 'Loud', type: 'checkbox', initial: 'true' },
      ],
      context: { channel: channel.id, incident: 'INC-7' },
    });
    const delivery = submitted(guild, ana, guild.modals[0]!, {
      title: 'Down & out',
      severity: 'SEV-1',
      person: ana.id,
      private: 'true',
    });
    expect(readInteraction(delivery)).toEqual({
      ...from(),
      kind: 'submit',
      deliveryId: delivery.id,
      modal: 'declare',
      context: { channel: channel.id, incident: 'INC-7' },
      values: { title: 'Down & out', severity: 'SEV-1', person: ana.id, private: 'true', loud: 'true' },
      channel: channel.id,
    });
  });
});

describe('a command on a message', () => {
  it.each([
    ['Declare an incident', 'declare'],
    ['Add to the timeline', 'timeline'],
  ] as const)('%s', (name, shortcut) => {
    const ben = guild.addUser('ben');
    const attachments = [{ filename: 'log.txt', url: 'https://cdn.example/log.txt' }];
    const content = `<@${ana.id}> it is down <:fire:123456789012345678>`;
    const message = guild.addMessage(channel, { author: ben.id, content, attachments });
    guild.messageContent = false;
    expect(readInteraction(usedOn(guild, ana, name, message))).toMatchObject({
      kind: 'shortcut',
      shortcut,
      channel: channel.id,
      message: {
        ref: { channel: channel.id, id: message.id },
        text: '@Ana it is down :fire:',
        author: { id: ben.id, name: 'Ben' },
        link: `https://discord.com/channels/${guild.id}/${channel.id}/${message.id}`,
        files: [{ name: 'log.txt', link: 'https://cdn.example/log.txt' }],
      },
    });
  });
});

describe('an event of the gateway', () => {
  const listening = () => ({ bot: guild.bot.id, guild: guild.id });
  const wrote = (content: string, user = ana, place = channel) => {
    const message = guild.addMessage(place, { author: user.id, content });
    return readEvent('MESSAGE_CREATE', writtenEvent(guild, user, message), listening());
  };

  it('mentions Muster', () => {
    expect(wrote(`hey <@!${guild.bot.id}> ack 42 for <@!${ana.id}>`)).toMatchObject({
      ...from(),
      kind: 'mention',
      text: `hey ack 42 for <@${ana.id}>`,
      channel: channel.id,
    });
  });

  it('is meant for Muster in a direct message without a mention', () => {
    expect(wrote('list', ana, guild.direct(ana.id))).toMatchObject({
      kind: 'mention',
      text: 'list',
      user: { outsider: true },
    });
  });

  it('asks for what stands behind a ! at the beginning', () => {
    expect(wrote('!google  StackStorm')).toMatchObject({
      ...from(),
      kind: 'mention',
      exclaimed: true,
      text: 'google StackStorm',
      channel: channel.id,
    });
    // What is said to Muster itself is its own to read.
    expect(wrote('!google x', ana, guild.direct(ana.id))).toMatchObject({ text: '!google x' });
    expect(wrote('!google x', ana, guild.direct(ana.id))).not.toHaveProperty('exclaimed');
    expect(wrote('!google x', guild.addUser('robot', { bot: true }))?.kind).toBe('ignored');
    expect(wrote('!!! it burns')?.kind).toBe('ignored');
  });

  it('is nothing when people talk to each other, an app speaks, or it is elsewhere', () => {
    expect(wrote('all is well')?.kind).toBe('ignored');
    expect(wrote(`<@${guild.bot.id}> list`, guild.addUser('robot', { bot: true }))?.kind).toBe('ignored');
    expect(wrote(`<@${guild.bot.id}> list`, guild.bot)?.kind).toBe('ignored');
    const message = guild.addMessage(channel, { author: ana.id, content: `<@${guild.bot.id}> list` });
    const event = { ...writtenEvent(guild, ana, message), guild_id: '900000000000000009' };
    expect(readEvent('MESSAGE_CREATE', event, listening())?.kind).toBe('ignored');
    expect(readEvent('TYPING_START', {}, listening())).toBeUndefined();
  });

  it('is an emoji on a message; the same one again is the same delivery', () => {
    const message = guild.addMessage(channel, { author: ana.id, content: 'x' });
    const event = reactedEvent(guild, ana, message, '📌');
    const read = readEvent('MESSAGE_REACTION_ADD', event, listening());
    expect(read).toEqual({
      ...from(),
      kind: 'reaction',
      deliveryId: `${message.id}:${ana.id}:📌`,
      emoji: '📌',
      message: { channel: channel.id, id: message.id },
      channel: channel.id,
    });
    expect(readEvent('MESSAGE_REACTION_ADD', { ...event, guild_id: '9' }, listening())?.kind).toBe('ignored');
    const own = { ...event, user_id: guild.bot.id };
    expect(readEvent('MESSAGE_REACTION_ADD', own, listening())?.kind).toBe('ignored');
  });
});

describe('the way in by HTTP', () => {
  const adapter = () => new DiscordInbound(settingsFor(fake), context);
  function request(body: string | Uint8Array, key = fake.key): InboundRequest {
    const headers = signDiscordRequest(key, body, NOW);
    return { surface: 'interactions', headers, body: Buffer.from(body), receivedAt: NOW };
  }

  it('answers a ping', () => {
    const ping = request(JSON.stringify({ id: '1', type: 1, application_id: guild.applicationId }));
    adapter().authenticate(ping);
    const inbound = adapter().parse(ping);
    expect(inbound.kind).toBe('challenge');
    expect(adapter().respond(inbound, { kind: 'nothing' }).http).toEqual({
      status: 200,
      contentType: 'application/json',
      body: '{"type":1}',
    });
  });

  it('believes its own application and server only', () => {
    const delivery = typedCommand(guild, ana, channel, 'list', {});
    const check = (change: Json) => () =>
      adapter().authenticate(request(JSON.stringify({ ...delivery, ...change })));
    expect(check({})).not.toThrow();
    expect(check({ guild_id: '900000000000000009' })).toThrow(/this instance is for/);
    expect(check({ application_id: '900000000000000009' })).toThrow(/applicationId/);
    expect(() => adapter().authenticate(request(JSON.stringify(delivery), newSigningKey()))).toThrow(
      /signature does not match/,
    );
  });

  it('answers later by the token of the interaction, also when Discord has not read the deferral yet', async () => {
    const way = adapter();
    const read = (delivery: Json) => way.parse(request(JSON.stringify(delivery)));
    const delivery = typedCommand(guild, ana, channel, 'list', {});
    const inbound = read(delivery);
    const deferral = way.defer(inbound)!;
    const interaction = guild.interactions.get(delivery.id)!;
    const message = note(['three'], 'three');
    const { http } = way.respond(inbound, { kind: 'message', message, visible: 'privately' });
    const followed = deferral.follow(http);
    await eventually('it came too early', () => fake.calls.length === 1);
    expect(fake.guild.whispers).toEqual([]);
    take(guild, interaction, JSON.parse(deferral.http.body) as Json);
    await followed;
    expect(fake.guild.whispers).toMatchObject([{ to: ana.id }]);
    expect(fake.calls).toHaveLength(2);
    fake.failNext('*', 'server error', 9);
    await expect(deferral.follow(http)).rejects.toMatchObject({ code: 'outcome_unknown' });
  });

  it('puts off no suggestions and no ping, and nothing that it did not read itself', () => {
    const way = adapter();
    const suggest = way.parse(
      request(JSON.stringify(typing(guild, ana, channel, 'resolve', 'incident', 'x'))),
    );
    expect(suggest.kind).toBe('suggest');
    expect(way.defer(suggest)).toBeUndefined();
    expect(way.defer(command('list'))).toBeUndefined();
    expect(way.defer(way.parse(request('{"id":"1","type":1}')))).toBeUndefined();
  });

  it('says of any bytes what they are, or refuses them', () => {
    const listening = { bot: guild.bot.id, guild: guild.id };
    const delivery = typedCommand(guild, ana, channel, 'assign', { person: ana.id });
    const orRefuse = (read: () => unknown) => {
      try {
        read();
      } catch (error) {
        expect(error).toBeInstanceOf(ChatError);
        expect(error).toMatchObject({ code: 'invalid_webhook' });
      }
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        orRefuse(() => adapter().parse(request(bytes)));
      }),
    );
    fc.assert(
      fc.property(fc.json(), (text) => {
        orRefuse(() => adapter().parse(request(text)));
      }),
    );
    const path = fc.constantFrom('id', 'type', 'data', 'member', 'token', 'channel_id', 'guild_id', 'user');
    fc.assert(
      fc.property(path, fc.jsonValue(), (field, value) => {
        orRefuse(() => readInteraction({ ...delivery, [field]: value }));
        for (const type of ['MESSAGE_CREATE', 'MESSAGE_REACTION_ADD', 'INTERACTION_CREATE']) {
          orRefuse(() => readEvent(type, { ...delivery, [field]: value }, listening));
        }
      }),
    );
  });
});
