import { Routes } from 'discord.js';
import type { ChatUser } from '../provider.ts';
import type { DiscordClient } from './client.ts';
import { nameOf, userResource } from './resources.ts';

/** Knows who the bot is on Discord, asked once. */
export class Self {
  readonly #client: DiscordClient;
  #known: Promise<ChatUser> | undefined;

  constructor(client: DiscordClient) {
    this.#client = client;
  }

  /** @throws ChatError of the call; it is asked again next time. */
  async id(): Promise<string> {
    this.#known ??= this.ask();
    try {
      return (await this.#known).id;
    } catch (error) {
      this.#known = undefined;
      throw error;
    }
  }

  /** Asks anew, which tells whether the token is good. */
  async ask(): Promise<ChatUser> {
    const me = await this.#client.call('users/@me', userResource, { method: 'get', route: Routes.user() });
    return { id: me.id, name: nameOf(me) };
  }
}
