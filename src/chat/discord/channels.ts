import { ChannelType, Routes } from 'discord.js';
import { z } from 'zod';
import { CHAT_ERRORS, ChatError } from '../error.ts';
import type { MessageRef } from '../message.ts';
import type { ChatChannel, CreateChannelRequest } from '../provider.ts';
import { channelName, channelTopic, isId, readTopic } from './channel-name.ts';
import type { DiscordClient } from './client.ts';
import { discordCode } from './errors.ts';
import { archived, guest, hidden, isArchived } from './permissions.ts';
import { channelResource, memberResource, nothing, type ChannelResource } from './resources.ts';
import { isClosed, isThread, RoomThreads } from './room-threads.ts';
import type { Self } from './self.ts';
import type { DiscordSettings } from './settings.ts';
import { madeAt } from './snowflake.ts';
import { unsupported } from '../unsupported.ts';
import { threadRoot } from './threads.ts';

/** Channels in which text is read and written like in any other. */
const TEXT: ReadonlySet<number> = new Set([ChannelType.GuildText, ChannelType.GuildAnnouncement]);

/** Refusals behind which a channel may be that Muster itself has archived. */
const FORBIDDEN: ReadonlySet<number | undefined> = new Set([50001, 50013]);

/** Why a move into a category is refused when it has its 50 channels (https://docs.discord.com/developers/resources/channel). */
const FULL = 'CHANNEL_PARENT_MAX_CHANNELS';

export interface ChannelsOf {
  readonly client: DiscordClient;
  readonly self: Self;
  readonly settings: DiscordSettings;
  readonly instance: string;
}

/** The channels of one server: by name or id, made, filled and archived. */
export class DiscordChannels {
  readonly #client: DiscordClient;
  readonly #self: Self;
  readonly #settings: DiscordSettings;
  readonly #instance: string;
  readonly #threads: RoomThreads;
  /** Channel ids by name. */
  readonly #ids = new Map<string, string>();
  /** Whether a channel is a thread, by id. */
  readonly #kinds = new Map<string, boolean>();

  constructor({ client, self, settings, instance }: ChannelsOf) {
    this.#client = client;
    this.#self = self;
    this.#settings = settings;
    this.#instance = instance;
    this.#threads = new RoomThreads(client, settings, instance);
  }

