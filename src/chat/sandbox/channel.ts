import { bounded } from '../../text/bounded.ts';
import type { SandboxStore } from './store.ts';

const LONGEST_NAME = 80;
const LONGEST_TOPIC = 250;

/** @returns the sandbox's form of a channel name, which is also its id; empty when nothing of it can be used. */
export function channelSlug(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, LONGEST_NAME)
    .replace(/-+$/, '');
}

/** @returns the topic within 250 characters; one that was cut ends with an ellipsis. */
export function channelTopic(topic: string): string {
  return bounded(topic, LONGEST_TOPIC);
}

/** @returns id of the channel between Muster and one user. */
export function directChannel(user: string): string {
  return `@${user}`;
}

/** @returns whose direct channel this is; undefined when it is a channel like any other. */
export function directUser(channel: string): string | undefined {
  return channel.startsWith('@') ? channel.slice(1) : undefined;
}

/** May this user read the channel? Direct channels are their user's alone, private ones their members'. */
export async function maySee(store: SandboxStore, channel: string, user: string): Promise<boolean> {
  const direct = directUser(channel);
  if (direct !== undefined) return direct === user;
  const found = await store.channel(channel);
  if (!found) return false;
  return !found.private || (await store.isMember(channel, user));
}

/** Creates the channels that exist from the beginning, where they are missing. @param now epoch milliseconds. */
export async function ensureChannels(
  store: SandboxStore,
  names: readonly string[],
  now: number,
): Promise<void> {
  for (const [n, id] of names.entries()) {
    if (await store.channel(id)) continue;
    await store.addChannel({ id, topic: '', private: false, archived: false, createdAt: now + n });
  }
}
