import { Routes } from 'discord.js';
import type { Message, MessageRef } from '../message.ts';
import type { DiscordClient } from './client.ts';
import { bearing, keyUrl, nonceIn, nonceOf } from './key.ts';
import { render } from './render.ts';
import { messageResource, type MessageResource } from './resources.ts';

/** How many messages' keys are remembered; of others Discord is asked. */
const REMEMBERED = 5000;

/** How a message is written. */
export interface Posting {
  readonly channel: string;
  readonly key: string;
  /** Answers this message of the same channel. */
  readonly answers?: string;
  /** Notifies nobody, because another message does. */
  readonly quiet?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Messages of the bot, each with the key by which it is found again. */
export class DiscordMessages {
  readonly #client: DiscordClient;
  readonly #guild: string;
  /** What {@link nonceOf} made of the keys of messages, by message id. */
  readonly #nonces = new Map<string, string>();

  constructor(client: DiscordClient, guild: string) {
    this.#client = client;
    this.#guild = guild;
  }

  async post(message: Message, posting: Posting): Promise<MessageRef> {
    const { channel, key, answers, quiet, signal } = posting;
    const nonce = nonceOf(key);
    const drawn = this.#keyed(message, nonce);
    const reference = { message_id: answers, fail_if_not_exists: false };
    const body = {
      ...drawn,
      ...(quiet && { allowed_mentions: { parse: [], users: [], replied_user: false } }),
      ...(answers !== undefined && { message_reference: reference }),
      nonce,
      enforce_nonce: true,
    };
    const request = { method: 'post', route: Routes.channelMessages(channel), body } as const;
    const sent = await this.#client.call('create message', messageResource, request, signal);
    this.#remember(sent.id, nonce);
    return { channel: sent.channel_id, id: sent.id };
  }

  /** Replaces all of a message but its key. */
  async edit({ channel, id }: MessageRef, message: Message): Promise<void> {
    const nonce = this.#nonces.get(id) ?? nonceIn((await this.get({ channel, id })).embeds[0]?.url);
    const body = nonce === undefined ? render(message) : this.#keyed(message, nonce);
    const request = { method: 'patch', route: Routes.channelMessage(channel, id), body } as const;
    await this.#client.call('edit message', messageResource, request);
    if (nonce !== undefined) this.#remember(id, nonce);
  }

  get({ channel, id }: MessageRef): Promise<MessageResource> {
    const route = Routes.channelMessage(channel, id);
    return this.#client.call('get message', messageResource, { method: 'get', route });
  }

  #keyed(message: Message, nonce: string): ReturnType<typeof render> {
    const drawn = render(message);
    return { ...drawn, embeds: bearing(drawn.embeds, message.summary, keyUrl(this.#guild, nonce)) };
  }

  #remember(id: string, nonce: string): void {
    this.#nonces.delete(id);
    this.#nonces.set(id, nonce);
    const [oldest] = this.#nonces.keys();
    if (this.#nonces.size > REMEMBERED && oldest !== undefined) this.#nonces.delete(oldest);
  }
}
