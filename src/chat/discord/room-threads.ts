import { ChannelType, Routes, ThreadAutoArchiveDuration } from 'discord.js';
import { z } from 'zod';
import { ChatError } from '../error.ts';
import type { CreateChannelRequest } from '../provider.ts';
import { channelName } from './channel-name.ts';
import type { DiscordClient } from './client.ts';
import { channelResource, nothing, type ChannelResource } from './resources.ts';
import type { DiscordSettings } from './settings.ts';

/** Threads of all kinds (https://docs.discord.com/developers/topics/threads). */
const THREADS: ReadonlySet<number> = new Set([
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
]);

export const isThread = ({ type }: Pick<ChannelResource, 'type'>): boolean => THREADS.has(type);

/**
 * Discord archives a thread by itself when nobody writes in it, and opens it when somebody does: only one that is locked
 * as well is archived for good.
 */
export function isClosed({ thread_metadata: state }: ChannelResource): boolean {
  return state?.archived === true && state.locked === true;
}

const activeThreads = z.object({ threads: z.array(channelResource) });

/** Threads that are made for incidents, in place of channels. */
export class RoomThreads {
  readonly #client: DiscordClient;
  readonly #settings: DiscordSettings;
  readonly #instance: string;

  constructor(client: DiscordClient, settings: DiscordSettings, instance: string) {
    this.#client = client;
    this.#settings = settings;
    this.#instance = instance;
  }

  /** @returns the channel in which a thread is to be made. @throws ChatError `channel_not_found` when none is known. */
  parentOf({ near }: CreateChannelRequest): string {
    const parent = this.#settings.threadsIn ?? near;
    if (parent !== undefined) return parent;
    const setting = `chat.${this.#instance}.threadsIn`;
    throw new ChatError(
      'channel_not_found',
      `chat.${this.#instance}: the incident is announced in no channel of this server in which its thread could be made; set ${setting} to one.`,
    );
  }

  /** @param parent id of the channel. @throws ChatError `name_taken` when one of that name is open there. */
  async create(request: CreateChannelRequest, parent: string): Promise<ChannelResource> {
    const name = channelName(request.name);
    if ((await this.#named(name)).some(({ parent_id: at }) => at === parent)) {
      const message = `chat.${this.#instance}: a thread ${name} is open; choose another channel name.`;
      throw new ChatError('name_taken', message);
    }
    const body = {
      name,
      type: request.private ? ChannelType.PrivateThread : ChannelType.PublicThread,
      auto_archive_duration: ThreadAutoArchiveDuration.OneWeek,
      // Only who keeps order there may bring others into a private one.
      ...(request.private && { invitable: false }),
    };
    const route = Routes.threads(parent);
    return this.#client.call('start thread', channelResource, { method: 'post', route, body });
  }

  /** @returns the thread of that name that is open. */
  async byName(name: string): Promise<ChannelResource | undefined> {
    return (await this.#named(name))[0];
  }

  async #named(name: string): Promise<ChannelResource[]> {
    const route = Routes.guildActiveThreads(this.#settings.guildId);
    const { threads } = await this.#client.call('list threads', activeThreads, { method: 'get', route });
    return threads.filter((one) => one.name === name);
  }

  async admit(thread: string, user: string): Promise<void> {
    const route = Routes.threadMembers(thread, user);
    await this.#client.call('invite', nothing, { method: 'put', route });
  }

  async close(thread: ChannelResource): Promise<void> {
    if (isClosed(thread)) return;
    const body = { archived: true, locked: true };
    await this.#client.call('archive', nothing, { method: 'patch', route: Routes.channel(thread.id), body });
  }
}
