import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppAnswer, FakeDiscord } from '../fakes/discord/fake.ts';
import { SEND, type FakeChannel, type FakeUser } from '../fakes/discord/guild.ts';
import { readMessage } from '../fakes/discord/reading.ts';
import { startDiscordSystem, type DiscordSystem, type DiscordTeam } from '../harness/discord-system.ts';
import { eventually } from '../harness/eventually.ts';
import { asksUntil, outcome } from '../harness/patiently.ts';
import { idIn } from '../harness/slack-system.ts';

function channelOf({ guild }: FakeDiscord, id: string): FakeChannel | undefined {
  return [...guild.channels.values()].find(
    ({ name, type }) => type === 0 && name.startsWith(id.toLowerCase()),
  );
}

/** @returns what came of a command that somebody sent. */
function came({ discord }: DiscordTeam, user: FakeUser, sends: () => Promise<AppAnswer>): Promise<string> {
  const whispers = () => discord.guild.whispers.filter(({ to }) => to === user.id);
  return outcome(
    async () => (await sends()).text,
    () => [...whispers().map((one) => readMessage(one)), ...discord.directMessages(user.id)],
  );
}

let muster: DiscordSystem<'gateway' | 'http' | 'threads' | 'waiting'>;
beforeAll(async () => {
  muster = await startDiscordSystem({
    gateway: { mode: 'gateway', rooms: 'channel' },
    http: { mode: 'http', rooms: 'channel' },
    threads: { mode: 'http', rooms: 'thread' },
    waiting: { mode: 'http', rooms: 'channel' },
  });
  await eventually('the commands are registered', () =>
    Object.values(muster.teams).every(({ discord }) => discord.guild.commands.length > 0),
  );
});
afterAll(() => muster.stop());

describe('an answer that Discord would not wait for', () => {
  const isDeferred = ({ guild }: FakeDiscord) =>
    eventually('it is deferred', () => [...guild.interactions.values()].at(-1)?.answer?.['type'] === 5);

  it('comes once what was silent speaks again, to who asked alone', async () => {
    const { system } = muster;
    const { discord, ana } = muster.teams.waiting;
    const id = idIn((await discord.types(ana, 'incidents', 'declare', { title: 'Search is slow' })).text);
    await discord.expectMessage('incidents', 'Search is slow');
    const resume = system.suspendState('store');
    let answer;
    try {
      answer = discord.types(ana, 'incidents', 'status', { incident: id });
      await isDeferred(discord);
    } finally {
      resume();
    }
    const { text } = await answer;
    expect(text).toContain('Search is slow');
    expect(discord.guild.whispers.at(-1)).toMatchObject({ to: ana.id });
    expect(discord.seen('incidents').map((one) => one.text)).not.toContain(text);
  });

  // Whoever asked is told after 45 s, of which the tests below make use.
  it('is not given when the server is killed meanwhile', async () => {
    const { system } = muster;
    const { discord, ben } = muster.teams.waiting;
    const resume = system.suspendState('store');
    try {
      discord.types(ben, 'incidents', 'list').catch(() => undefined);
      await isDeferred(discord);
      await system.server?.kill9();
    } finally {
      resume();
    }
    await system.startServer();
  });
});

