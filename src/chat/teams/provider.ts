import { Activity } from '@microsoft/agents-activity';
import type { ConversationParameters } from '@microsoft/agents-activity';
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
import { attachment, type AdaptiveCard } from './card.ts';
import { Channels } from './channels.ts';
import { TeamsClient } from './client.ts';
import { isChannel, isConversationId, readConversation, threadId } from './conversation.ts';
import { formCard } from './dialog.ts';
import { teamsCode, toChatError } from './errors.ts';
import { markOf, Messages } from './find.ts';
import { lanesOf } from './lanes.ts';
import { People, stranger } from './people.ts';
import type { References } from './references.ts';
import { render } from './render.ts';
import { Sent } from './sent.ts';
import type { BotSettings } from './settings.ts';
import { Teams, type Place } from './teams.ts';

function capabilities(graph: boolean): Capabilities {
  const operations = graph
    ? OPERATIONS
    : OPERATIONS.filter((operation) => operation !== 'channel management');
  return {
    operations: new Set(operations),
    threads: true,
    modals: true,
    privateReplies: false,
    directMessages: true,
    pins: false,
    reading: graph,
    home: false,
    previews: false,
    bookmarks: false,
    // Teams has no idempotency key; with Graph a channel can be looked through for the id that the card bears.
    deduplication: graph ? 'lookup' : 'none',
  };
}

/** What an activity of Muster's carries: one card and no text, because Teams parts text and card into two messages. */
function activityOf(summary: string, card: AdaptiveCard): Activity {
  return Activity.fromObject({
    type: 'message',
    summary,
    attachments: [attachment(card)],
    channelData: { notification: { alert: true } },
  });
}

/** Microsoft Teams by the Bot Connector, and by Microsoft Graph where it is permitted. */
export class TeamsProvider implements Provider {
  readonly platform = 'teams';
  readonly instance: string;
  readonly capabilities: Capabilities;
  readonly #settings: BotSettings;
  readonly #client: TeamsClient;
  readonly #references: References;
  readonly #teams: Teams;
  readonly #people: People;
  readonly #channels: Channels;
  readonly #messages: Messages;
  readonly #sent = new Sent();

  constructor(settings: BotSettings, { instance }: InstanceContext, references: References) {
    this.instance = instance;
    this.capabilities = capabilities(settings.graph);
    this.#settings = settings;
    this.#references = references;
    this.#client = new TeamsClient(settings, instance);
    this.#teams = new Teams(this.#client, references, settings, instance);
    this.#people = new People(this.#client, this.#teams, references, settings, instance);
    this.#channels = new Channels(this.#client, this.#teams, this.#people, references, settings, instance);
    this.#messages = new Messages(this.#client, this.#teams, settings);
  }