  /** @returns the id of a channel that is given by name or by id. */
  async id(nameOrId: string, signal?: AbortSignal): Promise<string> {
    if (isId(nameOrId)) return nameOrId;
    const name = nameOrId.replace(/^#/, '').toLowerCase();
    return this.#ids.get(name) ?? (await this.#byName(name, signal)).id;
  }

  /** @throws ChatError `channel_not_found`, also for an archived one and for one of another server. */
  async find(nameOrId: string): Promise<ChatChannel> {
    if (!isId(nameOrId)) return read(await this.#byName(nameOrId.replace(/^#/, '').toLowerCase()));
    const channel = await this.#get(nameOrId);
    if (channel.guild_id !== this.#settings.guildId) throw this.#gone(nameOrId, 'is of another server');
    if (isClosed(channel) || isArchived(channel, await this.#self.id()))
      throw this.#gone(nameOrId, 'is archived');
    return read(channel);
  }

  /** @returns the message with which the channel began, when it is a thread of one. */
  async thread(id: string): Promise<MessageRef | undefined> {
    return threadRoot(await this.#get(id));
  }

  /** Discord lets channels share a name; Muster does not make a second one, because channels are named by it. */
  async create(request: CreateChannelRequest): Promise<ChatChannel> {
    const { guildId, categoryId, incidentRooms } = this.#settings;
    if (incidentRooms === 'thread') {
      const parent = await this.id(this.#threads.parentOf(request));
      return read(await this.#threads.create(request, parent));
    }
    const name = channelName(request.name);
    if ((await this.#all()).some((channel) => channel.name === name)) {
      const message = `chat.${this.#instance}: a channel #${name} exists; choose another channel name.`;
      throw new ChatError('name_taken', message);
    }
    const body = {
      name,
      type: ChannelType.GuildText,
      topic: channelTopic(request.topic),
      ...(categoryId !== undefined && { parent_id: categoryId }),
      // Without overwrites of its own the channel has those of its category.
      ...(request.private && { permission_overwrites: hidden(guildId, await this.#self.id()) }),
    };
    const route = Routes.guildChannels(guildId);
    const made = await this.#client.call('create channel', channelResource, { method: 'post', route, body });
    return read(made);
  }

  async setTopic(channel: string, topic: string): Promise<void> {
    const id = await this.id(channel);
    // A new name would be told in the thread each time.
    if (await this.isThread(id)) throw unsupported('Discord', 'topics of threads');
    await this.#modify('set topic', id, { topic: channelTopic(topic) });
  }

  /** Who cannot be invited keeps nobody else out. */
  async invite(channel: string, users: readonly string[]): Promise<void> {
    if (users.length === 0) return;
    const id = await this.id(channel);
    const bot = await this.#self.id();
    let refusal: ChatError | undefined;
    for (const user of users.filter((one) => one !== bot)) {
      try {
        await this.#admit(id, user);
      } catch (error) {
        if (!(error instanceof ChatError) || CHAT_ERRORS[error.code].retry) throw error;
        refusal ??= error;
      }
    }
    if (refusal) throw refusal;
  }

  async #admit(channel: string, user: string): Promise<void> {
    // Discord would take an overwrite for anybody, member or not.
    const member = Routes.guildMember(this.#settings.guildId, user);
    await this.#client.call('get member', memberResource, { method: 'get', route: member });
    if (await this.isThread(channel)) return this.#threads.admit(channel, user);
    const route = Routes.channelPermission(channel, user);
    await this.#client.call('invite', nothing, { method: 'put', route, body: guest() });
  }

  async archive(channel: string): Promise<void> {
    const id = await this.id(channel);
    const { guildId, archiveCategoryId } = this.#settings;
    const [found, bot] = await Promise.all([this.#get(id), this.#self.id()]);
    if (isArchived(found, bot)) return;
    this.#forget(id);
    if (isThread(found)) return this.#threads.close(found);
    const permission_overwrites = archived(found, guildId, bot);
    if (archiveCategoryId === undefined) return this.#modify('archive', id, { permission_overwrites });
    const moved = { permission_overwrites, parent_id: archiveCategoryId };
    await this.#modify('archive', id, moved).catch((error: unknown) => {
      if (!(error instanceof ChatError) || !error.message.includes(FULL)) throw error;
      return this.#modify('archive', id, { permission_overwrites });
    });
  }

  /** Says of a refusal in an archived channel that the channel is gone; any other stays as it is. */
  async explaining<T>(channel: string, attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt();
    } catch (error) {
      const code = discordCode(error);
      if (code === 10003) this.#forget(channel);
      if (!FORBIDDEN.has(code)) throw error;
      const [found, bot] = await Promise.all([this.#get(channel), this.#self.id()]).catch(() => {
        throw error;
      });
      throw isArchived(found, bot) ? this.#gone(channel, 'is archived') : error;
    }
  }

  /** Only where incidents have threads is one looked for. */
  async isThread(id: string): Promise<boolean> {
    if (this.#settings.incidentRooms !== 'thread') return false;
    const known = this.#kinds.get(id);
    if (known !== undefined) return known;
    const is = isThread(await this.#get(id));
    this.#kinds.set(id, is);
    return is;
  }

  #get(id: string): Promise<ChannelResource> {
    return this.#client.call('get channel', channelResource, { method: 'get', route: Routes.channel(id) });
  }

  async #modify(what: string, id: string, body: object): Promise<void> {
    await this.#client.call(what, nothing, { method: 'patch', route: Routes.channel(id), body });
  }

  async #all(signal?: AbortSignal): Promise<ChannelResource[]> {
    const route = Routes.guildChannels(this.#settings.guildId);
    const request = { method: 'get', route } as const;
    const channels = await this.#client.call('list channels', z.array(channelResource), request, signal);
    return channels.filter(({ type }) => TEXT.has(type));
  }

  async #byName(name: string, signal?: AbortSignal): Promise<ChannelResource> {
    const [channels, bot] = await Promise.all([this.#all(signal), this.#self.id()]);
    const own = channels.find((channel) => channel.name === name && !isArchived(channel, bot));
    const threads = this.#settings.incidentRooms === 'thread';
    const found = own ?? (threads ? await this.#threads.byName(name) : undefined);
    if (!found) throw this.#gone(`#${name}`, 'does not exist, is archived, or the bot may not see it');
    this.#ids.set(name, found.id);
    return found;
  }

  #gone(channel: string, why: string): ChatError {
    const message = `chat.${this.#instance}: the channel ${channel} ${why}; choose another in the configuration, or restore it.`;
    return new ChatError('channel_not_found', message);
  }

  /** A channel of the same name may be made anew under another id. */
  #forget(channel: string): void {
    for (const [name, id] of this.#ids) if (id === channel) this.#ids.delete(name);
  }
}

function read({ id, name, topic }: ChannelResource): ChatChannel {
  return { id, name: name ?? '', createdAt: madeAt(id), ...(topic && { topic: readTopic(topic) }) };
}
