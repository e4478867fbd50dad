import type { LinkUnfurls, UsersInfoResponse, WebClient } from '@slack/web-api';
import type { Modal } from '../element.ts';
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
import { healthOf } from '../health.ts';
import { addBookmark } from './bookmarks.ts';
import { SlackChannels, unless } from './channels.ts';
import { SlackClient } from './client.ts';
import { drawn } from './fallback.ts';
import { findByKey, keyMetadata } from './find.ts';
import { readMessage } from './messages.ts';
import { lanesOf } from './lanes.ts';
import { view } from './modal.ts';
import { readUser } from './people.ts';
import { renderHome, renderPreview } from './render.ts';
import type { SlackSettings } from './settings.ts';
import { Home } from './workspace.ts';

/** How text and addresses in a message are treated: as they stand. */
const LITERAL = {
  link_names: false,
  parse: 'none',
  unfurl_links: false,
  unfurl_media: false,
  mrkdwn: false,
} as const;

export const CAPABILITIES: Capabilities = {
  operations: new Set(OPERATIONS),
  threads: true,
  modals: true,
  privateReplies: true,
  directMessages: true,
  pins: true,
  reading: true,
  home: true,
  previews: true,
  bookmarks: true,
  // Slack has no idempotency key (slackapi/slack-api-specs#10): the key travels in the message's metadata.
  deduplication: 'lookup',
};

/** A workspace of Slack by its Web API. */
export class SlackProvider implements Provider {
  readonly platform = 'slack';
  readonly instance: string;
  readonly capabilities = CAPABILITIES;
  readonly #client: SlackClient;
  readonly #channels: SlackChannels;
  readonly #home: Home;
  /** Ids of the channels of direct messages, by user. */
  readonly #direct = new Map<string, string>();
  readonly #guestsByEmail: boolean;

  /** @param client with which Slack is called; the configured bot's when not given. */
  constructor(
    settings: SlackSettings,
    context: InstanceContext,
    client: SlackClient = new SlackClient(settings, context),
  ) {
    this.instance = context.instance;
    this.#client = client;
    this.#channels = new SlackChannels(this.#client, context.instance);
    this.#home = new Home(this.#client, settings, context);
    this.#guestsByEmail = settings.guestsByEmail;
  }

  async connect(): Promise<ChatUser> {
    const { me } = await this.#home.test();
    return { id: me.user_id ?? '', name: me.user ?? '' };
  }

  /** Nothing to close: every call is a request of its own. */
  disconnect(): Promise<void> {
    return Promise.resolve();
  }

  health(): Promise<Health> {
    return healthOf(
      () => this.connect(),
      () => performance.now(),
    );
  }

  async lanes(operation: PacedOperation, target: Destination): Promise<readonly Lane[]> {
    if ('user' in target) return lanesOf(operation, target, this.#direct.has(target.user));
    if (operation !== 'send') return lanesOf(operation, target);
    // One channel has one lane, whether it is called by its name or its id.
    const channel = await this.#channels.id(target.channel).catch(() => target.channel);
    return lanesOf(operation, { channel });
  }

  async send(to: Destination, message: Message, options: SendOptions): Promise<MessageRef> {
    const channel = await this.#channelOf(to, options.signal);
    const thread = options.thread
      ? options.alsoInChannel
        ? { thread_ts: options.thread.id, reply_broadcast: true as const }
        : { thread_ts: options.thread.id }
      : {};
    const more = { ...LITERAL, ...thread, metadata: keyMetadata(options.key) };
    const sent = await drawn(message, (content) => {
      const post = (web: WebClient) => web.chat.postMessage({ channel, ...content, ...more });
      return this.#channels.joining(channel, () =>
        this.#client.call('chat.postMessage', post, options.signal),
      );
    });
    return { channel: sent.channel ?? channel, id: sent.ts ?? '' };
  }

  async sendPrivately(channel: string, user: string, message: Message, options: SendOptions): Promise<void> {
    const id = await this.#channels.id(channel, options.signal);
    const thread = options.thread && { thread_ts: options.thread.id };
    await drawn(message, (content) => {
      const request = { channel: id, user, ...content, link_names: false, parse: 'none', ...thread } as const;
      const post = (web: WebClient) => web.chat.postEphemeral(request);
      return this.#channels.joining(id, () => this.#client.call('chat.postEphemeral', post, options.signal));
    });
  }

  async update(ref: MessageRef, message: Message): Promise<void> {
    const { channel, id: ts } = ref;
    await drawn(message, (content) => {
      const request = { channel, ts, ...content, link_names: false, parse: 'none' } as const;
      return this.#client.call('chat.update', (web) => web.chat.update(request));
    });
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
    return this.#channels.joining(channel, () => findByKey(this.#client, channel, key, since, thread));
  }

  read(ref: MessageRef): Promise<Quoted> {
    return readMessage(this.#client, this.#channels, ref);
  }

  async showHome(user: string, message: Message): Promise<void> {
    const request = { user_id: user, view: renderHome(message) };
    await this.#client.call('views.publish', (web) => web.views.publish(request));
  }

  async showPreviews(at: MessageRef, previews: Readonly<Record<string, Message>>): Promise<void> {
    const drawn = Object.entries(previews).map(([link, message]) => [link, renderPreview(message)]);
    const unfurls = Object.fromEntries(drawn) as LinkUnfurls;
    const request = { channel: at.channel, ts: at.id, unfurls };
    await this.#client.call('chat.unfurl', (web) => web.chat.unfurl(request));
  }

  bookmark(channel: string, title: string, link: string): Promise<void> {
    return addBookmark(this.#client, this.#channels, channel, title, link);
  }

  async openModal(trigger: string, modal: Modal): Promise<void> {
    const drawn = view(modal);
    await this.#client.call('views.open', (web) => web.views.open({ trigger_id: trigger, view: drawn }));
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

  async pin(ref: MessageRef): Promise<void> {
    const add = (web: WebClient) => web.pins.add({ channel: ref.channel, timestamp: ref.id });
    await unless('already_pinned', this.#client.call('pins.add', add));
  }

  archive(channel: string): Promise<void> {
    return this.#channels.archive(channel);
  }

  async findUser(id: string): Promise<ChatUser> {
    const { user } = await this.#client.call('users.info', (web) => web.users.info({ user: id }));
    return this.#read(user);
  }

  async findUserByEmail(email: string): Promise<ChatUser> {
    const { user } = await this.#client.call('users.lookupByEmail', (web) =>
      web.users.lookupByEmail({ email }),
    );
    return this.#read(user);
  }

  async #read(user: UsersInfoResponse['user']): Promise<ChatUser> {
    const home = await this.#home.get();
    return readUser(user, { instance: this.instance, home, guestsByEmail: this.#guestsByEmail });
  }

  async #channelOf(to: Destination, signal?: AbortSignal): Promise<string> {
    if ('channel' in to) return this.#channels.id(to.channel, signal);
    const known = this.#direct.get(to.user);
    if (known !== undefined) return known;
    const open = (web: WebClient) => web.conversations.open({ users: to.user });
    const { channel } = await this.#client.call('conversations.open', open, signal);
    const id = channel?.id ?? '';
    if (id) this.#direct.set(to.user, id);
    return id;
  }
}