describe.each(['gateway', 'http'] as const)('an incident run from Discord (mode %s)', (mode) => {
  let team: DiscordTeam;
  beforeAll(async () => {
    team = muster.teams[mode];
    if (mode === 'gateway') {
      await eventually('Muster listens at the gateway', () => team.discord.gateway.listening);
    }
  });

  it('is declared, acknowledged by button, resolved by form and closed, and every card follows', async () => {
    const { discord, ana, ben } = team;

    const declared = await discord.types(ana, 'incidents', 'declare', {
      title: 'Checkout returns 500s',
      sev: 'SEV-2',
      service: 'checkout',
    });
    const id = idIn(declared.text);
    const card = await discord.expectMessage('incidents', `${id} SEV-2 open: Checkout returns 500s`);
    expect(card.text).toContain('SEV-2');
    await eventually('Ana is paged', () =>
      discord.directMessages(ana.id).some(({ text }) => text.includes(id)),
    );
    expect(discord.directMessages(ben.id)).toEqual([]);

    const channel = discord.channel('incidents').id;
    const press = () => discord.presses(ben, { channel, id: card.id }, 'Acknowledge');
    expect(await came(team, ben, press)).toContain('acknowledged');
    expect(discord.guild.whispers.at(-1)).toMatchObject({ to: ben.id });
    await eventually('the card says who acknowledged', () => {
      const now = discord.seen('incidents').find((message) => message.id === card.id);
      return now?.text.includes('acknowledged') && now.text.includes('Ben');
    });
    await eventually('the thread on the card tells of it', () =>
      discord.seen('incidents').some(({ thread, text }) => thread === card.id && text.includes('Ben')),
    );

    await discord.presses(ana, { channel, id: card.id }, 'Resolve');
    const submit = () => discord.submits(ana, { note: 'rolled back the release' });
    expect(await came(team, ana, submit)).toContain('resolved');
    await discord.expectMessage('incidents', 'rolled back the release');

    const close = () => discord.types(ana, 'incidents', 'close', { incident: id });
    expect(await came(team, ana, close)).toContain('closed');
    const again = () => discord.types(ana, 'incidents', 'ack', { incident: id });
    expect(await came(team, ana, again)).toMatch(/closed|declare a new incident/);
  });

  it('opens a channel of its own in which no id is needed', async () => {
    const { discord, ana } = team;
    const id = idIn((await discord.types(ana, 'incidents', 'declare', { title: 'Search is slow' })).text);
    const own = await eventually('the incident has a channel', () => channelOf(discord, id));
    expect(discord.guild.channels.get(own.parent ?? '')).toMatchObject({ name: 'Incidents' });
    await discord.expectMessage(own.id, 'Search is slow');
    await eventually('the read model knows the channel', async () => {
      const { text } = await discord.types(ana, own.id, 'status');
      return text.includes(id) && text.includes('Search is slow');
    });
    expect(await came(team, ana, () => discord.types(ana, own.id, 'ack'))).toContain('acknowledged');
    await eventually('it is suggested', async () => {
      const suggested = await discord.suggests(ana, 'incidents', ['resolve', 'incident', 'search']);
      return suggested.some(({ value }) => value === id);
    });
  });

  it('declares an incident of a message, and archives its channel when it is closed', async () => {
    const { discord, ana } = team;
    const said = discord.writes(ana, 'incidents', 'the payment queue is growing');
    await discord.uses(ana, 'Declare an incident', said);
    const submitted = await discord.submits(ana, { title: 'Payment queue grows' });
    const id = idIn(submitted.text);
    await discord.expectMessage('incidents', new RegExp(`${id} SEV-\\d open: Payment queue grows`));
    const own = await eventually('the incident has a channel', () => channelOf(discord, id));
    for (const word of ['resolve', 'close']) await discord.types(ana, 'incidents', word, { incident: id });
    await eventually('nobody can write there any more', () =>
      [discord.guild.id, discord.guild.bot.id].every((one) => discord.guild.denies(own, one, SEND)),
    );
  });

  it.runIf(mode === 'gateway')('answers a mention', async () => {
    const { discord, ben } = team;
    await asksUntil(
      'the answer stands',
      () => discord.mentions(ben, 'incidents', 'list please'),
      () =>
        discord
          .directMessages(ben.id)
          .concat(discord.seen('incidents'))
          .some(({ text }) => /\d+ (active )?incident/i.test(text)),
    );
  });

  it('shows markup and mentions from outside as plain text', async () => {
    const { discord, ana } = team;
    await discord.types(ana, 'incidents', 'declare', { title: '@everyone **down** <@1> & out' });
    const card = await discord.expectMessage('incidents', '@everyone **down** <@1> & out');
    expect(card.pings).toEqual([]);
  });
});

describe('an incident that has a thread on Discord', () => {
  it('has card and story in it, needs no id there, and locks it when it is closed', async () => {
    const { discord, ana } = muster.teams.threads;
    const { guild } = discord;
    const incidents = discord.channel('incidents').id;
    const id = idIn((await discord.types(ana, 'incidents', 'declare', { title: 'Search is slow' })).text);
    const own = await eventually('the incident has a thread', () =>
      [...guild.channels.values()].find(
        ({ name, parent }) => parent === incidents && name.startsWith(id.toLowerCase()),
      ),
    );
    const texts = (): string[] => discord.seen(own.id).map(({ text }) => text);
    await eventually('the card stands in it, and Ana is there', () => {
      const card = discord.seen(own.id).find(({ text }) => text.includes(`${id} SEV-`));
      return card?.pinned && own.members?.has(ana.id);
    });
    await eventually('the read model knows the thread', async () =>
      (await discord.types(ana, own.id, 'status')).text.includes(id),
    );
    const ack = () => discord.types(ana, own.id, 'ack');
    expect(await came(muster.teams.threads, ana, ack)).toContain('acknowledged');
    await eventually('the story is told in it, once', () => {
      const told = texts().filter((text) => text.includes('Ana acknowledged'));
      return told.length === 1;
    });
    for (const word of ['resolve', 'close']) await discord.types(ana, own.id, word);
    await eventually('it is locked', () => own.archived && own.locked);
    expect(texts().filter((text) => text.includes('Ana resolved'))).toHaveLength(1);
  });
});

it('an answer that nobody lived to give is not known to whoever asked, and they are told so', async () => {
  const { discord, ben } = muster.teams.waiting;
  await eventually(
    'Ben is told',
    () =>
      discord.guild.whispers
        .filter(({ to }) => to === ben.id)
        .map(({ content }) => content)
        .concat(discord.directMessages(ben.id).map(({ text }) => text))
        .some((text) => text.includes('It is not known whether it took “list”')),
    90_000,
  );
});
