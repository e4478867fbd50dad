import { MUSTER } from '../../incident/person.ts';
import type { Modal } from '../element.ts';
import { ChatError, type ChatErrorCode } from '../error.ts';
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
  type Provider,
  type SendOptions,
} from '../provider.ts';
import type { Quoted } from '../quoted.ts';
import { unsupported } from '../unsupported.ts';
import { channelSlug, channelTopic, directChannel, directUser, ensureChannels } from './channel.ts';
import { createOrder, messageId, post } from './post.ts';
import { render } from './render.ts';
import type { SandboxPerson, SandboxSettings } from './settings.ts';
import type { SandboxChannel, SandboxMessage, SandboxStore } from './store.ts';

/** What the sandbox is lent. */
export interface SandboxResources {
  readonly sandboxStore: (context: InstanceContext) => SandboxStore;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

function chatChannel({ id, topic }: SandboxChannel): ChatChannel {
  return { id, name: id, ...(topic && { topic }) };
}

function chatUser({ id, name, email }: SandboxPerson): ChatUser {
  return { id, name, ...(email && { verifiedEmail: email }) };
}

/** The sandbox: a chat whose server is the document store itself. */
export class SandboxProvider implements Provider {
  readonly platform = 'sandbox';
  readonly instance: string;
  readonly capabilities: Capabilities = {
    operations: new Set(OPERATIONS),
    threads: true,
    modals: true,
    privateReplies: true,
    directMessages: true,
    pins: true,
    reading: false,
    home: false,
    previews: false,
    bookmarks: false,
    deduplication: 'native',
  };
  readonly #settings: SandboxSettings;
  readonly #store: SandboxStore;
  readonly #now: () => number;
  readonly #order = createOrder();

  constructor(settings: SandboxSettings, context: InstanceContext, resources: SandboxResources) {
    this.#settings = settings;
    this.instance = context.instance;
    this.#store = resources.sandboxStore(context);
    this.#now = resources.now;
  }

  connect(): Promise<ChatUser> {
    return this.#guarded('connection_failed', async () => {
      await this.#store.secret();
      await ensureChannels(this.#store, this.#settings.channels, this.#now());
      return MUSTER;
    });
  }

  disconnect(): Promise<void> {
    // The store's connection belongs to whoever lent it.
    return Promise.resolve();
  }

