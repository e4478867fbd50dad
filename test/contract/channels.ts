import { describe, expect, it } from 'vitest';
import { note } from '../../src/chat/message.ts';
import { refusal, supported } from './expectations.ts';
import type { Current } from './provider-contract.ts';

const REQUEST = { name: 'inc-42-checkout', private: false, topic: 'INC-42 checkout is down' };

/** Channels and people. */
export function channelContract(current: Current): void {
  describe('channels', () => {
    const able = () => current().provider.capabilities.operations.has('channel management');

    it('creates a channel with its topic, into which it can write', async () => {
      const { provider, channelState, seen } = current();
      if (!(await supported(able(), () => provider.createChannel(REQUEST)))) return;
      const created = await provider.createChannel(REQUEST);
      expect(created.name).toBe('inc-42-checkout');
      expect(await channelState(created.id)).toMatchObject({
        topic: REQUEST.topic,
        archived: false,
        private: false,
      });
      await provider.send({ channel: created.id }, note(['hello'], 'hello'), { key: 'k' });
      expect(await seen(created.id)).toHaveLength(1);
    });

    it('creates a private channel', async ({ skip }) => {
      const { provider, channelState } = current();
      skip(!able(), 'no channel management');
      const created = await provider.createChannel({ ...REQUEST, private: true });
      expect((await channelState(created.id)).private).toBe(true);
    });

    it("makes the platform's form of a name", async ({ skip }) => {
      const { provider } = current();
      skip(!able(), 'no channel management');
      const created = await provider.createChannel({
        ...REQUEST,
        name: `INC 43: Überlast & "Zahlung"! ${'x'.repeat(200)}`,
      });
      expect(created.name).toMatch(/^\S{3,80}$/);
      expect(await provider.findChannel(created.name)).toMatchObject({ id: created.id, name: created.name });
    });

    it('says when a name is taken', async ({ skip }) => {
      const { provider } = current();
      skip(!able(), 'no channel management');
      await provider.createChannel(REQUEST);
      await refusal(provider.createChannel(REQUEST), 'name_taken');
    });

    it('finds a channel by #name, name and id', async () => {
      const { provider, channel, absent } = current();
      if (!(await supported(able(), () => provider.findChannel(channel.name)))) return;
      for (const wanted of [`#${channel.name}`, channel.name, channel.id]) {
        expect(await provider.findChannel(wanted)).toMatchObject({ id: channel.id, name: channel.name });
      }
      await refusal(provider.findChannel('#no-such-channel'), 'channel_not_found');
      await refusal(provider.findChannel(absent.channel), 'channel_not_found');
    });

    it('invites people, twice without complaint', async () => {
      const { provider, ana, ben, channelState } = current();
      if (!(await supported(able(), () => provider.invite('anywhere', [ana.id])))) return;
      const { id } = await provider.createChannel(REQUEST);
      await provider.invite(id, [ana.id]);
      await provider.invite(id, [ana.id]);
      await provider.invite(id, [ana.id, ben.id]);
      await provider.invite(id, []);
      expect((await channelState(id)).members).toEqual(expect.arrayContaining([ana.id, ben.id]));
    });

    it('says when an invited user does not exist, and invites the others', async ({ skip }) => {
      const { provider, ana, absent, channelState } = current();
      skip(!able(), 'no channel management');
      const { id } = await provider.createChannel(REQUEST);
      await refusal(provider.invite(id, [absent.user, ana.id]), 'user_not_found');
      expect((await channelState(id)).members).toContain(ana.id);
    });

    it('sets a topic', async () => {
      const { provider, channel, channelState } = current();
      if (!(await supported(able(), () => provider.setTopic(channel.id, 'SEV-1')))) return;
      await provider.setTopic(channel.id, `SEV-2 ${'x'.repeat(2000)}`);
      expect((await channelState(channel.id)).topic).toMatch(/^SEV-2 x+…$/);
      await provider.setTopic(channel.id, 'SEV-1');
      expect((await channelState(channel.id)).topic).toBe('SEV-1');
    });

    it('archives a channel, twice without complaint; then it counts as gone', async () => {
      const { provider, channelState } = current();
      if (!(await supported(able(), () => provider.archive('anything')))) return;
      const { id, name } = await provider.createChannel(REQUEST);
      await provider.archive(id);
      await provider.archive(id);
      expect((await channelState(id)).archived).toBe(true);
      await refusal(provider.send({ channel: id }, note(['x'], 'x'), { key: 'k' }), 'channel_not_found');
      await refusal(provider.findChannel(id), 'channel_not_found');
      await refusal(provider.findChannel(`#${name}`), 'channel_not_found');
    });
  });

  describe('people', () => {
    it('finds a user by id', async () => {
      const { provider, ana, absent } = current();
      const capable = provider.capabilities.operations.has('user management');
      if (!(await supported(capable, () => provider.findUser(ana.id)))) return;
      expect(await provider.findUser(ana.id)).toEqual({
        id: ana.id,
        name: ana.name,
        ...(ana.email && { verifiedEmail: ana.email }),
      });
      await refusal(provider.findUser(absent.user), 'user_not_found');
    });

    it('finds a user by e-mail', async () => {
      const { provider, ben } = current();
      const capable = provider.capabilities.operations.has('user management') && ben.email !== undefined;
      if (!(await supported(capable, () => provider.findUserByEmail('ben@muster.example')))) return;
      expect(await provider.findUserByEmail(ben.email!)).toMatchObject({ id: ben.id, name: ben.name });
      await refusal(provider.findUserByEmail('nobody@muster.example'), 'user_not_found');
    });
  });
}
