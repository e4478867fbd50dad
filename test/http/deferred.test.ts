import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../src/chat/discord/commands.ts';
import { discord } from '../../src/chat/discord/platform.ts';
import { BOT_TOKEN, startFakeDiscord, type FakeDiscord } from '../fakes/discord/fake.ts';
import { typedCommand } from '../fakes/discord/deliveries.ts';
import type { FakeUser, Json } from '../fakes/discord/guild.ts';
import { lentTo } from '../fakes/lent.ts';
import { eventually } from '../harness/eventually.ts';
import { Office } from './office.ts';

let office: Office;
let fake: FakeDiscord;
let ana: FakeUser;
beforeEach(async () => {
  fake = await startFakeDiscord();
  ana = fake.guild.addUser('ana');
  fake.guild.addChannel('incidents');
  fake.guild.commands = commands() as unknown as Json[];
  office = await Office.open((one) => {
    one.patience.answerMs = LONG_MS;
    const settings = discord.settings.parse({
      botToken: BOT_TOKEN,
      applicationId: fake.guild.applicationId,
      guildId: fake.guild.id,
      publicKey: fake.key.publicKey,
      apiUrl: fake.url,
      mode: 'http',
      timeoutMs: 1000,
    });
    const context = { tenant: 'default', instance: 'discord' };
    one.adapt('discord', discord.createInbound(settings, context, lentTo()));
  });
  fake.installApp(`${office.base}/chat/discord`);
  office.access({ policy: { ...office.config.access.policy, unmapped: 'commander' } });
  await office.command('declare Checkout is down');
});
afterEach(async () => {
  await office.close();
  await fake.close();
});

/** Longer than a busy machine takes to answer, and what tests wait for that an answer is late. Milliseconds. */
const LONG_MS = 20_000;
const SHORT_MS = 500;

/** Holds up one operation of the store until an answer is late. @returns how it goes on. */
function holdUp(what: 'incidents' | 'deliveries' | 'declarations'): () => void {
  office.patience.answerMs = SHORT_MS;
  let release: () => void = () => undefined;
  office.memory.gates.set(what, new Promise<void>((resolve) => (release = resolve)));
  return () => {
    office.memory.gates.delete(what);
    release();
  };
}

const deferred = () =>
  eventually('it is deferred', () => [...fake.guild.interactions.values()].at(-1)?.answer?.['type'] === 5);
const held = () => [...office.temporal.delayed.values()] as { key: string; message: { summary: string } }[];
const seenBy = () => fake.guild.whispers.map(({ to }) => to);

describe('an answer that takes longer than Discord waits, by HTTP', () => {
  it('is deferred, given when it comes, and to who asked alone', async () => {
    const release = holdUp('incidents');
    const answer = fake.types(ana, 'incidents', 'list');
    await deferred();
    expect(held()).toMatchObject([
      {
        tenant: 'default',
        instance: 'discord',
        privatelyTo: ana.id,
        message: { summary: expect.stringContaining('whether it took “list”') as string },
      },
    ]);
    release();
    expect(await answer).toMatchObject({ status: 200, text: expect.stringContaining('INC-1') as string });
    expect(seenBy()).toEqual([ana.id]);
    await eventually('nobody is told that it was interrupted', () => held().length === 0);
    expect(office.told).toEqual([]);
    expect(office.temporal.laterReplies.size).toBe(0);
  });

  it('is deferred after a form and a press as well, and what is for all is seen by all', async () => {
    expect((await fake.types(ana, 'incidents', 'declare')).json).toMatchObject({ type: 9 });
    const release = holdUp('declarations');
    const submitted = fake.submits(ana, { title: 'Search is slow' });
    await deferred();
    release();
    expect((await submitted).text).toContain('Search is slow');
    expect(fake.seen('incidents').at(-1)?.text).toContain('Search is slow');

    const components = [
      { type: 1, components: [{ type: 2, style: 1, label: 'Ack', custom_id: '0:ack INC-1' }] },
    ];
    const { id } = fake.guild.addMessage(fake.channel('incidents'), {
      author: fake.guild.bot.id,
      components,
    });
    office.temporal.hanging.add('update');
    const pressed = fake.presses(ana, { channel: fake.channel('incidents').id, id }, 'Ack');
    await deferred();
    expect((await pressed).text).toContain('accepted, confirming');
    expect(fake.seen('incidents').find((one) => one.id === id)?.text).toBe('Ack');
  });

  it('is nothing that is deferred when it comes in time, and none of it is left with Temporal', async () => {
    const answer = await fake.types(ana, 'incidents', 'list');
    expect(answer.json).toMatchObject({ type: 4 });
    expect(office.temporal.delayed.size).toBe(0);
    expect(fake.calls).toEqual([]);
  });

  it('is not promised when Temporal does not hold the word for it: Discord says that Muster failed', async () => {
    holdUp('incidents');
    office.temporal.outage = 'unavailable';
    const answer = await fake.types(ana, 'incidents', 'list');
    expect(answer.status).toBe(503);
    expect(office.told.map(({ message }) => message.summary)).toEqual([
      expect.stringContaining('did NOT take that') as string,
    ]);
    office.temporal.outage = undefined;
  });

  it('that cannot be given as one is sent as a message, and is no secret of this process', async () => {
    const release = holdUp('incidents');
    const sent = fake.deliver(typedCommand(fake.guild, ana, fake.channel('incidents'), 'list', {}));
    sent.catch(() => undefined);
    await deferred();
    fake.failNext('*', 'server error', 3);
    release();
    await eventually('it is left with Temporal', () => office.temporal.laterReplies.size === 1);
    expect([...office.temporal.laterReplies.values()]).toMatchObject([
      { to: { channel: fake.channel('incidents').id }, privatelyTo: ana.id },
    ]);
    await eventually('nobody is told that it was interrupted', () => held().length === 0);
  });

  it('says that nothing was done when what fails fails after it was deferred', async () => {
    const release = holdUp('deliveries');
    const answer = fake.types(ana, 'incidents', 'list');
    await deferred();
    office.memory.down.add('incidents');
    release();
    expect((await answer).text).toContain('did NOT take that');
    await eventually('nobody is told that it was interrupted', () => held().length === 0);
  });

  it('stays promised when this process ends: what is held is told by whoever works', async () => {
    holdUp('incidents');
    fake.types(ana, 'incidents', 'list').catch(() => undefined);
    await deferred();
    expect(held()[0]?.message.summary).toContain('It is not known whether');
  });
});