  /** Asks for a token, and where a team is known whether the Bot Connector takes it. */
  async connect(): Promise<ChatUser> {
    const [team] = await this.#guard('connect', () => this.#references.teams());
    if (team === undefined) await this.#client.login();
    else {
      const url = `/v3/teams/${encodeURIComponent(team.id)}`;
      await this.#client.connector('look at a team', team.serviceUrl, ({ httpClient }) =>
        httpClient.get(url),
      );
    }
    const bot = await this.#guard('connect', () => this.#references.bot());
    return { id: bot?.id ?? `28:${this.#settings.appId}`, name: bot?.name ?? 'Muster' };
  }

  /** Nothing to close: every call is a request of its own. */
  disconnect(): Promise<void> {
    return Promise.resolve();
  }

  async health(): Promise<Health> {
    const start = performance.now();
    try {
      await this.connect();
      return { ok: true, latencyMs: Math.round(performance.now() - start) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { ok: false, reason, ...(error instanceof ChatError && { code: error.code }) };
    }
  }

  async lanes(operation: PacedOperation, target: Destination): Promise<readonly Lane[]> {
    if ('user' in target || isConversationId(target.channel) || operation === 'createChannel')
      return lanesOf(operation, target);
    // One channel has one lane, whether it is called by its name or its id.
    const named = await this.#teams.named(target.channel).catch(() => undefined);
    return lanesOf(operation, { channel: named?.id ?? target.channel });
  }

  async send(to: Destination, message: Message, options: SendOptions): Promise<MessageRef> {
    const mark = markOf(options.key);
    const { summary, card } = render(message, mark);
    const ref = await this.#deliver(to, activityOf(summary, card), options);
    this.#sent.remember(mark, ref);
    return ref;
  }

  #deliver(to: Destination, activity: Activity, options: SendOptions): Promise<MessageRef> {
    return this.#guard('send', async () => {
      if ('user' in to) return this.#sendDirectly(to.user, activity, options.signal);
      const place = await this.#teams.place(to.channel, options.signal);
      const { channel, root } = readConversation(place.id);
      const { thread } = options;
      const below = thread ? (readConversation(thread.channel).root ?? thread.id) : root;
      try {
        if (!isChannel(channel)) return await this.#post(place, activity, options.signal);
        if (below !== undefined)
          return await this.#post({ ...place, id: threadId(channel, below) }, activity, options.signal);
        return await this.#begin({ ...place, id: channel }, activity, options.signal);
      } catch (error) {
        throw this.#unlessGone(error, channel);
      }
    });
  }

  sendPrivately(): Promise<void> {
    return Promise.reject(unsupported('Microsoft Teams', 'messages in a channel that only one person sees'));
  }

  update(ref: MessageRef, message: Message): Promise<void> {
    const { summary, card } = render(message, this.#sent.mark(ref));
    return this.#guard('update', async () => {
      const { id, serviceUrl } = await this.#teams.place(ref.channel);
      await this.#client.connector('update a message', serviceUrl, (connector) =>
        connector.updateActivity(
          encodeURIComponent(id),
          encodeURIComponent(ref.id),
          activityOf(summary, card),
        ),
      );
    });
  }

  delete(ref: MessageRef): Promise<void> {
    return this.#guard('delete', async () => {
      const { id, serviceUrl } = await this.#teams.place(ref.channel);
      await this.#client.connector('delete a message', serviceUrl, (connector) =>
        connector.deleteActivity(encodeURIComponent(id), encodeURIComponent(ref.id)),
      );
    });
  }

  /** Where this process has not sent it itself, channels alone can be looked through. */
  find(to: Destination, key: string, since: number, thread?: MessageRef): Promise<MessageRef | undefined> {
    if (!this.#settings.graph) return this.#without('way to look a message up');
    const sent = this.#sent.ref(markOf(key));
    if (sent) return Promise.resolve(sent);
    if ('user' in to)
      return Promise.reject(unsupported('Microsoft Teams', 'way to look through chats for an app'));
    return this.#guard('find', async () => {
      const { id } = await this.#teams.place(to.channel);
      return this.#messages.find(readConversation(id).channel, key, since, thread);
    });
  }

  /** Dialogs open only from a press, in its answer; for what was typed the form is sent as a card to who typed it. */
  openModal(trigger: string, modal: Modal): Promise<void> {
    return this.#guard('open a form', async () => {
      const [user = '', conversation = ''] = trigger.split(' ');
      const activity = activityOf(modal.title, formCard(modal));
      if (conversation.startsWith('a:')) await this.#post(await this.#teams.place(conversation), activity);
      else await this.#sendDirectly(user, activity);
    });
  }

  read(ref: MessageRef): Promise<Quoted> {
    if (!this.#settings.graph) return this.#without('way to read what people write');
    return this.#guard('read', () => this.#messages.read(ref));
  }

  showHome(): Promise<void> {
    return Promise.reject(unsupported('Microsoft Teams', 'page of a bot without a web page of its own'));
  }

  showPreviews(): Promise<void> {
    return Promise.reject(unsupported('Microsoft Teams', 'previews but those given while somebody types'));
  }

  createChannel(request: CreateChannelRequest): Promise<ChatChannel> {
    return this.#byGraph('create a channel', () => this.#channels.create(request));
  }

  findChannel(nameOrId: string): Promise<ChatChannel> {
    return this.#byGraph('find a channel', () => this.#channels.find(nameOrId));
  }

  setTopic(channel: string, topic: string): Promise<void> {
    return this.#byGraph('set a topic', () => this.#channels.setTopic(channel, topic));
  }

  invite(channel: string, users: readonly string[]): Promise<void> {
    return this.#byGraph('invite', () => this.#channels.invite(channel, users));
  }

  pin(): Promise<void> {
    return Promise.reject(unsupported('Microsoft Teams', 'pins that an app can set in a channel'));
  }

  bookmark(): Promise<void> {
    return Promise.reject(unsupported('Microsoft Teams', 'addresses at the top of a channel but tabs'));
  }

  archive(channel: string): Promise<void> {
    return this.#byGraph('archive', () => this.#channels.archive(channel));
  }

  findUser(id: string): Promise<ChatUser> {
    return this.#guard('find a user', () => this.#people.find(id));
  }

  findUserByEmail(email: string): Promise<ChatUser> {
    return this.#guard('find a user', () => this.#people.findByEmail(email));
  }

  /** Posts into a conversation that exists: a thread, a chat. */
  async #post({ id, serviceUrl }: Place, activity: Activity, signal?: AbortSignal): Promise<MessageRef> {
    const sent = await this.#client.connector(
      'send a message',
      serviceUrl,
      (connector) => connector.sendToConversation(encodeURIComponent(id), activity),
      signal,
    );
    return { channel: id, id: this.#idOf(sent) };
  }

  /** Begins a thread in a channel (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages). */
  async #begin({ id, serviceUrl }: Place, activity: Activity, signal?: AbortSignal): Promise<MessageRef> {
    const made = await this.#converse(
      serviceUrl,
      { isGroup: true, activity, channelData: { channel: { id } } },
      signal,
    );
    return { channel: id, id: this.#idOf({ id: made.activityId ?? readConversation(made.id ?? '').root }) };
  }

  async #sendDirectly(user: string, activity: Activity, signal?: AbortSignal): Promise<MessageRef> {
    const known = await this.#references.person(user);
    if (known?.conversation !== undefined) {
      const place = { id: known.conversation, serviceUrl: known.serviceUrl };
      try {
        return await this.#post(place, activity, signal);
      } catch (error) {
        // The app was removed and installed again: the chat is another one. Nothing was sent.
        if (!(error instanceof ChatError) || error.code !== 'channel_not_found') throw error;
        await this.#references.setConversation(user, known, undefined);
      }
    }
    const { serviceUrl } = known ?? (await this.#references.bot()) ?? this.#settings;
    const { id } = await this.#converse(
      serviceUrl,
      { isGroup: false, members: [{ id: known?.mri ?? user }], channelData: {} },
      signal,
    );
    const conversation = this.#idOf({ id });
    await this.#references.setConversation(user, known ?? stranger(user, serviceUrl), conversation);
    return this.#post({ id: conversation, serviceUrl }, activity, signal);
  }

  async #converse(
    serviceUrl: string,
    { channelData, ...wanted }: Partial<ConversationParameters> & { channelData: object },
    signal?: AbortSignal,
  ): Promise<{ id?: string; activityId?: string }> {
    const { tenantId } = this.#settings;
    const bot = await this.#references.bot();
    const parameters = {
      ...wanted,
      bot: { id: bot?.id ?? `28:${this.#settings.appId}` },
      tenantId,
      channelData: { ...channelData, tenant: { id: tenantId } },
    };
    return this.#client.connector(
      'begin a conversation',
      serviceUrl,
      // The SDK's type wants fields that Teams does not: a topic, members of a channel.
      (connector) => connector.createConversation(parameters as unknown as ConversationParameters),
      signal,
    );
  }

  /** Of a channel it means that nobody can write there, as when it is archived; of a person that they block the app. */
  #unlessGone(error: unknown, channel: string): unknown {
    const closed = isChannel(channel) && teamsCode(error) === 'MessageWritesBlocked';
    const gone =
      closed && error instanceof ChatError
        ? new ChatError('channel_not_found', error.message, { cause: error.cause })
        : error;
    if (gone instanceof ChatError && gone.code === 'channel_not_found') this.#teams.forget(channel);
    return gone;
  }

  /** An answer without an id was written by something on the way, which may have passed the request on. */
  #idOf(answer: { id?: string | undefined } | undefined): string {
    if (typeof answer?.id === 'string' && answer.id !== '') return answer.id;
    const message = `chat.${this.instance}: the answer is not that of Teams; look at serviceUrl and at proxies on the way.`;
    throw new ChatError('outcome_unknown', message);
  }

  #byGraph<T>(what: string, act: () => Promise<T>): Promise<T> {
    return this.#settings.graph ? this.#guard(what, act) : this.#without('management of channels');
  }

  #without(what: string): Promise<never> {
    const message = `Microsoft Teams has no ${what} without Microsoft Graph: give the app its permissions and set chat.${this.instance}.graph.`;
    return Promise.reject(new ChatError('operation_not_supported', message));
  }

  /** The store of what is remembered can fail as well. */
  async #guard<T>(what: string, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof ChatError) throw error;
      const message = `chat.${this.instance} ${what}: what is remembered of Teams cannot be read; check MONGODB_URI. It will be tried again.`;
      throw new ChatError('connection_failed', message, { cause: toChatError(error, what) });
    }
  }
}
