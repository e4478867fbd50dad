import type { Modal } from '../element.ts';
import { ChatError } from '../error.ts';
import type { Lane } from '../lane.ts';
import type { Message, MessageRef } from '../message.ts';
import type { InstanceContext } from '../platform.ts';
import type {
  ChatChannel,
  ChatUser,
  CreateChannelRequest,
  Destination,
  Health,
  PacedOperation,
  Provider,
  SendOptions,
} from '../provider.ts';
import type { Quoted } from '../quoted.ts';
import { addressed, addressOf, refIn, type Address } from './address.ts';
import { SlackClient } from './client.ts';
import { notInstalled, type Installations } from './installations.ts';
import { localMessage } from './local.ts';
import { CAPABILITIES, SlackProvider } from './provider.ts';
import type { OAuthSettings } from './settings.ts';

/** Scope with which messages of public channels are read. */
const READS = 'channels:history';
/** How long another workspace than the default one has for a check, in milliseconds: the whole check has 15 s. */
const PARTNER_MS = 5_000;
/** What the bot is told of a channel that it is not in. */
const BARRED: ReadonlySet<string> = new Set(['permission_denied', 'channel_not_found']);

export interface InstalledSlackDependencies {
  readonly settings: OAuthSettings;
  readonly context: InstanceContext;
  readonly installations: Installations;
  /** Address of the page that installs the app. */
  readonly installAt: string;
}

/** All workspaces in which the app is installed, as one provider: what has no workspace in its address is of the default one. */
export class InstalledSlack implements Provider {
  readonly platform = 'slack';
  readonly instance: string;
  readonly capabilities = CAPABILITIES;
  readonly #deps: InstalledSlackDependencies;
  readonly #providers = new Map<string, SlackProvider>();

  constructor(deps: InstalledSlackDependencies) {
    this.#deps = deps;
    this.instance = deps.context.instance;
  }

  connect(): Promise<ChatUser> {
    return this.#at(undefined).connect();
  }

  disconnect(): Promise<void> {
    return Promise.resolve();
  }

