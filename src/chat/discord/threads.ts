import { ChannelType, Routes, ThreadAutoArchiveDuration } from 'discord.js';
import type { MessageRef } from '../message.ts';
import type { DiscordClient } from './client.ts';
import { discordCode } from './errors.ts';
import { bounded } from '../../text/bounded.ts';
import { LIMITS } from './limits.ts';
import { messageResource, nothing, type ChannelResource, type MessageResource } from './resources.ts';

const UNKNOWN_CHANNEL = 10003;
const HAS_THREAD = 160004;

/** Refusals of a place that has no threads: a direct message, a thread, a voice channel's text. */
const NO_THREADS: ReadonlySet<number | undefined> = new Set([50003, 50008, 50024, 40058]);

/** Threads that may have begun with a message. */
const THREADS: ReadonlySet<number> = new Set([ChannelType.PublicThread, ChannelType.AnnouncementThread]);

/** @returns the message with which a channel began, when it is a thread of one. */
export function threadRoot(
  channel: Pick<ChannelResource, 'id' | 'type' | 'parent_id'>,
): MessageRef | undefined {
  const { id, type, parent_id: parent } = channel;
  return THREADS.has(type) && parent ? { channel: parent, id } : undefined;
}

/**
 * @returns what the message's first line says, without Markdown and without an incident's severity and status, which
 * change: that is what the thread is called.
 */
function nameFor({ content, embeds }: MessageResource): string {
  const [line = ''] = (content || (embeds[0]?.description ?? '')).split('\n');
  const words = line.replace(/^#+ |(?<!\\)\*\*/g, '').replace(/\\(?=[^\w\s])/g, '');
  const lasting = words.replace(/^\S* ?(INC-\d+) SEV-\d \w+(?=: )/, '$1');
  return bounded(lasting.trim(), LIMITS.threadName) || 'Thread';
}

/**
 * Writes into the thread of a message. Such a thread has the id of its message
 * (https://docs.discord.com/developers/topics/threads), so that it is found again without being remembered.
 * @param write given the thread's channel; must do nothing when that does not exist.
 * @returns undefined where there can be no threads.
 * @throws ChatError `message_not_found` when the message is gone.
 */
export async function inThread<T>(
  client: DiscordClient,
  root: MessageRef,
  write: (channel: string) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await write(root.id);
  } catch (error) {
    if (discordCode(error) !== UNKNOWN_CHANNEL) throw error;
  }
  try {
    await begin(client, root);
  } catch (error) {
    if (NO_THREADS.has(discordCode(error))) return undefined;
    if (discordCode(error) !== HAS_THREAD) throw error;
  }
  return write(root.id);
}

async function begin(client: DiscordClient, { channel, id }: MessageRef): Promise<void> {
  const message = Routes.channelMessage(channel, id);
  const root = await client.call('get message', messageResource, { method: 'get', route: message });
  await client.call('start thread', nothing, {
    method: 'post',
    route: Routes.threads(channel, id),
    body: { name: nameFor(root), auto_archive_duration: ThreadAutoArchiveDuration.OneWeek },
  });
}
