import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commands } from '../../../../src/chat/discord/commands.ts';
import { DiscordListener } from '../../../../src/chat/discord/gateway.ts';
import { respond } from '../../../../src/chat/discord/respond.ts';
import type { DiscordSettings } from '../../../../src/chat/discord/settings.ts';
import type { Inbound } from '../../../../src/chat/inbound.ts';
import type { Handle, ListenerEvent } from '../../../../src/chat/listener.ts';
import { note } from '../../../../src/chat/message.ts';
import { refusal } from '../../../contract/expectations.ts';
import { typedCommand } from '../../../fakes/discord/deliveries.ts';
import { startFakeDiscord, type FakeDiscord } from '../../../fakes/discord/fake.ts';
import type { FakeUser, Json } from '../../../fakes/discord/guild.ts';
import { eventually } from '../../../harness/eventually.ts';
import { context, settingsFor } from './fixture.ts';

let fake: FakeDiscord;
let ana: FakeUser;
let listener: DiscordListener;
let events: Exclude<ListenerEvent, { kind: 'heard' }>[];
let came: Inbound[];

const answer: Handle = (inbound) => {
  came.push(inbound);
  const message = note(['hello'], 'hello');
  return Promise.resolve(respond(inbound, { kind: 'message', message, visible: 'privately' }).http);
};

function listen(more: Partial<DiscordSettings> = {}, handle = answer): Promise<void> {
  listener = new DiscordListener(settingsFor(fake, { mode: 'gateway', ...more }), context);
  return listener.start(handle, (event) => {
    if (event.kind !== 'heard') events.push(event);
  });
}

const connectedAgain = () =>
  eventually('it is connected again', () => events.some((one) => one.kind === 'connected' && one.again));

beforeEach(async () => {
  fake = await startFakeDiscord();
  ana = fake.guild.addUser('ana');
  fake.guild.addChannel('incidents');
  fake.guild.commands = commands() as unknown as Json[];
  events = [];
  came = [];
});
afterEach(async () => {
  await listener.stop();
  await fake.close();
});

describe('the gateway', () => {
  it('connects, and asks for no more than it needs', async () => {
    await listen();
    expect(listener.status()).toMatchObject({ state: 'connected' });
    expect(events).toMatchObject([{ kind: 'connected', again: false }]);
    const [guilds, messages, reactions, direct, content] = [0, 9, 10, 12, 15].map((bit) => 1 << bit);
    expect(fake.gateway.intents).toBe(guilds! | messages! | reactions! | direct!);
    await listener.stop();
    expect(listener.status().state).toBe('stopped');
    await listen({ messageContent: true });
    expect(fake.gateway.intents & content!).not.toBe(0);
  });

  it('hands over what people do, and answers interactions', async () => {
    await listen();
    const answered = await fake.types(ana, 'incidents', 'ack', { incident: 'INC-7' });
    expect(answered.text).toBe('hello');
    fake.mentions(ana, 'incidents', 'list');
    const message = fake.writes(ana, 'incidents', 'nothing for Muster');
    fake.reacts(ana, message, '📌');
    await eventually('all came', () => came.length === 3);
    expect(came.map(({ kind }) => kind)).toEqual(['command', 'mention', 'reaction']);
    expect(events).toHaveLength(1);
  });

  it('says when what came was not taken, and does not answer', async () => {
    await listen({}, () => Promise.resolve({ status: 503, contentType: 'text/plain', body: '' }));
    const delivery = typedCommand(fake.guild, ana, fake.channel('incidents'), 'ack', {});
    fake.gateway.dispatch('INTERACTION_CREATE', delivery);
    await eventually('it is reported', () => events.length === 2);
    expect(events[1]).toMatchObject({
      kind: 'delivery failed',
      deliveryId: delivery.id,
      envelope: delivery.id,
      error: { code: 'connection_failed' },
    });
    expect(fake.guild.interactions.get(delivery.id)).not.toHaveProperty('answer');
  });

  it('refuses what comes from another server, and what cannot be read, and goes on', async () => {
    await listen();
    const delivery = typedCommand(fake.guild, ana, fake.channel('incidents'), 'ack', {});
    fake.gateway.dispatch('INTERACTION_CREATE', { ...delivery, guild_id: '900000000000000009' });
    for (const nonsense of [null, 7, [], {}, { id: 1 }])
      fake.gateway.dispatch('INTERACTION_CREATE', nonsense);
    await eventually('all are reported', () => events.length === 7);
    expect(events.slice(1).map((one) => 'error' in one && (one.error as { code: string }).code)).toEqual(
      Array.from({ length: 6 }, () => 'invalid_webhook'),
    );
    expect(came).toEqual([]);
    expect((await fake.types(ana, 'incidents', 'list')).text).toBe('hello');
  });

  it('says that an answer came too late', async () => {
    await listen();
    fake.failNext('POST /interactions/:/:/callback', {
      status: 404,
      code: 10062,
      message: 'Unknown interaction',
    });
    fake.gateway.dispatch(
      'INTERACTION_CREATE',
      typedCommand(fake.guild, ana, fake.channel('incidents'), 'ack', {}),
    );
    await eventually('it is reported', () => events.length === 2);
    expect(events[1]).toMatchObject({ kind: 'delivery failed', error: { code: 'message_rejected' } });
  });
});