  /** As the default workspace is: what goes there must not go elsewhere because a partner has removed the app. */
  async health(): Promise<Health> {
    try {
      const { teamId } = this.#deps.settings;
      const others = (await this.#deps.installations.teams()).filter((team) => team !== teamId);
      const [own, ...told] = await Promise.all([
        this.#provider(teamId).health(),
        ...others.map((team) => this.#troubleIn(team)),
      ]);
      const troubles = told.filter((one) => one !== undefined);
      return own.ok && troubles.length > 0 ? { ...own, troubles } : own;
    } catch (error) {
      return { ok: false, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  /** @returns why a workspace is not well; one that asks to wait is there, and knows us. */
  async #troubleIn(team: string): Promise<string | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Health>((resolve) => {
      timer = setTimeout(resolve, PARTNER_MS, { ok: false, reason: `no answer in ${PARTNER_MS / 1_000} s` });
    });
    const found = await Promise.race([this.#provider(team).health(), late]);
    clearTimeout(timer);
    return found.ok || found.code === 'rate_limited'
      ? undefined
      : `The workspace ${team} is not well: ${found.reason}`;
  }

  async lanes(operation: PacedOperation, target: Destination): Promise<readonly Lane[]> {
    const { team, id } = addressOf('channel' in target ? target.channel : target.user);
    const there = 'channel' in target ? { channel: id } : { user: id };
    const lanes = await this.#at(team).lanes(operation, there);
    // Slack counts for each workspace.
    return lanes.map((lane) => ({ ...lane, name: addressed(team, lane.name) }));
  }

  async send(to: Destination, message: Message, options: SendOptions): Promise<MessageRef> {
    const { team, there } = destination(to);
    const ref = await this.#at(team).send(there, localMessage(message, team), inside(options));
    return refIn(team, ref);
  }

  async sendPrivately(channel: string, user: string, message: Message, options: SendOptions): Promise<void> {
    const { team, id } = addressOf(channel);
    const provider = this.#at(team);
    await provider.sendPrivately(id, this.#userIn(team, user), localMessage(message, team), inside(options));
  }

  async update(ref: MessageRef, message: Message): Promise<void> {
    const { team, at } = place(ref);
    await this.#at(team).update(at, localMessage(message, team));
  }

  async delete(ref: MessageRef): Promise<void> {
    const { team, at } = place(ref);
    await this.#at(team).delete(at);
  }

  async find(
    to: Destination,
    key: string,
    since: number,
    thread?: MessageRef,
  ): Promise<MessageRef | undefined> {
    const { team, there } = destination(to);
    const found = await this.#at(team).find(there, key, since, thread && place(thread).at);
    return found && refIn(team, found);
  }

  async openModal(trigger: string, modal: Modal): Promise<void> {
    const { team, id } = addressOf(trigger);
    await this.#at(team).openModal(id, modal);
  }

  async read(ref: MessageRef): Promise<Quoted> {
    const { team, at } = place(ref);
    const { thread, author, ...read } = await this.#at(team)
      .read(at)
      .catch((error: unknown) => this.#readAsPerson(team, at, error));
    return {
      ...read,
      ref,
      ...(thread && { thread: refIn(team, thread) }),
      ...(author && { author: { ...author, id: addressed(team, author.id) } }),
    };
  }

  /** Reads where the bot may not, with the token of somebody who installed the app, if that was asked for. */
  async #readAsPerson(team: string | undefined, at: MessageRef, error: unknown): Promise<Quoted> {
    const refused = error instanceof ChatError && BARRED.has(error.code);
    const { settings, context, installations } = this.#deps;
    const home = team ?? settings.teamId;
    const found = refused ? await installations.find(home) : undefined;
    const person = found?.userTokens.find(({ scopes }) => scopes.includes(READS));
    if (!person) throw error;
    const client = new SlackClient(settings, context, () => Promise.resolve(person.token));
    return new SlackProvider({ ...settings, teamId: home }, context, client).read(at);
  }

  async showHome(user: string, message: Message): Promise<void> {
    const { team, id } = addressOf(user);
    await this.#at(team).showHome(id, localMessage(message, team));
  }

  async showPreviews(ref: MessageRef, previews: Readonly<Record<string, Message>>): Promise<void> {
    const { team, at } = place(ref);
    const local = Object.entries(previews).map(([link, message]) => [link, localMessage(message, team)]);
    await this.#at(team).showPreviews(at, Object.fromEntries(local) as Record<string, Message>);
  }

  /** New channels are made in the default workspace. */
  createChannel(request: CreateChannelRequest): Promise<ChatChannel> {
    return this.#at(undefined).createChannel(request);
  }

  async findChannel(nameOrId: string): Promise<ChatChannel> {
    const { team, id } = addressOf(nameOrId);
    const channel = await this.#at(team).findChannel(id);
    return { ...channel, id: addressed(team, channel.id) };
  }

  async setTopic(channel: string, topic: string): Promise<void> {
    const { team, id } = addressOf(channel);
    await this.#at(team).setTopic(id, topic);
  }

  async invite(channel: string, users: readonly string[]): Promise<void> {
    const { team, id } = addressOf(channel);
    const theirs = users.map((user) => this.#userIn(team, user));
    await this.#at(team).invite(id, theirs);
  }

  async pin(ref: MessageRef): Promise<void> {
    const { team, at } = place(ref);
    await this.#at(team).pin(at);
  }

  async bookmark(channel: string, title: string, link: string): Promise<void> {
    const { team, id } = addressOf(channel);
    await this.#at(team).bookmark(id, title, link);
  }

  async archive(channel: string): Promise<void> {
    const { team, id } = addressOf(channel);
    await this.#at(team).archive(id);
  }

  async findUser(user: string): Promise<ChatUser> {
    const { team, id } = addressOf(user);
    const found = await this.#at(team).findUser(id);
    return { ...found, id: addressed(team, found.id) };
  }

  /** People are known by their addresses in the default workspace alone: another one has administrators of its own. */
  findUserByEmail(email: string): Promise<ChatUser> {
    return this.#at(undefined).findUserByEmail(email);
  }

  /** @throws ChatError `user_not_found` for somebody of another workspace: there is no such user in this one. */
  #userIn(team: string | undefined, user: string): string {
    const address = addressOf(user);
    if (address.team === team) return address.id;
    const message = `chat.${this.instance}: the user ${user} belongs to another Slack workspace than the channel; write to them directly.`;
    throw new ChatError('user_not_found', message);
  }

  #at(team: string | undefined): SlackProvider {
    return this.#provider(team ?? this.#deps.settings.teamId);
  }

  #provider(team: string): SlackProvider {
    const known = this.#providers.get(team);
    if (known) return known;
    const { settings, context, installations, installAt } = this.#deps;
    const installation = async () => {
      const found = await installations.find(team);
      if (found) return found;
      throw notInstalled(`chat.${context.instance}`, team, installAt);
    };
    const client = new SlackClient(settings, context, async () => (await installation()).botToken);
    const made = new SlackProvider({ ...settings, teamId: team }, context, client);
    this.#providers.set(team, made);
    return made;
  }
}

function place({ channel, id }: MessageRef): { team: Address['team']; at: MessageRef } {
  const address = addressOf(channel);
  return { team: address.team, at: { channel: address.id, id } };
}

function destination(to: Destination): { team: Address['team']; there: Destination } {
  const { team, id } = addressOf('channel' in to ? to.channel : to.user);
  return { team, there: 'channel' in to ? { channel: id } : { user: id } };
}

function inside({ thread, ...options }: SendOptions): SendOptions {
  return { ...options, ...(thread && { thread: place(thread).at }) };
}
