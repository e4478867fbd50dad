import { InteractionResponseType, Routes } from 'discord.js';
import type { Modal } from '../element.ts';
import { ChatError } from '../error.ts';
import type { Lane } from '../lane.ts';
import type { Message, MessageRef } from '../message.ts';
import type { InstanceContext } from '../platform.ts';
import {
  OPERATIONS,
  type Capabilities,
  type ChatChannel,
  type ChatUser,
  type CreateChannelRequest,
  type Destination,
  type Health,
  type PacedOperation,
  type Provider,
  type SendOptions,
} from '../provider.ts';
import type { Quoted } from '../quoted.ts';
import { unsupported } from '../unsupported.ts';
import { DiscordChannels } from './channels.ts';
import { DiscordClient } from './client.ts';
import { discordCode } from './errors.ts';
import { findByKey } from './find.ts';
import { lanesOf } from './lanes.ts';
import { DiscordMessages } from './messages.ts';
import { drawModal } from './modal.ts';
import { findUser } from './people.ts';
import { quote } from './quote.ts';
import { registerCommands } from './registration.ts';
import { channelResource, nothing } from './resources.ts';
import { Self } from './self.ts';
import type { DiscordSettings } from './settings.ts';
import { inThread } from './threads.ts';

const CAPABILITIES: Capabilities = {
  operations: new Set(OPERATIONS),
  threads: true,
  modals: true,
  // Only the answer to an interaction can be for one person's eyes; what comes later goes to them directly.
  privateReplies: false,
  directMessages: true,
  pins: true,
  reading: true,
  home: false,
  previews: false,
  bookmarks: false,
  // A nonce is recognised for a few minutes only; after that the key is looked for in the messages.
  deduplication: 'lookup',
};

const UNKNOWN_CHANNEL = 10003;

/** A Discord server by its HTTP API. */
export class DiscordProvider implements Provider {
  readonly platform = 'discord';
  readonly instance: string;
  readonly capabilities = CAPABILITIES;
  readonly #settings: DiscordSettings;
  readonly #client: DiscordClient;
  readonly #self: Self;
  readonly #channels: DiscordChannels;
  readonly #messages: DiscordMessages;
  /** Ids of the channels of direct messages, by user. */
  readonly #direct = new Map<string, string>();

  constructor(settings: DiscordSettings, context: InstanceContext) {
    this.instance = context.instance;
    this.#settings = settings;
    this.#client = new DiscordClient(settings, context);
    this.#self = new Self(this.#client);
    const { instance } = context;
    this.#channels = new DiscordChannels({ client: this.#client, self: this.#self, settings, instance });
    this.#messages = new DiscordMessages(this.#client, settings.guildId);
  }

