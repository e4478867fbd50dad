import { ChatError, type ChatErrorCode } from '../../src/chat/error.ts';
import type { Lane } from '../../src/chat/lane.ts';
import type { Message, MessageRef } from '../../src/chat/message.ts';
import type {
  Capabilities,
  ChatChannel,
  ChatUser,
  Destination,
  PacedOperation,
  Provider,
} from '../../src/chat/provider.ts';

/** Something sent, as readers of the platform see it. */
export interface Sent {
  readonly ref: MessageRef;
  readonly to: Destination;
  readonly key: string;
  readonly message: Message;
  readonly at: number;
  readonly privatelyTo?: string;
  /** The message in whose thread it stands. */
  readonly thread?: MessageRef;
}

/** What goes wrong with one call: nothing happens, it happens and nobody hears of it, or the platform says no. */
export type Trouble = 'reset before' | 'reset after' | 'rate limited' | { readonly code: ChatErrorCode };

const WAIT_MS = 7_000;

/** A chat platform in memory, with a queue of what goes wrong at each of its operations. */
export class FakeProvider implements Provider {
  readonly platform = 'fake';
  readonly instance = 'main';
  capabilities: Capabilities;
  readonly sent: Sent[] = [];
  readonly edits: { readonly ref: MessageRef; readonly message: Message }[] = [];
  readonly channels: (ChatChannel & { readonly private: boolean; archived?: boolean })[] = [];
  readonly invited: { readonly channel: string; readonly users: readonly string[] }[] = [];
  readonly pins: MessageRef[] = [];
  readonly users: ChatUser[] = [{ id: 'U2', name: 'Ben', verifiedEmail: 'ben@example.org' }];
  /** Users by an address that they say is theirs. */
  readonly claimed: Record<string, ChatUser> = {};
  /** Operations in the order of their calls. */
  readonly calls: string[] = [];
  readonly #troubles = new Map<string, (Trouble | undefined)[]>();
  readonly #now: () => number;
  /** The limits that each operation draws on. */
  limits: (operation: PacedOperation, target: Destination) => readonly Lane[] = () => [];
  /** Called in the middle of `send`, before and after the platform has the message. */
  onSend: (when: 'before' | 'after', signal: AbortSignal | undefined) => void | Promise<void> = () =>
    undefined;

  constructor(deduplication: Capabilities['deduplication'] = 'lookup', now: () => number = Date.now) {
    this.#now = now;
    this.capabilities = {
      operations: new Set(['send', 'update', 'interactive', 'channel management', 'user management']),
      threads: true,
      modals: false,
      privateReplies: true,
      directMessages: true,
      pins: true,
      reading: false,
      home: false,
      previews: false,
      bookmarks: false,
      deduplication,
    };
  }

  /** Queues what goes wrong with the next calls of an operation, one each; undefined lets one pass. */
  trouble(operation: string, ...troubles: (Trouble | undefined)[]): void {
    this.#troubles.set(operation, [...(this.#troubles.get(operation) ?? []), ...troubles]);
  }

  /** Forgets what was queued and has not gone wrong yet. */
  recover(): void {
    this.#troubles.clear();
  }

