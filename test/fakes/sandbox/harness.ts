import { SandboxProvider } from '../../../src/chat/sandbox/provider.ts';
import { sandboxSettings } from '../../../src/chat/sandbox/settings.ts';
import type { SandboxMessage, SandboxStore } from '../../../src/chat/sandbox/store.ts';
import type { ProviderHarness } from '../../contract/harness.ts';
import { read } from './reader.ts';

const HISTORY = 500;

/** @returns what the provider contract needs of a sandbox that stands on this store. */
export async function sandboxHarness(
  store: SandboxStore,
  faults: ProviderHarness['faults'],
  close: () => Promise<void>,
): Promise<ProviderHarness> {
  const settings = sandboxSettings.parse({
    people: [
      { id: 'ana', name: 'Ana', email: 'ana@muster.example' },
      { id: 'ben', name: 'Ben', email: 'ben@muster.example' },
    ],
  });
  const context = { tenant: 'default', instance: 'sandbox' };
  const provider = new SandboxProvider(settings, context, { sandboxStore: () => store, now: Date.now });
  await provider.connect();

  async function everything(
    channel: string,
  ): Promise<{ messages: SandboxMessage[]; pins: readonly string[] }> {
    const { messages, replies, pins } = await store.history(channel, HISTORY);
    const threads = await Promise.all(Object.keys(replies).map((root) => store.thread(root, HISTORY)));
    return { messages: [...messages, ...threads.flat().filter((message) => !message.inChannel)], pins };
  }

  return {
    provider,
    channel: { id: 'incidents', name: 'incidents' },
    ana: { id: 'ana', name: 'Ana', email: 'ana@muster.example' },
    ben: { id: 'ben', name: 'Ben', email: 'ben@muster.example' },
    absent: { channel: 'nowhere', user: 'nobody', message: 'AAAAAAAAAAAAAAAAAAAAAA' },
    seen: async (channel) => {
      const { messages, pins } = await everything(channel);
      return messages.filter((m) => m.visibleTo === undefined).map((m) => read(m, pins));
    },
    seenBy: async (user, channel) => {
      const { messages, pins } = await everything(channel ?? `@${user}`);
      return messages
        .filter((m) => (channel === undefined ? m.visibleTo === undefined : m.visibleTo === user))
        .map((m) => read(m, pins));
    },
    channelState: async (id) => {
      const channel = await store.channel(id);
      if (!channel) throw new Error(`there is no channel ${id}`);
      const { topic, archived, private: isPrivate } = channel;
      return { topic, archived, private: isPrivate, members: await store.members(id) };
    },
    trigger: () => Promise.resolve('ana/2b6f0cc9-04d3-4f0c-9a35-6a3b2a2f9d11'),
    modals: async () => {
      const { changes } = await store.changesAfter(0);
      return changes.flatMap(({ change }) => (change.kind === 'modal' ? [change.modal] : []));
    },
    faults,
    close,
  };
}