describe('an answer that takes long', () => {
  let release: (http: Awaited<ReturnType<Handle>>) => void;
  let slow: Promise<Awaited<ReturnType<Handle>>>;

  /** Somebody types, and Muster does not answer before it is deferred. */
  async function deferred() {
    slow = new Promise((resolve) => (release = resolve));
    listener = new DiscordListener(settingsFor(fake, { mode: 'gateway' }), context, 50);
    const handle: Handle = (inbound) => {
      came.push(inbound);
      return slow;
    };
    await listener.start(handle, (event) => {
      if (event.kind !== 'heard') events.push(event);
    });
    const delivery = typedCommand(fake.guild, ana, fake.channel('incidents'), 'ack', {});
    fake.gateway.dispatch('INTERACTION_CREATE', delivery);
    const interaction = fake.guild.interactions.get(delivery.id)!;
    await eventually('it is deferred', () => interaction.answer?.['type'] === 5);
    return interaction;
  }
  const told = (visible: 'privately' | 'to all') =>
    respond(came[0]!, { kind: 'message', message: note(['hello'], 'hello'), visible }).http;
  const shown = ({ content, embeds }: { content: string; embeds: Json[] }) =>
    embeds[0]?.['description'] ?? content;

  it('is deferred within the three seconds, and seen by who asked', async () => {
    const interaction = await deferred();
    expect(interaction.answer).toMatchObject({ data: { flags: 64 } });
    release(told('privately'));
    await eventually('it is answered', () => interaction.followed === 1);
    expect(fake.guild.whispers.map((one) => [one.to, shown(one)])).toEqual([[ana.id, 'hello']]);
    expect(fake.channel('incidents').messages).toEqual([]);
    expect(events).toHaveLength(1);
  });

  it('and is for all is seen by all', async () => {
    const interaction = await deferred();
    release(told('to all'));
    await eventually('it is answered', () => interaction.followed === 2);
    expect(fake.channel('incidents').messages.map(shown)).toEqual(['hello']);
    expect(fake.guild.whispers.map(shown)).toEqual(['Done\\.']);
  });

  it('and would have been a form says to do it once more', async () => {
    const interaction = await deferred();
    const modal = { id: 'declare', title: 'Declare', submit: 'Declare', inputs: [], context: {} };
    release(respond(came[0]!, { kind: 'modal', modal }).http);
    await eventually('it is answered', () => interaction.followed === 1);
    expect(shown(fake.guild.whispers[0]!)).toContain('once more');
    expect(fake.guild.modals).toEqual([]);
  });

  it('leaves nothing that waits when it does not come', async () => {
    const interaction = await deferred();
    release({ status: 503, contentType: 'text/plain', body: '' });
    await eventually('it is reported', () => events.length === 2);
    await eventually('it is withdrawn', () => interaction.withdrawn === true);
    expect(events[1]).toMatchObject({ kind: 'delivery failed', error: { code: 'connection_failed' } });
  });

  it.each(['server error', 'reset after'] as const)('is given all the same after a %s', async (fault) => {
    fake.failNext('POST /interactions/:/:/callback', fault);
    slow = new Promise((resolve) => (release = resolve));
    listener = new DiscordListener(settingsFor(fake, { mode: 'gateway' }), context, 50);
    await listener.start(
      (inbound) => {
        came.push(inbound);
        return slow;
      },
      () => undefined,
    );
    const delivery = typedCommand(fake.guild, ana, fake.channel('incidents'), 'ack', {});
    fake.gateway.dispatch('INTERACTION_CREATE', delivery);
    const tried = () => fake.api.calls.filter(({ endpoint }) => endpoint.endsWith('/callback')).length;
    await eventually('it was tried', () => tried() === 1);
    release(told('privately'));
    await eventually('it is answered', () => fake.guild.whispers.length === 1);
    expect(fake.guild.whispers.map(shown)).toEqual(['hello']);
  });
});