  async #call<R>(operation: string, work: () => R | Promise<R>): Promise<R> {
    this.calls.push(operation);
    const trouble = this.#troubles.get(operation)?.shift();
    if (trouble === undefined) return work();
    if (trouble === 'rate limited') throw new ChatError('rate_limited', 'wait', { retryAfterMs: WAIT_MS });
    if (trouble === 'reset before') throw new ChatError('outcome_unknown', 'the connection broke');
    if (trouble !== 'reset after') throw new ChatError(trouble.code, `the platform says ${trouble.code}`);
    await work();
    throw new ChatError('outcome_unknown', 'the connection broke');
  }

  #store(
    to: Destination,
    message: Message,
    key: string,
    { privatelyTo, thread }: { privatelyTo?: string; thread?: MessageRef | undefined } = {},
  ): MessageRef {
    const channel = 'channel' in to ? to.channel : `@${to.user}`;
    const earlier = this.sent.find((one) => one.key === key);
    if (this.capabilities.deduplication === 'native' && earlier) return earlier.ref;
    const ref = { channel, id: `m${this.sent.length + 1}` };
    this.sent.push({
      ref,
      to,
      key,
      message,
      at: this.#now(),
      ...(privatelyTo !== undefined && { privatelyTo }),
      ...(thread && { thread }),
    });
    return ref;
  }

  lanes(operation: PacedOperation, target: Destination): readonly Lane[] {
    return this.limits(operation, target);
  }
  send(
    to: Destination,
    message: Message,
    options: { key: string; thread?: MessageRef; signal?: AbortSignal },
  ): Promise<MessageRef> {
    return this.#call('send', async () => {
      await this.onSend('before', options.signal);
      const ref = this.#store(to, message, options.key, { thread: options.thread });
      await this.onSend('after', options.signal);
      return ref;
    });
  }
  sendPrivately(channel: string, user: string, message: Message, { key }: { key: string }): Promise<void> {
    return this.#call(
      'sendPrivately',
      () => void this.#store({ channel }, message, key, { privatelyTo: user }),
    );
  }
  update(ref: MessageRef, message: Message): Promise<void> {
    return this.#call('update', () => void this.edits.push({ ref, message }));
  }
  find(_to: Destination, key: string, since: number): Promise<MessageRef | undefined> {
    return this.#call('find', () => this.sent.find((one) => one.key === key && one.at >= since)?.ref);
  }
  createChannel(request: { name: string; private: boolean; topic: string }): Promise<ChatChannel> {
    return this.#call('createChannel', () => {
      if (this.channels.some(({ name }) => name === request.name))
        throw new ChatError('name_taken', `#${request.name} exists`);
      const channel = { id: `C${this.channels.length + 1}`, createdAt: this.#now(), ...request };
      this.channels.push(channel);
      return channel;
    });
  }
  findChannel(nameOrId: string): Promise<ChatChannel> {
    return this.#call('findChannel', () => {
      const found = this.channels.find(
        ({ id, name, archived }) => !archived && [id, name].includes(nameOrId),
      );
      if (!found) throw new ChatError('channel_not_found', `there is no ${nameOrId}`);
      return found;
    });
  }
  setTopic(channel: string, topic: string): Promise<void> {
    return this.#call('setTopic', () => {
      const index = this.channels.findIndex(({ id }) => id === channel);
      const before = this.channels[index];
      if (!before) throw new ChatError('channel_not_found', `there is no ${channel}`);
      this.channels[index] = { ...before, topic };
    });
  }
  invite(channel: string, users: readonly string[]): Promise<void> {
    return this.#call('invite', () => void this.invited.push({ channel, users }));
  }
  pin(ref: MessageRef): Promise<void> {
    return this.#call('pin', () => void this.pins.push(ref));
  }
  archive(channel: string): Promise<void> {
    return this.#call('archive', () => {
      for (const one of this.channels) if (one.id === channel) one.archived = true;
    });
  }

  connect = (): Promise<ChatUser> => Promise.resolve({ id: 'B1', name: 'muster' });
  disconnect = (): Promise<void> => Promise.resolve();
  health = (): ReturnType<Provider['health']> => Promise.resolve({ ok: true, latencyMs: 0 });
  delete = (): Promise<never> => this.#unsupported();
  openModal = (): Promise<never> => this.#unsupported();
  read = (): Promise<never> => this.#unsupported();
  showHome = (): Promise<never> => this.#unsupported();
  showPreviews = (): Promise<never> => this.#unsupported();
  bookmark = (): Promise<never> => this.#unsupported();
  findUser = (): Promise<never> => this.#unsupported();
  findUserByEmail(email: string): Promise<ChatUser> {
    const user = this.users.find(({ verifiedEmail }) => verifiedEmail === email) ?? this.claimed[email];
    return this.#call('findUserByEmail', () => {
      if (!user) throw new ChatError('user_not_found', `nobody has the address ${email}`);
      return user;
    });
  }
  #unsupported(): Promise<never> {
    return Promise.reject(new ChatError('operation_not_supported', 'this platform has no such thing'));
  }
}
