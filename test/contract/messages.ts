import { describe, expect, it } from 'vitest';
import { note } from '../../src/chat/message.ts';
import { card, finds, keeps, refusal, supported } from './expectations.ts';
import type { Current } from './provider-contract.ts';

/** Sending, finding, changing and removing messages. */
export function messageContract(current: Current): void {
  describe('messages', () => {
    const findable = () => finds(current().provider);

    it('shows all of a card: heading, texts, fields, small print, buttons', async () => {
      const { provider, channel, seen, lacks } = current();
      const ref = await provider.send({ channel: channel.id }, card('checkout is down'), { key: 'card' });
      const [message, ...others] = await seen(channel.id);
      expect(others).toEqual([]);
      expect(message?.id).toBe(ref.id);
      for (const words of [
        'checkout is down',
        'all regions',
        'Severity',
        'SEV-1',
        'Since',
        'checkout.latency',
      ]) {
        expect(message?.text).toContain(words);
      }
      const formats = !lacks?.includes('formats');
      expect(message?.formatted).toEqual(formats ? expect.arrayContaining(['all regions']) : []);
      expect(message?.buttons).toEqual(formats ? ['Acknowledge', 'Resolve'] : []);
    });

    it('sends to a channel by its name too, and answers with its id', async ({ skip }) => {
      const { provider, channel } = current();
      skip(!keeps(provider), 'channels have no names');
      const ref = await provider.send({ channel: `#${channel.name}` }, note(['hello'], 'hello'), {
        key: 'named',
      });
      expect(ref.channel).toBe(channel.id);
    });

    it('replaces the whole of a message', async () => {
      const { provider, channel, seen } = current();
      const ref = await provider.send({ channel: channel.id }, card('checkout is down'), { key: 'card' });
      if (!(await supported(keeps(provider), () => provider.update(ref, card('again'))))) return;
      await provider.update(ref, note(['All is well again.'], 'All is well again.'));
      const [message] = await seen(channel.id);
      expect(message?.text).toContain('All is well again.');
      expect(message?.text).not.toContain('checkout');
      expect(message?.buttons).toEqual([]);
    });

    it('deletes a message', async () => {
      const { provider, channel, seen } = current();
      const ref = await provider.send({ channel: channel.id }, card('checkout is down'), { key: 'card' });
      const able = provider.capabilities.operations.has('delete');
      if (!(await supported(able, () => provider.delete(ref)))) return;
      await provider.delete(ref);
      expect(await seen(channel.id)).toEqual([]);
      await refusal(provider.delete(ref), 'message_not_found');
      await refusal(provider.update(ref, card('again')), 'message_not_found');
    });

    it('finds a message again by its key, also after it was changed', async () => {
      const { provider, channel } = current();
      if (!(await supported(findable(), () => provider.find({ channel: channel.id }, 'x', 0)))) return;
      const since = Date.now() - 60_000;
      const to = { channel: channel.id };
      const ref = await provider.send(to, card('one'), { key: 'INC-7/declared/1' });
      await provider.send(to, card('two'), { key: 'INC-7/declared/12' });
      expect(await provider.find(to, 'INC-7/declared/1', since)).toEqual(ref);
      await provider.update(ref, card('three'));
      expect(await provider.find(to, 'INC-7/declared/1', since)).toEqual(ref);
      expect(await provider.find(to, 'INC-7/declared/2', since)).toBeUndefined();
    });

    it('keeps its promise about a key that is sent twice', async () => {
      const { provider, channel, seen } = current();
      const to = { channel: channel.id };
      const first = await provider.send(to, card('one'), { key: 'same' });
      if (provider.capabilities.deduplication === 'native') {
        expect(await provider.send(to, card('one'), { key: 'same' })).toEqual(first);
        expect(await seen(channel.id)).toHaveLength(1);
      }
      if (!keeps(provider)) expect(await provider.send(to, card('one'), { key: 'same' })).toEqual(first);
      if (provider.capabilities.deduplication === 'lookup') {
        expect(await provider.find(to, 'same', Date.now() - 60_000)).toEqual(first);
      }
    });

    it('answers in a thread and finds it there', async () => {
      const { provider, channel, seen } = current();
      const to = { channel: channel.id };
      const root = await provider.send(to, card('checkout is down'), { key: 'root' });
      const send = () =>
        provider.send(to, note(['Ana is on it'], 'Ana is on it'), { key: 'reply', thread: root });
      if (!keeps(provider)) {
        // What only goes out is told without its thread.
        expect((await send()).id).not.toBe(root.id);
        expect((await seen(channel.id)).map((m) => m.thread)).toEqual([undefined, undefined]);
        return;
      }
      if (!(await supported(provider.capabilities.threads, send))) return;
      const reply = await send();
      expect((await seen(channel.id)).find((m) => m.id === reply.id)?.thread).toBe(root.id);
      if (!findable()) return;
      expect(await provider.find(to, 'reply', Date.now() - 60_000, root)).toEqual(reply);
    });

    it('replies to one person only', async () => {
      const { provider, channel, ana, ben, seen, seenBy } = current();
      const send = () =>
        provider.sendPrivately(channel.id, ana.id, note(['just for you'], 'just for you'), {
          key: 'whisper',
        });
      if (!(await supported(provider.capabilities.privateReplies, send))) return;
      await send();
      expect((await seenBy(ana.id, channel.id)).map((m) => m.text)).toEqual([
        expect.stringContaining('just for you'),
      ]);
      expect(await seenBy(ben.id, channel.id)).toEqual([]);
      expect(await seen(channel.id)).toEqual([]);
    });

    it('writes to a person directly, finds it again and changes it', async () => {
      const { provider, ana, ben, seenBy } = current();
      const send = () => provider.send({ user: ana.id }, card('you are paged'), { key: 'page' });
      if (!(await supported(provider.capabilities.directMessages, send))) return;
      const ref = await send();
      expect(await seenBy(ana.id)).toHaveLength(1);
      expect(await seenBy(ben.id)).toEqual([]);
      if (findable()) {
        expect(await provider.find({ user: ana.id }, 'page', Date.now() - 60_000)).toEqual(ref);
      }
      if (!keeps(provider)) return;
      await provider.update(ref, note(['Ben has acknowledged.'], 'Ben has acknowledged.'));
      expect((await seenBy(ana.id))[0]?.text).toContain('Ben has acknowledged.');
    });

    it('pins a message, twice without complaint', async () => {
      const { provider, channel, seen } = current();
      const ref = await provider.send({ channel: channel.id }, card('checkout is down'), { key: 'card' });
      if (!(await supported(provider.capabilities.pins, () => provider.pin(ref)))) return;
      await provider.pin(ref);
      await provider.pin(ref);
      expect((await seen(channel.id)).find((m) => m.id === ref.id)?.pinned).toBe(true);
    });

    it('opens a modal', async () => {
      const { provider, trigger, modals } = current();
      const modal = {
        id: 'declare',
        title: 'Declare incident',
        submit: 'Declare',
        inputs: [
          { id: 'title', label: 'Title', type: 'text', limit: 200 },
          {
            id: 'severity',
            label: 'Severity',
            type: 'select',
            options: [{ label: 'SEV-1', value: 'SEV-1' }],
          },
          { id: 'details', label: 'Details', type: 'paragraph', optional: true },
          { id: 'commander', label: 'Commander', type: 'user', optional: true },
          { id: 'private', label: 'Private', type: 'checkbox', optional: true },
          { id: 'announce', label: 'Announce in', type: 'channel', optional: true, expendable: true },
        ],
        context: { channel: 'here', draft: '1' },
      } as const;
      if (!(await supported(provider.capabilities.modals, () => provider.openModal('anything', modal))))
        return;
      await provider.openModal(await trigger!(), modal);
      expect(await modals!()).toMatchObject([
        { title: 'Declare incident', submit: 'Declare', context: { channel: 'here', draft: '1' } },
      ]);
    });

    it('opens no modal for a trigger that is too old', async ({ skip }) => {
      const { provider, expiredTrigger, modals } = current();
      if (!expiredTrigger) return skip('no trigger grows old there');
      const modal = { id: 'note', title: 'Note', submit: 'Note', inputs: [], context: {} };
      const error = await refusal(provider.openModal(await expiredTrigger(), modal), 'message_rejected');
      expect(error.message).toMatch(/again/);
      expect(await modals!()).toEqual([]);
    });
  });
}
