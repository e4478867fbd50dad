import type { WebClient } from '@slack/web-api';
import type { Modal } from '../element.ts';
import { ChatError } from '../error.ts';
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
import { channelName, channelTopic, isChannelId } from './channel-name.ts';
import { SlackClient } from './client.ts';
import { slackCode } from './errors.ts';
import { findByKey, keyMetadata } from './find.ts';
import { view } from './modal.ts';
import { readChannel, readUser } from './people.ts';
import { render } from './render.ts';
import type { SlackSettings } from './settings.ts';

/** How text and addresses in a message are treated: as they stand. */
const LITERAL = {
  link_names: false,
  parse: 'none',
  unfurl_links: false,
  unfurl_media: false,
  mrkdwn: false,
} as const;

const CAPABILITIES: Capabilities = {
  operations: new Set(OPERATIONS),
  threads: true,
  modals: true,
  privateReplies: true,
  directMessages: true,
  pins: true,
  // Slack has no idempotency key (slackapi/slack-api-specs#10): the key travels in the message's metadata.
  deduplication: 'lookup',
};

/** A workspace of Slack by its Web API. */
export class SlackProvider implements Provider {
  readonly platform = 'slack';
  readonly instance: string;
  readonly capabilities = CAPABILITIES;
  readonly #client: SlackClient;
  /** Channel ids by name: Slack finds a name only by listing all channels. */
  readonly #ids = new Map<string, string>();

  constructor(settings: SlackSettings, context: InstanceContext) {
    this.instance = context.instance;
    this.#client = new SlackClient(settings, context);
  }

  async connect(): Promise<ChatUser> {
    const me = await this.#client.call('auth.test', (web) => web.auth.test());
    return { id: me.user_id ?? '', name: me.user ?? '' };
  }

  /** Nothing to close: every call is a request of its own. */
  disconnect(): Promise<void> {
    this.#ids.clear();
    return Promise.resolve();
  }

  async health(): Promise<Health> {
    const start = performance.now();
    try {
      await this.connect();
      return { ok: true, latencyMs: Math.round(performance.now() - start) };
    } catch (error) {
      return { ok: false, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  async send(to: Destination, message: Message, options: SendOptions): Promise<MessageRef> {
    const channel = await this.#channelOf(to, options.signal);
    const thread = options.thread
      ? options.alsoInChannel
        ? { thread_ts: options.thread.id, reply_broadcast: true as const }
        : { thread_ts: options.thread.id }
      : {};
    const request = {
      channel,
      ...render(message),
      ...LITERAL,
      ...thread,
      metadata: keyMetadata(options.key),
    };
    const post = (web: WebClient) => web.chat.postMessage(request);
    const sent = await this.#joining(channel, () =>
      this.#client.call('chat.postMessage', post, options.signal),
    );
    return { channel: sent.channel ?? channel, id: sent.ts ?? '' };
  }

  async sendPrivately(channel: string, user: string, message: Message, options: SendOptions): Promise<void> {
    const id = await this.#channelId(channel, options.signal);
    const { text, blocks, attachments } = render(message);
    const thread = options.thread && { thread_ts: options.thread.id };
    const request = {
      channel: id,
      user,
      text,
      blocks,
      attachments,
      link_names: false,
      parse: 'none',
      ...thread,
    } as const;
    const post = (web: WebClient) => web.chat.postEphemeral(request);
    await this.#joining(id, () => this.#client.call('chat.postEphemeral', post, options.signal));
  }

  async update(ref: MessageRef, message: Message): Promise<void> {
    const request = {
      channel: ref.channel,
      ts: ref.id,
      ...render(message),
      link_names: false,
      parse: 'none',
    } as const;
    await this.#client.call('chat.update', (web) => web.chat.update(request));
  }

  async delete(ref: MessageRef): Promise<void> {
    await this.#client.call('chat.delete', (web) => web.chat.delete({ channel: ref.channel, ts: ref.id }));
  }

  async find(
    to: Destination,
    key: string,
    since: number,
    thread?: MessageRef,
  ): Promise<MessageRef | undefined> {
    const channel = await this.#channelOf(to);
    return this.#joining(channel, () => findByKey(this.#client, channel, key, since, thread));
  }

  async openModal(trigger: string, modal: Modal): Promise<void> {
    const drawn = view(modal);
    await this.#client.call('views.open', (web) => web.views.open({ trigger_id: trigger, view: drawn }));
  }

  /** The topic comes second and is only decoration: a channel whose topic Slack refuses is a channel all the same. */
  async createChannel(request: CreateChannelRequest): Promise<ChatChannel> {
    const wanted = { name: channelName(request.name), is_private: request.private };
    const made = await this.#client.call('conversations.create', (web) => web.conversations.create(wanted));
    const channel = readChannel(made.channel);
    const topic = await this.setTopic(channel.id, request.topic).then(
      () => ({ topic: channelTopic(request.topic) }),
      () => ({}),
    );
    return { ...channel, ...topic };
  }

  async findChannel(nameOrId: string): Promise<ChatChannel> {
    if (!isChannelId(nameOrId)) return this.#findByName(nameOrId.replace(/^#/, '').toLowerCase());
    const { channel } = await this.#client.call('conversations.info', (web) =>
      web.conversations.info({ channel: nameOrId }),
    );
    if (channel?.is_archived) throw this.#gone(nameOrId, 'is archived');
    return readChannel(channel);
  }

  async setTopic(channel: string, topic: string): Promise<void> {
    const request = { channel: await this.#channelId(channel), topic: channelTopic(topic) };
    const set = (web: WebClient) => web.conversations.setTopic(request);
    await this.#joining(request.channel, () => this.#client.call('conversations.setTopic', set));
  }

  async invite(channel: string, users: readonly string[]): Promise<void> {
    if (users.length === 0) return;
    const id = await this.#channelId(channel);
    const ask = (some: readonly string[]) =>
      this.#joining(id, () =>
        this.#client.call('conversations.invite', (web) =>
          web.conversations.invite({ channel: id, users: some.join(',') }),
        ),
      );
    const failures: unknown[] = [];
    try {
      await ask(users);
    } catch (error) {
      if (slackCode(error) === undefined) throw error;
      failures.push(error);
    }
    // Slack invites nobody when one of several cannot be, so that a refusal is followed by one request for each.
    if (failures.length > 0 && users.length > 1) {
      failures.length = 0;
      for (const user of users) await ask([user]).catch((error: unknown) => failures.push(error));
    }
    const there = ['already_in_channel', 'cant_invite_self'];
    const failure = failures.find((error) => !there.includes(slackCode(error) ?? ''));
    if (failure !== undefined) throw failure as ChatError;
  }

