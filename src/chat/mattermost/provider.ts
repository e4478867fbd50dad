import type { Post } from '@mattermost/types/posts';
import type { UserProfile } from '@mattermost/types/users';
import type { Modal } from '../element.ts';
import { ChatError } from '../error.ts';
import { healthOf } from '../health.ts';
import type { Message, MessageRef } from '../message.ts';
import type { InstanceContext, Lent } from '../platform.ts';
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
import { MattermostChannels } from './channels.ts';
import { MattermostClient } from './client.ts';
import { openRequest } from './dialog.ts';
import { findByKey, KEY_PROP, keyOf, pendingPostId } from './find.ts';
import { Home } from './home.ts';
import { lanesOf, type RequestLane } from './lanes.ts';
import { bounded } from '../../text/bounded.ts';
import { LIMITS } from './limits.ts';
import { isId, readUser } from './people.ts';
import { quoted } from './quote.ts';
import { mentioned, render, type MattermostMessage, type Names } from './render.ts';
import { sealingFor, type SealingNeeds } from './sealing.ts';
import type { MattermostSettings } from './settings.ts';

/** How many user names are remembered, to mention people by. */
const REMEMBERED = 1000;

/** A team of a Mattermost server by its REST API. */
export class MattermostProvider implements Provider {
  readonly platform = 'mattermost';
  readonly instance: string;
  readonly capabilities: Capabilities;
  readonly #settings: MattermostSettings;
  readonly #sealing: SealingNeeds;
  readonly #client: MattermostClient;
  readonly #home: Home;
  readonly #channels: MattermostChannels;
  readonly #names = new Map<string, string>();

  constructor(settings: MattermostSettings, context: InstanceContext, lent: Pick<Lent, 'now' | 'address'>) {
    this.instance = context.instance;
    this.#settings = settings;
    this.#sealing = { settings, context, lent };
    this.#client = new MattermostClient(settings, context);
    this.#home = new Home(this.#client, settings, context);
    this.#channels = new MattermostChannels(this.#client, this.#home, context.instance);
    this.capabilities = {
      operations: new Set(OPERATIONS),
      threads: true,
      modals: true,
      privateReplies: settings.privateReplies === 'ephemeral',
      directMessages: true,
      pins: true,
      reading: true,
      home: false,
      previews: false,
      bookmarks: settings.bookmarks,
      // The server's own recognition ends after 30 seconds: the key travels in the post's props.
      deduplication: 'lookup',
    };
  }

