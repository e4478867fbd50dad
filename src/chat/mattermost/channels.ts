import type { Channel } from '@mattermost/types/channels';
import { CHAT_ERRORS, ChatError } from '../error.ts';
import type { ChatChannel, CreateChannelRequest } from '../provider.ts';
import { channelName, nameOf } from './channel-name.ts';
import type { MattermostClient } from './client.ts';
import { mattermostId } from './errors.ts';
import type { Home } from './home.ts';
import { bounded } from '../../text/bounded.ts';
import { LIMITS } from './limits.ts';
import { isId } from './people.ts';
import { escaped } from './render.ts';

type Found = Pick<Channel, 'id' | 'name' | 'header' | 'create_at' | 'delete_at' | 'team_id' | 'type'>;

function read(channel: Found): ChatChannel {
  const { id, name, header, create_at: createdAt } = channel;
  return { id, name, ...(header && { topic: header }), createdAt };
}

/** The channels of one team: by name or id, made, joined, filled and archived. */
export class MattermostChannels {
  readonly #client: MattermostClient;
  readonly #home: Home;
  readonly #instance: string;
  readonly #ids = new Map<string, string>();

  constructor(client: MattermostClient, home: Home, instance: string) {
    this.#client = client;
    this.#home = home;
    this.#instance = instance;
  }

  /** @returns the id of a channel that is given by name or by id. */
  async id(nameOrId: string, signal?: AbortSignal): Promise<string> {
    const name = nameOf(nameOrId);
    if (name === undefined) return nameOrId;
    return this.#ids.get(name) ?? (await this.#find(nameOrId, signal)).id;
  }

  /** @throws ChatError `channel_not_found`, also for an archived one and for one of another team. */
  async find(nameOrId: string): Promise<ChatChannel> {
    return read(await this.#find(nameOrId));
  }

  async #find(nameOrId: string, signal?: AbortSignal): Promise<Found> {
    const name = nameOf(nameOrId);
    // What cannot be a name would become another path of the REST API.
    if (name !== undefined && !/^[a-z0-9_-]{1,64}$/.test(name)) throw this.#gone(nameOrId, 'does not exist');
    const { team } = await this.#home.get(signal);
    const found: Found = await this.#client.call(
      `channel ${nameOrId}`,
      (api) => (name === undefined ? api.getChannel(nameOrId) : api.getChannelByName(team.id, name)),
      signal,
    );
    if (found.delete_at > 0) throw this.#gone(nameOrId, 'is archived');
    if (found.team_id && found.team_id !== team.id) throw this.#gone(nameOrId, 'belongs to another team');
    if (name !== undefined) this.#ids.set(name, found.id);
    return found;
  }

  /** @returns the id of the direct-message channel with a user. */
  async direct(user: string, signal?: AbortSignal): Promise<string> {
    if (!isId(user)) throw this.#nobody(user);
    const { bot } = await this.#home.get(signal);
    const open = await this.#client.call(
      'channels/direct',
      (api) => api.createDirectChannel([bot.id, user]),
      signal,
    );
    return open.id;
  }

  async create(request: CreateChannelRequest): Promise<ChatChannel> {
    const { team } = await this.#home.get();
    const name = channelName(request.name);
    const wanted = {
      team_id: team.id,
      name,
      display_name: bounded(request.name.replace(/\s+/g, ' ').trim(), LIMITS.channelName) || name,
      type: request.private ? ('P' as const) : ('O' as const),
      header: this.#header(request.topic),
    };
    return read(await this.#client.call('channels', (api) => api.createChannel(wanted)));
  }

  async setTopic(channel: string, topic: string): Promise<void> {
    const id = await this.id(channel);
    const patch = { header: this.#header(topic) };
    await this.within(id, () => this.#client.call('channels/patch', (api) => api.patchChannel(id, patch)));
  }

  /** A header is Markdown. */
  #header(topic: string): string {
    return escaped(bounded(topic, LIMITS.header / 2), LIMITS.header);
  }

  /** Each by a request of its own: one that cannot be invited must not keep the others out. */
  async invite(channel: string, users: readonly string[]): Promise<void> {
    if (users.length === 0) return;
    const id = await this.id(channel);
    let refusal: ChatError | undefined;
    for (const user of users) {
      try {
        if (!isId(user)) throw this.#nobody(user);
        await this.within(id, () => this.#add(id, user));
      } catch (error) {
        if (!(error instanceof ChatError) || CHAT_ERRORS[error.code].retry) throw error;
        refusal ??= error;
      }
    }
    if (refusal) throw refusal;
  }

  async archive(channel: string): Promise<void> {
    const id = await this.id(channel);
    this.#forget(id);
    await this.within(id, () => this.#client.call('channels/delete', (api) => api.deleteChannel(id))).catch(
      (error: unknown) => {
        if (mattermostId(error) !== 'api.channel.delete_channel.deleted.app_error') throw error;
      },
    );
  }

  /**
   * Does something in a channel. Mattermost says «no permission» also where there is no channel, and where the bot is no
   * member: the channel is then looked at, and a public one joined, before it is tried once more. Nothing has been done
   * in between.
   */
  async within<T>(id: string, attempt: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      if (!isId(id)) throw this.#gone(id, 'does not exist');
      return await attempt();
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      if (error.code === 'channel_not_found') this.#forget(id);
      if (error.code !== 'permission_denied') throw error;
      const channel = await this.#look(id, error, signal);
      if (channel.type !== 'O') throw error;
      const { bot } = await this.#home.get(signal);
      const member = await this.#client
        .call('channels/members/me', (api) => api.getMyChannelMember(id), signal)
        .then(
          () => true,
          () => false,
        );
      if (member) throw error;
      await this.#add(id, bot.id, signal).catch((obstacle: unknown) => {
        throw obstacle instanceof ChatError && CHAT_ERRORS[obstacle.code].retry ? obstacle : error;
      });
      return attempt();
    }
  }

  async #look(id: string, refused: ChatError, signal?: AbortSignal): Promise<Found> {
    try {
      return await this.#find(id, signal);
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== 'channel_not_found') throw refused;
      this.#forget(id);
      throw error;
    }
  }

  async #add(id: string, user: string, signal?: AbortSignal): Promise<void> {
    await this.#client.call('channels/members', (api) => api.addToChannel(user, id), signal);
  }

  #gone(channel: string, why: string): ChatError {
    const message = `chat.${this.#instance}: the channel ${channel} ${why}; choose another in the configuration, or restore it.`;
    return new ChatError('channel_not_found', message);
  }

  #nobody(user: string): ChatError {
    const message = `chat.${this.#instance}: ${user} is no user id of Mattermost; check it in the configuration.`;
    return new ChatError('user_not_found', message);
  }

  /** A channel of the same name may be made anew under another id. */
  #forget(id: string): void {
    for (const [name, known] of this.#ids) if (known === id) this.#ids.delete(name);
  }
}
