import type { Args } from './arguments.ts';

/** A refusal as Slack words it: `{ok: false, error}`. */
export class SlackRefusal extends Error {
  readonly code: string;
  readonly more: Readonly<Record<string, unknown>>;
  constructor(code: string, more: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.code = code;
    this.more = more;
  }
}

export interface FakeUser {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly email: string;
  confirmed: boolean;
  deleted: boolean;
  /** Id of the workspace that they belong to. */
  teamId: string;
  /** Of the kinds that users.info tells apart. */
  kind: 'member' | 'guest' | 'single-channel guest' | 'bot' | 'stranger';
  /** IANA time zone; Slack has one of everybody. */
  tz?: string;
}

export interface FakeMessage {
  readonly ts: string;
  readonly channel: string;
  readonly user: string;
  text: string;
  /** Whether Slack reads markup in `text`. */
  mrkdwn: boolean;
  linkNames: boolean;
  blocks: Block[];
  attachments: {
    color?: string;
    fallback?: string;
    title?: string;
    text?: string;
    mrkdwn_in?: readonly string[];
    blocks?: Block[];
  }[];
  readonly files?: readonly { readonly name: string; readonly permalink: string }[];
  /** What apps show below it, by address. */
  readonly unfurls?: Map<string, FakeUnfurl>;
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
  readonly threadTs?: string;
  readonly broadcast: boolean;
  edited: boolean;
  pinned: boolean;
}

export interface FakeUnfurl {
  readonly color?: string;
  readonly blocks: Block[];
}

export type Block = Record<string, unknown> & { type: string };
export type FakeEphemeral = FakeMessage & { readonly to: string };
export interface FakeView {
  readonly id: string;
  readonly view: Args & { callback_id: string; private_metadata: string };
}

export interface FakeChannel {
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly isIm: boolean;
  readonly created: number;
  readonly members: Set<string>;
  topic: string;
  archived: boolean;
  readonly messages: FakeMessage[];
  readonly bookmarks: { readonly id: string; readonly title: string; readonly link: string }[];
}

export interface FakeTeam {
  readonly id: string;
  readonly domain: string;
  readonly name?: string;
}

/** The workspace that the app is installed in. */
export const TEAM: FakeTeam = { id: 'T0000000001', domain: 'muster' };

/** The state of one Slack workspace, as far as its Web API shows it. */
export class Workspace {
  readonly team: FakeTeam;
  readonly bot: FakeUser;
  readonly users = new Map<string, FakeUser>();
  readonly channels = new Map<string, FakeChannel>();
  readonly ephemerals: FakeEphemeral[] = [];
  readonly views: FakeView[] = [];
  /** The app's home page as it was published last, by user. */
  readonly homes = new Map<string, { readonly type: string; readonly blocks: Block[] }>();
  /** Is the Home tab switched on for the app? */
  homeTab = true;
  /** Triggers not used so far. */
  readonly triggers = new Set<string>();
  /** How many results a page holds at most; small, so that every listing has several. */
  pageSize = 3;
  #clock = 0;
  #number = 0;

  constructor(team: FakeTeam = TEAM) {
    this.team = team;
    this.bot = this.#user('U0MUSTERBOT', 'muster', 'Muster');
    this.users.set(this.bot.id, this.bot);
  }

  #user(id: string, name: string, realName: string): FakeUser {
    const email = `${name}@muster.example`;
    const account = { confirmed: true, deleted: false, teamId: this.team.id, kind: 'member' } as const;
    return { id, name, realName, email, ...account };
  }

  /** @returns a Slack id with the prefix, such as `C0000000001`. */
  id(prefix: string): string {
    this.#number += 1;
    return `${prefix}${String(this.#number).padStart(10, '0')}`;
  }

  /** @returns a time stamp as Slack's, later than every one before: seconds with six decimals. */
  ts(): string {
    this.#clock = Math.max(this.#clock + 1, Date.now() * 1000);
    return (this.#clock / 1_000_000).toFixed(6);
  }

  addUser(name: string, realName = name): FakeUser {
    const user = this.#user(this.id('U'), name, realName);
    this.users.set(user.id, user);
    return user;
  }

  /** @returns the channel of that name. */
  channelNamed(name: string): FakeChannel {
    const found = [...this.channels.values()].find((channel) => channel.name === name);
    if (!found) throw new Error(`there is no channel ${name}`);
    return found;
  }

  addChannel(
    name: string,
    options: { isPrivate?: boolean; isIm?: boolean; members?: string[] } = {},
  ): FakeChannel {
    const channel: FakeChannel = {
      id: this.id(options.isIm ? 'D' : 'C'),
      name,
      isPrivate: options.isPrivate ?? false,
      isIm: options.isIm ?? false,
      created: Math.floor(Date.now() / 1000),
      members: new Set(options.members ?? [this.bot.id]),
      topic: '',
      archived: false,
      messages: [],
      bookmarks: [],
    };
    this.channels.set(channel.id, channel);
    return channel;
  }

  /** Lets somebody write a message. @param more the message whose thread it is in, and files that hang on it. */
  say(
    channel: FakeChannel,
    user: FakeUser,
    text: string,
    more: { threadTs?: string; files?: FakeMessage['files'] } = {},
  ): FakeMessage {
    const { threadTs, files } = more;
    const message: FakeMessage = {
      ts: this.ts(),
      channel: channel.id,
      user: user.id,
      text,
      mrkdwn: true,
      linkNames: false,
      blocks: [],
      attachments: [],
      unfurls: new Map(),
      broadcast: false,
      edited: false,
      pinned: false,
      ...(threadTs !== undefined && { threadTs }),
      ...(files && { files }),
    };
    channel.messages.push(message);
    return message;
  }

  addTrigger(): string {
    const trigger = `${this.id('')}.${this.id('')}.${'a'.repeat(32)}`;
    this.triggers.add(trigger);
    return trigger;
  }

  /** @returns the channel if the bot can see it. */
  visible(id: unknown): FakeChannel {
    const channel = this.channels.get(String(id));
    if (!channel || (channel.isPrivate && !channel.members.has(this.bot.id)))
      throw new SlackRefusal('channel_not_found');
    return channel;
  }

  /** @returns the channel if the bot may write there. */
  writable(id: unknown): FakeChannel {
    const channel = this.visible(id);
    if (channel.archived) throw new SlackRefusal('is_archived');
    if (!channel.members.has(this.bot.id)) throw new SlackRefusal('not_in_channel');
    return channel;
  }

  user(id: unknown): FakeUser {
    const user = this.users.get(String(id));
    if (!user) throw new SlackRefusal('user_not_found');
    return user;
  }

  message(channel: FakeChannel, ts: unknown): FakeMessage {
    const message = channel.messages.find((one) => one.ts === ts);
    if (!message) throw new SlackRefusal('message_not_found');
    return message;
  }

  /** @returns the direct-message channel with a user, opened when there is none. */
  direct(user: string): FakeChannel {
    const open = [...this.channels.values()].find((one) => one.isIm && one.members.has(user));
    return open ?? this.addChannel('', { isIm: true, members: [this.bot.id, user] });
  }
}