  async connect(): Promise<ChatUser> {
    const { bot } = await this.#home.ask();
    return bot;
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

  lanes(): readonly RequestLane[] {
    return lanesOf(this.#settings.requestsPerSecond);
  }

  async send(to: Destination, message: Message, options: SendOptions): Promise<MessageRef> {
    const { key, thread, signal } = options;
    const channel = await this.#channelOf(to, signal);
    const { message: text, attachments } = await this.#draw(message, channel, signal);
    const post = {
      channel_id: channel,
      message: text,
      props: { attachments, [KEY_PROP]: key },
      pending_post_id: pendingPostId(this.#settings.botToken, channel, key),
      // In a thread alone nobody would see it who does not follow the thread, and Mattermost shows nothing in both.
      ...(thread && !options.alsoInChannel && { root_id: thread.id }),
    };
    const sent = await this.#channels.within(
      channel,
      () => this.#client.call('posts', (api) => api.createPost(post as never), signal),
      signal,
    );
    return { channel: sent.channel_id, id: sent.id };
  }

  async sendPrivately(channel: string, user: string, message: Message, options: SendOptions): Promise<void> {
    if (!this.capabilities.privateReplies) {
      throw unsupported(
        'Mattermost as it is set up (setting privateReplies)',
        'messages that only one person sees',
      );
    }
    const { thread, signal } = options;
    const id = await this.#channels.id(channel, signal);
    const { message: text, attachments } = await this.#draw(message, id, signal, true);
    const post = {
      channel_id: id,
      message: text,
      props: { attachments },
      ...(thread && { root_id: thread.id }),
    };
    const whisper = () =>
      this.#client.call('posts/ephemeral', (api) => api.createPostEphemeral(user, post as never), signal);
    await this.#channels.within(id, whisper, signal);
  }

  async update(ref: MessageRef, message: Message): Promise<void> {
    const post = await this.#post(ref);
    const { message: text, attachments } = await this.#draw(message, ref.channel);
    const key = keyOf(post);
    const patch = { id: post.id, message: text, props: { attachments, ...(key && { [KEY_PROP]: key }) } };
    await this.#client.call('posts/patch', (api) => api.patchPost(patch as never));
  }

  async delete(ref: MessageRef): Promise<void> {
    const { id } = await this.#post(ref);
    await this.#client.call('posts/delete', (api) => api.deletePost(id));
  }

  async find(
    to: Destination,
    key: string,
    since: number,
    thread?: MessageRef,
  ): Promise<MessageRef | undefined> {
    const channel = await this.#channelOf(to);
    const { bot } = await this.#home.get();
    return this.#channels.within(channel, () => findByKey(this.#client, bot.id, channel, key, since, thread));
  }

  async read(ref: MessageRef): Promise<Quoted> {
    const post = await this.#post(ref);
    const author = await this.findUser(post.user_id).catch((error: unknown) => {
      if (error instanceof ChatError && error.code === 'user_not_found') return { id: post.user_id };
      throw error;
    });
    const { team } = await this.#home.get();
    return quoted(post, author, this.#settings.url, team.name);
  }

  showHome(): Promise<void> {
    return Promise.reject(unsupported('Mattermost', 'page of its own for bots'));
  }

  showPreviews(): Promise<void> {
    return Promise.reject(unsupported('Mattermost', 'previews made by bots'));
  }

  async bookmark(channel: string, title: string, link: string): Promise<void> {
    if (!this.capabilities.bookmarks) {
      throw unsupported(
        'Mattermost as it is set up (setting bookmarks)',
        'addresses at the top of a channel',
      );
    }
    const id = await this.#channels.id(channel);
    await this.#channels.within(id, async () => {
      const there = await this.#client.call('bookmarks', (api) => api.getChannelBookmarks(id));
      if (there.some((one) => one.link_url === link)) return;
      const wanted = { display_name: bounded(title, LIMITS.bookmark), link_url: link, type: 'link' } as const;
      await this.#client.call('bookmarks', (api) => api.createChannelBookmark(id, wanted as never, ''));
    });
  }

  async openModal(trigger: string, modal: Modal): Promise<void> {
    const request = openRequest(trigger, modal, this.#sealing);
    await this.#client.call('actions/dialogs/open', (api) => api.openDialog(request));
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
    const { id } = await this.#post(ref);
    await this.#client.call('posts/pin', (api) => api.pinPost(id));
  }

  archive(channel: string): Promise<void> {
    return this.#channels.archive(channel);
  }

  async findUser(id: string): Promise<ChatUser> {
    return this.#read(await this.#profile(id));
  }

  async findUserByEmail(email: string): Promise<ChatUser> {
    const user = await this.#client.call('users/email', (api) =>
      api.getUserByEmail(encodeURIComponent(email)),
    );
    return this.#read(user);
  }

  async #read(user: UserProfile): Promise<ChatUser> {
    const { emailsVerified } = await this.#home.get();
    const { guestsByEmail } = this.#settings;
    return readUser(user, { instance: this.instance, emailsVerified, guestsByEmail });
  }

  #profile(id: string, signal?: AbortSignal): Promise<UserProfile> {
    if (!isId(id)) {
      const message = `chat.${this.instance}: ${id} is no user id of Mattermost; check it in the configuration.`;
      return Promise.reject(new ChatError('user_not_found', message));
    }
    return this.#client.call('users', (api) => api.getUser(id), signal);
  }

  /** Mattermost says «no permission» also where there is no post, so that it is looked for first. */
  async #post(ref: MessageRef): Promise<Post> {
    const gone = () =>
      new ChatError(
        'message_not_found',
        `chat.${this.instance}: the message ${ref.id} is not in that channel.`,
      );
    if (!isId(ref.id)) throw gone();
    const post = await this.#channels.within(ref.channel, () =>
      this.#client.call('posts', (api) => api.getPost(ref.id)),
    );
    if (post.delete_at > 0 || post.channel_id !== ref.channel) throw gone();
    return post;
  }

  async #draw(
    message: Message,
    channel: string,
    signal?: AbortSignal,
    passing = false,
  ): Promise<MattermostMessage> {
    const sealing = sealingFor(this.#sealing, channel, passing);
    return render(message, sealing, await this.#namesOf(mentioned(message), signal));
  }

  /** Somebody who is not found is shown by name: a message must not be lost for it. */
  async #namesOf(users: readonly string[], signal?: AbortSignal): Promise<Names> {
    for (const user of users) {
      if (this.#names.has(user)) continue;
      const profile = await this.#profile(user, signal).catch((error: unknown) => {
        if (error instanceof ChatError && error.code === 'user_not_found') return undefined;
        throw error;
      });
      if (!profile) continue;
      if (this.#names.size >= REMEMBERED) this.#names.clear();
      this.#names.set(user, profile.username);
    }
    return this.#names;
  }

  async #channelOf(to: Destination, signal?: AbortSignal): Promise<string> {
    return 'channel' in to ? this.#channels.id(to.channel, signal) : this.#channels.direct(to.user, signal);
  }
}