describe('a connection that breaks', () => {
  it.each(['cut', 4000] as const)('(%s) goes on with its session, and nothing is missed', async (how) => {
    await listen();
    fake.gateway.drop(how);
    await eventually('it is seen', () => listener.status().state === 'connecting');
    fake.mentions(ana, 'incidents', 'list');
    await connectedAgain();
    expect(fake.gateway.counts).toMatchObject({ identified: 1, resumed: 1 });
    await eventually('what was said meanwhile came', () => came.length === 1);
    expect(events[1]).toMatchObject({ kind: 'lost', renewed: false });
  });

  it('because Discord wants a new one is no trouble', async () => {
    await listen();
    fake.gateway.drop('renew');
    await connectedAgain();
    expect(events[1]).toMatchObject({ kind: 'lost', renewed: true });
  });

  it('while Discord is away goes on with its session once it is back, and nothing is missed', async () => {
    await listen();
    fake.gateway.away = true;
    fake.gateway.drop('cut');
    await eventually('an attempt has failed', () => events.some(({ kind }) => kind === 'attempt failed'));
    fake.mentions(ana, 'incidents', 'list');
    fake.gateway.away = false;
    await connectedAgain();
    expect(fake.gateway.counts).toMatchObject({ identified: 1, resumed: 1 });
    await eventually('what was said meanwhile came', () => came.length === 1);
  });

  it('begins anew when its session is forgotten', async () => {
    await listen();
    fake.gateway.forget();
    fake.gateway.drop('cut');
    await eventually('it has begun anew', () => fake.gateway.counts.identified === 2);
    await connectedAgain();
    expect((await fake.types(ana, 'incidents', 'list')).text).toBe('hello');
  });

  it('begins anew when Discord says that its session is invalid', async () => {
    await listen();
    fake.gateway.drop('invalid');
    await eventually('it has begun anew', () => fake.gateway.counts.identified === 2);
    await connectedAgain();
    expect(events.filter(({ kind }) => kind === 'lost')).toHaveLength(1);
    expect((await fake.types(ana, 'incidents', 'list')).text).toBe('hello');
  });

  it.each([
    [4004, 'authentication_failed', /botToken/],
    [4014, 'permission_denied', /messageContent/],
  ] as const)(
    'because Discord refuses the bot meanwhile (%s) is tried again slowly',
    async (code, ours, remedy) => {
      await listen();
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        fake.gateway.drop(code);
        await expect.poll(() => events.length, { timeout: 5000 }).toBe(2);
        expect(events[1]).toMatchObject({ kind: 'attempt failed', error: { code: ours }, nextMs: 60_000 });
        expect(listener.status()).toMatchObject({
          state: 'connecting',
          problem: expect.stringMatching(remedy) as string,
        });
        await vi.advanceTimersByTimeAsync(59_999);
        expect(fake.gateway.counts.opened).toBe(1);
        await vi.advanceTimersByTimeAsync(1);
        await expect.poll(() => listener.status().state, { timeout: 5000 }).toBe('connected');
        expect(events.at(-1)).toMatchObject({ kind: 'connected', again: true });
      } finally {
        vi.useRealTimers();
      }
    },
  );

  it('without a sound is noticed: nobody acknowledges heartbeats', async () => {
    fake.gateway.heartbeatMs = 100;
    fake.gateway.acknowledges = false;
    await listen();
    await eventually('it is lost', () => events.some(({ kind }) => kind === 'lost'));
    expect(events[1]).toMatchObject({ kind: 'lost', reason: 'Discord no longer answered heartbeats' });
    fake.gateway.acknowledges = true;
    await connectedAgain();
  });

  it('tells by heartbeats when it was heard from', async () => {
    fake.gateway.heartbeatMs = 50;
    await listen();
    const { heardAt: first = 0 } = listener.status();
    await eventually('it is heard again', () => (listener.status().heardAt ?? 0) > first);
  });
});

describe('an attempt that fails', () => {
  it('because the token is refused is the last one', async () => {
    fake.api.revoked = true;
    await refusal(listen(), 'authentication_failed');
    expect(listener.status()).toMatchObject({
      state: 'stopped',
      problem: expect.stringContaining('botToken') as string,
    });
    expect(fake.gateway.counts.opened).toBe(0);
  });

  it.each([
    [4004, 'authentication_failed', /botToken/],
    [4014, 'permission_denied', /messageContent/],
  ] as const)('because the gateway refuses (%s) is the last one', async (code, ours, remedy) => {
    fake.gateway.refuses = code;
    const { message } = await refusal(listen(), ours);
    expect(message).toMatch(remedy);
    expect(fake.gateway.counts.identified).toBe(1);
  });

  it('because Discord is away is followed by another', async () => {
    fake.failNext('GET /gateway/bot', 'server error');
    await listen();
    expect(events).toMatchObject([{ kind: 'attempt failed', nextMs: 500 }]);
    expect(listener.status()).toMatchObject({ state: 'connecting' });
    await eventually('it is connected', () => listener.status().state === 'connected');
    expect(events.at(-1)).toMatchObject({ kind: 'connected', again: false });
  });

  it('because it is never greeted is followed by another', async () => {
    fake.gateway.greets = false;
    await listen({ timeoutMs: 150 });
    expect(events).toMatchObject([{ kind: 'attempt failed' }]);
    fake.gateway.greets = true;
    await eventually('it is connected', () => listener.status().state === 'connected');
  });

  it('because the bot has connected too often waits as long as Discord says', async () => {
    fake.api.sessions = { total: 1000, remaining: 0, reset_after: 3_600_000, max_concurrency: 1 };
    await listen();
    expect(events).toMatchObject([
      { kind: 'attempt failed', nextMs: 3_600_000, error: { code: 'rate_limited' } },
    ]);
  });

  it('leaves nothing behind once it is stopped', async () => {
    await listen();
    fake.gateway.drop('cut');
    await eventually('it is seen', () => listener.status().state === 'connecting');
    await listener.stop();
    const { opened } = fake.gateway.counts;
    // The next attempt would have come after 500 ms of ours and 500 ms of the client's.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(fake.gateway.counts.opened).toBe(opened);
  });
});