  async pin(ref: MessageRef): Promise<void> {
    const add = (web: WebClient) => web.pins.add({ channel: ref.channel, timestamp: ref.id });
    await this.#unless('already_pinned', this.#client.call('pins.add', add));
  }

  async archive(channel: string): Promise<void> {
    const id = await this.#channelId(channel);
    await this.#unless(
      'already_archived',
      this.#client.call('conversations.archive', (web) => web.conversations.archive({ channel: id })),
    );
  }

  async findUser(id: string): Promise<ChatUser> {
    const { user } = await this.#client.call('users.info', (web) => web.users.info({ user: id }));
    return readUser(user, this.instance);
  }

  async findUserByEmail(email: string): Promise<ChatUser> {
    const { user } = await this.#client.call('users.lookupByEmail', (web) =>
      web.users.lookupByEmail({ email }),
    );
    return readUser(user, this.instance);
  }

  async #channelOf(to: Destination, signal?: AbortSignal): Promise<string> {
    if ('channel' in to) return this.#channelId(to.channel, signal);
    const open = (web: WebClient) => web.conversations.open({ users: to.user });
    const { channel } = await this.#client.call('conversations.open', open, signal);
    return channel?.id ?? '';
  }

  async #channelId(nameOrId: string, signal?: AbortSignal): Promise<string> {
    if (isChannelId(nameOrId)) return nameOrId;
    const name = nameOrId.replace(/^#/, '').toLowerCase();
    return this.#ids.get(name) ?? (await this.#findByName(name, signal)).id;
  }

  async #findByName(name: string, signal?: AbortSignal): Promise<ChatChannel> {
    let cursor = '';
    do {
      const page = {
        types: 'public_channel,private_channel',
        exclude_archived: true,
        limit: 1000,
        ...(cursor && { cursor }),
      };
      const listed = await this.#client.call(
        'conversations.list',
        (web) => web.conversations.list(page),
        signal,
      );
      const found = listed.channels?.find((channel) => channel.name === name);
      if (found) {
        const channel = readChannel(found);
        this.#ids.set(name, channel.id);
        return channel;
      }
      cursor = listed.response_metadata?.next_cursor ?? '';
    } while (cursor !== '');
    throw this.#gone(`#${name}`, 'does not exist, or is private and the bot was not invited to it');
  }

  #gone(channel: string, why: string): ChatError {
    const message = `chat.${this.instance}: the channel ${channel} ${why}; choose another in the configuration, or restore it.`;
    return new ChatError('channel_not_found', message);
  }

  /** Joins a public channel where membership is wanted and tries once more; Slack has done nothing in between. */
  async #joining<T>(channel: string, attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt();
    } catch (error) {
      if (['channel_not_found', 'is_archived'].includes(slackCode(error) ?? '')) this.#forget(channel);
      if (slackCode(error) !== 'not_in_channel') throw error;
      await this.#client
        .call('conversations.join', (web) => web.conversations.join({ channel }))
        .catch(() => {
          throw error;
        });
      return attempt();
    }
  }

  /** A channel of the same name may be made anew under another id. */
  #forget(channel: string): void {
    for (const [name, id] of this.#ids) if (id === channel) this.#ids.delete(name);
  }

  async #unless(code: string, call: Promise<unknown>): Promise<void> {
    await call.catch((error: unknown) => {
      if (slackCode(error) !== code) throw error;
    });
  }
}
