export type Json = Record<string, unknown>;

/** @returns what is text; empty for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A refusal as Discord words it: a status, and a JSON error code. */
export class DiscordRefusal extends Error {
  readonly status: number;
  readonly code: number;
  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface FakeUser {
  readonly id: string;
  readonly username: string;
  readonly global_name: string;
  readonly bot: boolean;
  /** Whether they are a member of the server, and their name there. */
  member: boolean;
  nick: string | null;
  /** Whether they take direct messages. */
  reachable: boolean;
}

export interface FakeMessage {
  readonly id: string;
  readonly channel_id: string;
  readonly author: string;
  content: string;
  embeds: Json[];
  components: Json[];
  allowed: { parse: string[]; users: string[] };
  flags: number;
  readonly answers?: string;
  readonly attachments: { filename: string; url: string }[];
  pinned: boolean;
  edited: boolean;
}

export interface Overwrite {
  readonly id: string;
  readonly type: number;
  readonly allow: string;
  readonly deny: string;
}

export interface FakeChannel {
  readonly id: string;
  readonly type: number;
  name: string;
  topic: string;
  parent: string | null;
  overwrites: Overwrite[];
  /** Of a direct message: with whom. */
  readonly recipient?: string;
  readonly messages: FakeMessage[];
  /** Of a thread: who is in it, whether it lies by, and whether only who keeps order may open it again. */
  readonly members?: Set<string>;
  archived?: boolean;
  locked?: boolean;
}

/** Something that somebody did, waiting to be answered. */
export interface FakeInteraction {
  readonly id: string;
  readonly token: string;
  readonly type: number;
  readonly user: string;
  readonly channel: string;
  readonly at: number;
  answer?: Json;
  /** How many messages came after the answer, and the last of them. */
  followed?: number;
  last?: Json;
  /** Whether what was deferred was taken away. */
  withdrawn?: boolean;
}

export interface FakeModal {
  readonly user: string;
  readonly channel: string;
  readonly data: Json & { custom_id: string; title: string; components: Json[] };
}

const EPOCH = 1_420_070_400_000n;

/** Message flag of an answer that one person sees. */
export const EPHEMERAL = 64;

export const VIEW = 1n << 10n;
export const SEND = 1n << 11n;

/** How long an interaction may stay unanswered, in milliseconds. */
const PATIENCE = 3_000;

export const BOT_TOKEN = 'fake-bot-token.abc.def';

/** One server with its people, channels and what was done in it. */
export class Guild {
  readonly id: string;
  readonly applicationId: string;
  readonly bot: FakeUser;
  /** With what the bot identifies; each app has one of its own. */
  botToken = BOT_TOKEN;
  readonly users = new Map<string, FakeUser>();
  readonly channels = new Map<string, FakeChannel>();
  readonly interactions = new Map<string, FakeInteraction>();
  readonly modals: FakeModal[] = [];
  /** What only one person saw. */
  readonly whispers: (FakeMessage & { readonly to: string })[] = [];
  readonly nonces = new Map<string, { readonly message: FakeMessage; readonly at: number }>();
  commands: Json[] = [];
  /** Whether the bot may read what people write. */
  messageContent = true;
  now = (): number => Date.now();
  #sequence = 0n;

  constructor() {
    this.id = this.snowflake();
    this.applicationId = this.snowflake();
    this.bot = this.addUser('muster', { bot: true });
  }

  /** @param at epoch milliseconds. */
  snowflake(at = this.now()): string {
    this.#sequence += 1n;
    return String(((BigInt(at) - EPOCH) << 22n) + this.#sequence);
  }

  addUser(username: string, options: Partial<Pick<FakeUser, 'bot' | 'member' | 'nick'>> = {}): FakeUser {
    const user: FakeUser = {
      id: this.snowflake(),
      username,
      global_name: username.charAt(0).toUpperCase() + username.slice(1),
      bot: false,
      member: true,
      nick: null,
      reachable: true,
      ...options,
    };
    this.users.set(user.id, user);
    return user;
  }

  addChannel(name: string, options: Partial<FakeChannel> = {}): FakeChannel {
    const channel: FakeChannel = {
      id: this.snowflake(),
      type: 0,
      name,
      topic: '',
      parent: null,
      overwrites: [],
      messages: [],
      ...options,
    };
    this.channels.set(channel.id, channel);
    return channel;
  }

  addInteraction(type: number, user: string, channel: string): FakeInteraction {
    const id = this.snowflake();
    const interaction = { id, token: `token-${id}`, type, user, channel, at: this.now() };
    this.interactions.set(id, interaction);
    return interaction;
  }

  addMessage(channel: FakeChannel, given: Partial<FakeMessage> & Pick<FakeMessage, 'author'>): FakeMessage {
    const message: FakeMessage = {
      id: this.snowflake(),
      channel_id: channel.id,
      content: '',
      embeds: [],
      components: [],
      allowed: { parse: [], users: [] },
      flags: 0,
      attachments: [],
      pinned: false,
      edited: false,
      ...given,
    };
    channel.messages.push(message);
    return message;
  }

  /** @returns the channel if the bot can see it. */
  visible(id: string): FakeChannel {
    const channel = this.channels.get(id);
    if (!channel) throw new DiscordRefusal(404, 10003, 'Unknown Channel');
    if (this.isPrivate(channel) && !this.allows(channel, this.bot.id, VIEW)) {
      throw new DiscordRefusal(403, 50001, 'Missing Access');
    }
    return channel;
  }

  /** @returns the channel if the bot may write there. */
  writable(id: string): FakeChannel {
    const channel = this.visible(id);
    if (channel.archived && channel.locked) throw new DiscordRefusal(400, 50083, 'Thread is archived');
    if (this.denies(channel, this.bot.id, SEND)) throw new DiscordRefusal(403, 50013, 'Missing Permissions');
    return channel;
  }

  isPrivate(channel: FakeChannel): boolean {
    return this.denies(channel, this.id, VIEW);
  }

  allows(channel: FakeChannel, id: string, right: bigint): boolean {
    return channel.overwrites.some((one) => one.id === id && (BigInt(one.allow) & right) !== 0n);
  }

  denies(channel: FakeChannel, id: string, right: bigint): boolean {
    return channel.overwrites.some((one) => one.id === id && (BigInt(one.deny) & right) !== 0n);
  }

  message(channel: FakeChannel, id: string): FakeMessage {
    const message = channel.messages.find((one) => one.id === id);
    if (!message) throw new DiscordRefusal(404, 10008, 'Unknown Message');
    return message;
  }

  user(id: string): FakeUser {
    const user = this.users.get(id);
    if (!user) throw new DiscordRefusal(404, 10013, 'Unknown User');
    return user;
  }

  /** @returns the channel of direct messages with a user, opened when there is none. */
  direct(user: string): FakeChannel {
    const open = [...this.channels.values()].find((one) => one.recipient === user);
    return open ?? this.addChannel('', { type: 1, recipient: user });
  }

  /** @returns the threads that stand in a channel. */
  threads(channel: string): FakeChannel[] {
    return [...this.channels.values()].filter((one) => one.type === 11 && one.parent === channel);
  }

  /** @returns the interaction if it still waits for an answer. */
  unanswered(id: string, token: string): FakeInteraction {
    const interaction = this.interactions.get(id);
    const late = interaction && this.now() - interaction.at > PATIENCE;
    if (!interaction || interaction.token !== token || late) {
      throw new DiscordRefusal(404, 10062, 'Unknown interaction');
    }
    if (interaction.answer) {
      throw new DiscordRefusal(400, 40060, 'Interaction has already been acknowledged.');
    }
    return interaction;
  }
}
