import type { WebClient } from '@slack/web-api';
import { CHAT_ERRORS, ChatError } from '../error.ts';
import type { ChatChannel, CreateChannelRequest } from '../provider.ts';
import { channelName, channelTopic, isChannelId } from './channel-name.ts';
import type { SlackClient } from './client.ts';
import { slackCode } from './errors.ts';
import { readChannel } from './people.ts';

/** What Slack says of somebody who need not be invited. */
const THERE = ['already_in_channel', 'cant_invite_self'];

/** The channels of one workspace: by name or id, made, joined, filled and archived. */
export class SlackChannels {
  readonly #client: SlackClient;
  readonly #instance: string;
  /** Channel ids by name: Slack finds a name only by listing all channels. */
  readonly #ids = new Map<string, string>();
  /** Look-ups under way, by name: Slack allows few of them. */
  readonly #looking = new Map<string, Promise<ChatChannel>>();

  constructor(client: SlackClient, instance: string) {
    this.#client = client;
    this.#instance = instance;
  }

  /** @returns the id of a channel that is given by name or by id. */
  async id(nameOrId: string, signal?: AbortSignal): Promise<string> {
    if (isChannelId(nameOrId)) return nameOrId;
    const name = nameOrId.replace(/^#/, '').toLowerCase();
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const looking = this.#looking.get(name) ?? this.#findByName(name);
    this.#looking.set(name, looking);
    try {
      return (await unlessAborted(looking, signal)).id;
    } finally {
      if (this.#looking.get(name) === looking) this.#looking.delete(name);
    }
  }

  /** @throws ChatError `channel_not_found`, also for an archived one. */
  async find(nameOrId: string): Promise<ChatChannel> {
    if (!isChannelId(nameOrId)) return this.#findByName(nameOrId.replace(/^#/, '').toLowerCase());
    const { channel } = await this.#client.call('conversations.info', (web) =>
      web.conversations.info({ channel: nameOrId }),
    );
    if (channel?.is_archived) throw this.#gone(nameOrId, 'is archived');
    return readChannel(channel);
  }

  /** The topic comes second and is only decoration: a channel whose topic Slack refuses is a channel all the same. */
  async create(request: CreateChannelRequest): Promise<ChatChannel> {
    const wanted = { name: channelName(request.name), is_private: request.private };
    const made = await this.#client.call('conversations.create', (web) => web.conversations.create(wanted));
    const channel = readChannel(made.channel);
    const topic = await this.setTopic(channel.id, request.topic).then(
      () => ({ topic: channelTopic(request.topic) }),
      () => ({}),
    );
    return { ...channel, ...topic };
  }

  async setTopic(channel: string, topic: string): Promise<void> {
    const request = { channel: await this.id(channel), topic: channelTopic(topic) };
    const set = (web: WebClient) => web.conversations.setTopic(request);
    await this.joining(request.channel, () => this.#client.call('conversations.setTopic', set));
  }

  async invite(channel: string, users: readonly string[]): Promise<void> {
    if (users.length === 0) return;
    const id = await this.id(channel);
    const together = await this.#ask(id, users);
    if (!together) return;
    // Slack invites nobody when one of several cannot be, so that a refusal is followed by one request for each.
    let refusal = users.length === 1 ? together : undefined;
    for (const user of users.length === 1 ? [] : users) {
      const alone = await this.#ask(id, [user]);
      refusal ??= alone;
    }
    if (refusal) throw refusal;
  }

  /** @returns why Slack refuses for good; undefined when all are in the channel. What may pass is thrown. */
  async #ask(id: string, users: readonly string[]): Promise<ChatError | undefined> {
    const invite = (web: WebClient) => web.conversations.invite({ channel: id, users: users.join(',') });
    try {
      await this.joining(id, () => this.#client.call('conversations.invite', invite));
      return undefined;
    } catch (error) {
      if (!(error instanceof ChatError) || CHAT_ERRORS[error.code].retry) throw error;
      return users.length === 1 && THERE.includes(slackCode(error) ?? '') ? undefined : error;
    }
  }

  async archive(channel: string): Promise<void> {
    const id = await this.id(channel);
    const archive = (web: WebClient) => web.conversations.archive({ channel: id });
    await unless('already_archived', this.#client.call('conversations.archive', archive));
  }

  /** Joins a public channel where membership is wanted and tries once more; Slack has done nothing in between. */
  async joining<T>(channel: string, attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt();
    } catch (error) {
      if (['channel_not_found', 'is_archived'].includes(slackCode(error) ?? '')) this.#forget(channel);
      if (slackCode(error) !== 'not_in_channel') throw error;
      await this.#client
        .call('conversations.join', (web) => web.conversations.join({ channel }))
        .catch((obstacle: unknown) => {
          throw obstacle instanceof ChatError && CHAT_ERRORS[obstacle.code].retry ? obstacle : error;
        });
      return attempt();
    }
  }

  async #findByName(name: string): Promise<ChatChannel> {
    let cursor = '';
    do {
      const page = {
        types: 'public_channel,private_channel',
        exclude_archived: true,
        limit: 1000,
        ...(cursor && { cursor }),
      };
      const listed = await this.#client.call('conversations.list', (web) => web.conversations.list(page));
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
    const message = `chat.${this.#instance}: the channel ${channel} ${why}; choose another in the configuration, or restore it.`;
    return new ChatError('channel_not_found', message);
  }

  /** A channel of the same name may be made anew under another id. */
  #forget(channel: string): void {
    for (const [name, id] of this.#ids) if (id === channel) this.#ids.delete(name);
  }
}

/** Passes over one of Slack's refusals, which says that what was wanted is so already. */
export async function unless(code: string, call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    if (slackCode(error) !== code) throw error;
  });
}

/** Waits for what others wait for too: who is aborted goes, and it goes on. */
async function unlessAborted<R>(waiting: Promise<R>, signal: AbortSignal | undefined): Promise<R> {
  if (!signal) return waiting;
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(new ChatError('connection_failed', 'it was given up before Slack answered'));
  });
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([waiting, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