  async health(): Promise<Health> {
    const began = this.#now();
    try {
      await this.#store.head();
      return { ok: true, latencyMs: this.#now() - began };
    } catch (error) {
      return { ok: false, reason: this.#explain(error) };
    }
  }

  /** Nothing but our own store takes its messages. */
  lanes(): readonly Lane[] {
    return [];
  }

  send(to: Destination, message: Message, options: SendOptions): Promise<MessageRef> {
    return this.#writing(options.signal, async () => {
      const channel = await this.#destination(to);
      if (options.thread) await this.#message({ channel, id: options.thread.id });
      const first = await this.#store.addMessage(
        this.#compose(messageId(channel, options.key), channel, message, {
          thread: options.thread?.id,
          alsoInChannel: options.alsoInChannel,
        }),
      );
      return { channel: first.channel, id: first.id };
    });
  }

  sendPrivately(channel: string, user: string, message: Message, options: SendOptions): Promise<void> {
    return this.#writing(options.signal, async () => {
      const { id: visibleTo } = this.#person(user);
      const where = await this.#destination({ channel });
      const thread = options.thread?.id;
      if (thread !== undefined) await this.#message({ channel: where, id: thread });
      const id = messageId(where, options.key, visibleTo);
      await this.#store.addMessage(this.#compose(id, where, message, { visibleTo, thread }));
    });
  }

  update(ref: MessageRef, message: Message): Promise<void> {
    return this.#writing(undefined, async () => {
      const { id } = await this.#message(ref);
      await this.#store.changeMessage(id, { view: render(message), editedAt: this.#now() });
    });
  }

  delete(ref: MessageRef): Promise<void> {
    return this.#writing(undefined, async () => {
      const { id } = await this.#message(ref);
      const view = { summary: '', sections: [] };
      await this.#store.changeMessage(id, { view, editedAt: this.#now(), deleted: true });
    });
  }

  find(to: Destination, key: string, _since: number, _thread?: MessageRef): Promise<MessageRef | undefined> {
    return this.#guarded('connection_failed', async () => {
      const channel = await this.#destination(to);
      const found = await this.#store.message(messageId(channel, key));
      return found && !found.deleted ? { channel, id: found.id } : undefined;
    });
  }

  read(): Promise<Quoted> {
    return Promise.reject(unsupported('The sandbox', 'way to read what people write'));
  }

  showHome(): Promise<void> {
    return Promise.reject(unsupported('The sandbox', 'page of its own for Muster'));
  }

  showPreviews(): Promise<void> {
    return Promise.reject(unsupported('The sandbox', 'previews of addresses'));
  }

  bookmark(): Promise<void> {
    return Promise.reject(unsupported('The sandbox', 'addresses at the top of a channel'));
  }

  openModal(trigger: string, modal: Modal): Promise<void> {
    return this.#writing(undefined, async () => {
      const [user = '', deliveryId] = trigger.split('/');
      if (!deliveryId) throw new ChatError('message_rejected', `${trigger} is no trigger of the sandbox.`);
      await this.#store.announceModal(this.#person(user).id, trigger, modal);
    });
  }

  createChannel(request: CreateChannelRequest): Promise<ChatChannel> {
    return this.#writing(undefined, async () => {
      const id = channelSlug(request.name);
      if (id === '')
        throw new ChatError(
          'message_rejected',
          `Nothing of ${JSON.stringify(request.name)} can be a channel's name.`,
        );
      const topic = channelTopic(request.topic);
      const channel = { id, topic, private: request.private, archived: false, createdAt: this.#now() };
      if (await this.#store.addChannel(channel)) return chatChannel(channel);
      throw new ChatError('name_taken', `The sandbox ${this.instance} has a channel #${id} already.`);
    });
  }

  findChannel(nameOrId: string): Promise<ChatChannel> {
    return this.#guarded('connection_failed', async () => chatChannel(await this.#channel(nameOrId)));
  }

  setTopic(channel: string, topic: string): Promise<void> {
    return this.#writing(undefined, async () => {
      const { id } = await this.#channel(channel);
      await this.#store.changeChannel(id, { topic: channelTopic(topic) });
    });
  }

  invite(channel: string, users: readonly string[]): Promise<void> {
    return this.#writing(undefined, async () => {
      const { id } = await this.#channel(channel);
      const known = users.filter((user) => this.#settings.people.some((person) => person.id === user));
      for (const user of known) await this.#store.addMember(id, user);
      for (const user of users) this.#person(user);
    });
  }

  pin(ref: MessageRef): Promise<void> {
    return this.#writing(undefined, async () => {
      const { channel, id } = await this.#message(ref);
      await this.#store.addPin(channel, id);
    });
  }

  archive(channel: string): Promise<void> {
    return this.#writing(undefined, async () => {
      const found = await this.#stored(channel);
      if (!found) throw this.#noChannel(channel);
      if (!found.archived) await this.#store.changeChannel(found.id, { archived: true });
    });
  }

  findUser(id: string): Promise<ChatUser> {
    return this.#guarded('connection_failed', () => chatUser(this.#person(id)));
  }

  findUserByEmail(email: string): Promise<ChatUser> {
    return this.#guarded('connection_failed', () => {
      const wanted = email.toLowerCase();
      const person = this.#settings.people.find((candidate) => candidate.email?.toLowerCase() === wanted);
      if (!person) throw this.#noUser('that e-mail address');
      return chatUser(person);
    });
  }

  #compose(id: string, channel: string, message: Message, where: Parameters<typeof post>[1]): SandboxMessage {
    const at = this.#now();
    return post({ id, channel, author: MUSTER, view: render(message), at, order: this.#order(at) }, where);
  }

  async #destination(to: Destination): Promise<string> {
    if ('user' in to) return directChannel(this.#person(to.user).id);
    const direct = directUser(to.channel);
    if (direct !== undefined) return directChannel(this.#person(direct).id);
    return (await this.#channel(to.channel)).id;
  }

  #stored(nameOrId: string): Promise<SandboxChannel | undefined> {
    return this.#guarded('connection_failed', () => this.#store.channel(nameOrId.replace(/^#/, '')));
  }

  async #channel(nameOrId: string): Promise<SandboxChannel> {
    const found = await this.#stored(nameOrId);
    if (!found || found.archived) throw this.#noChannel(nameOrId);
    return found;
  }

  async #message(ref: MessageRef): Promise<SandboxMessage> {
    const found = await this.#guarded('connection_failed', () => this.#store.message(ref.id));
    if (!found || found.deleted || found.channel !== ref.channel) {
      throw new ChatError(
        'message_not_found',
        `The sandbox ${this.instance} has no message ${ref.id} in ${ref.channel}.`,
      );
    }
    return found;
  }

  #person(user: string): SandboxPerson {
    const person = this.#settings.people.find((candidate) => candidate.id === user);
    if (!person) throw this.#noUser(JSON.stringify(user));
    return person;
  }

  #noChannel(name: string): ChatError {
    const message = `The sandbox ${this.instance} has no open channel ${JSON.stringify(name)}: create it on its page, or name it under chat.${this.instance}.channels.`;
    return new ChatError('channel_not_found', message);
  }

  #noUser(who: string): ChatError {
    return new ChatError(
      'user_not_found',
      `Nobody in the sandbox ${this.instance} has ${who}: see chat.${this.instance}.people.`,
    );
  }

  #explain(error: unknown): string {
    const cause = error instanceof Error ? error.message : String(error);
    return `The document store of the sandbox ${this.instance} does not answer (check MONGODB_URI): ${cause}`;
  }

  #writing<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    if (signal?.aborted) {
      return Promise.reject(new ChatError('connection_failed', 'The call was given up before it began.'));
    }
    // A write that broke may have been done; sending it again with its key shows which.
    return this.#guarded('outcome_unknown', work);
  }

  async #guarded<T>(code: ChatErrorCode, work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw error instanceof ChatError ? error : new ChatError(code, this.#explain(error), { cause: error });
    }
  }
}