  /** Also registers the commands, where Discord has them otherwise. */
  async connect(): Promise<ChatUser> {
    const me = await this.#self.ask();
    await registerCommands(this.#client, this.#settings);
    return me;
  }

  /** Nothing to close: every call is a request of its own. */
  disconnect(): Promise<void> {
    return Promise.resolve();
  }

  async health(): Promise<Health> {
    const start = performance.now();
    try {
      await this.#self.ask();
      return { ok: true, latencyMs: Math.round(performance.now() - start) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { ok: false, reason, ...(error instanceof ChatError && { code: error.code }) };
    }
  }

  async lanes(operation: PacedOperation, target: Destination): Promise<readonly Lane[]> {
    if ('user' in target || operation === 'createChannel') return lanesOf(operation, target);
    // One channel has one lane, whether it is called by its name or its id.
    const channel = await this.#channels.id(target.channel).catch(() => target.channel);
    // A thread has no topic that would have to wait, and everything else with it.
    const topicless = operation === 'setTopic' && (await this.#channels.isThread(channel).catch(() => false));
    return topicless ? [] : lanesOf(operation, { channel });
  }

  async send(to: Destination, message: Message, options: SendOptions): Promise<MessageRef> {
    const { key, thread, alsoInChannel, signal } = options;
    const channel = await this.#channelOf(to, signal);
    const answers = thread && { answers: thread.id };
    return this.#channels.explaining(channel, async () => {
      if (!thread) return this.#messages.post(message, { channel, key, signal });
      // In a thread there are no further threads.
      if ('channel' in to && !(await this.#channels.isThread(channel))) {
        // Discord shows no thread's message in the channel: it gets one of its own, before the one that is found again.
        if (alsoInChannel) {
          await this.#messages.post(message, { channel, key: `${key} in channel`, ...answers, signal });
        }
        const quiet = alsoInChannel ?? false;
        const sent = await inThread(this.#client, thread, (id) =>
          this.#messages.post(message, { channel: id, key, quiet, signal }),
        );
        if (sent) return sent;
      }
      return this.#messages.post(message, { channel, key, ...answers, signal });
    });
  }

  sendPrivately(): Promise<void> {
    return Promise.reject(unsupported('Discord', 'private messages in a channel but in answer to a command'));
  }

  async update(ref: MessageRef, message: Message): Promise<void> {
    await this.#messages.edit(ref, message);
  }

  async delete({ channel, id }: MessageRef): Promise<void> {
    const route = Routes.channelMessage(channel, id);
    await this.#client.call('delete message', nothing, { method: 'delete', route });
  }

  async find(
    to: Destination,
    key: string,
    since: number,
    thread?: MessageRef,
  ): Promise<MessageRef | undefined> {
    const channel = await this.#channelOf(to);
    const sought = { key, since, author: await this.#self.id() };
    if (thread && 'channel' in to) {
      try {
        const found = await findByKey(this.#client, { ...sought, channel: thread.id });
        if (found) return found;
      } catch (error) {
        if (discordCode(error) !== UNKNOWN_CHANNEL) throw error;
      }
    }
    return findByKey(this.#client, { ...sought, channel });
  }

  /** @param trigger id and token of an interaction, as {@link readInteraction} gives them. */
  async openModal(trigger: string, modal: Modal): Promise<void> {
    const [, id, token] = /^(\d+):(.+)$/.exec(trigger) ?? [];
    if (id === undefined || token === undefined) {
      throw new ChatError(
        'message_rejected',
        `chat.${this.instance}: only a press or a command opens a form.`,
      );
    }
    const body = { type: InteractionResponseType.Modal, data: drawModal(modal) };
    const route = Routes.interactionCallback(id, token);
    await this.#client.call('open modal', nothing, { method: 'post', route, body, auth: false });
  }

  async read(ref: MessageRef): Promise<Quoted> {
    const [message, thread] = await Promise.all([
      this.#messages.get(ref),
      this.#channels.thread(ref.channel),
    ]);
    const quoted = quote(message, this.#settings.guildId, thread);
    if (quoted.text || quoted.files) return quoted;
    const setting = `chat.${this.instance}`;
    throw new ChatError(
      'permission_denied',
      `${setting}: Discord shows the bot no text of that message; switch on "Message Content Intent" on the page "Bot" of the application, and set ${setting}.messageContent.`,
    );
  }

  showHome(): Promise<void> {
    return Promise.reject(unsupported('Discord', 'page of its own for Muster'));
  }

  showPreviews(): Promise<void> {
    return Promise.reject(unsupported('Discord', 'previews that an application could make'));
  }

  bookmark(): Promise<void> {
    return Promise.reject(unsupported('Discord', 'addresses at the top of a channel'));
  }

  createChannel(request: CreateChannelRequest): Promise<ChatChannel> {
    return this.#channels.create(request);
  }

  findChannel(nameOrId: string): Promise<ChatChannel> {
    return this.#channels.find(nameOrId);
  }

  setTopic(channel: string, topic: string): Promise<void> {
    return this.#channels.setTopic(channel, topic);
  }

  invite(channel: string, users: readonly string[]): Promise<void> {
    return this.#channels.invite(channel, users);
  }

  /** Discord takes a second pin of the same message without complaint. */
  async pin({ channel, id }: MessageRef): Promise<void> {
    const route = Routes.channelMessagesPin(channel, id);
    await this.#client.call('pin message', nothing, { method: 'put', route });
  }

  archive(channel: string): Promise<void> {
    return this.#channels.archive(channel);
  }

  findUser(id: string): Promise<ChatUser> {
    return findUser(this.#client, this.#settings.guildId, id);
  }

  findUserByEmail(): Promise<ChatUser> {
    return Promise.reject(unsupported('Discord', 'way to find people by e-mail address'));
  }

  async #channelOf(to: Destination, signal?: AbortSignal): Promise<string> {
    if ('channel' in to) return this.#channels.id(to.channel, signal);
    const known = this.#direct.get(to.user);
    if (known !== undefined) return known;
    const body = { recipient_id: to.user };
    const request = { method: 'post', route: Routes.userChannels(), body } as const;
    const { id } = await this.#client.call('open direct message', channelResource, request, signal);
    this.#direct.set(to.user, id);
    return id;
  }
}
