import type { Json } from './json.ts';
import { randomUUID } from 'node:crypto';

/** A refusal as the Bot Connector and Microsoft Graph word it. */
export class TeamsRefusal extends Error {
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, code: string, message = code) {
    super(message);
    this.status = status;
    this.body = { error: { code, message } };
  }
}

export interface FakeUser {
  /** Object id in Entra. */
  readonly id: string;
  /** Teams' own id for the bot. */
  readonly mri: string;
  readonly name: string;
  readonly email: string;
  role: 'user' | 'guest';
  /** Has blocked or removed the app. */
  blocked: boolean;
}

export interface FakeMessage {
  readonly id: string;
  readonly conversation: string;
  /** Id of the message that began the thread. */
  readonly root?: string;
  readonly from: string;
  readonly at: number;
  activity: Json;
}

export interface FakeChannel {
  readonly id: string;
  readonly name: string;
  readonly team: FakeTeam;
  readonly createdAt: number;
  readonly isPrivate: boolean;
  /** Of a private channel; the others have the members of their team. */
  readonly members: Set<string>;
  topic: string;
  archived: boolean;
}

export interface FakeTeam {
  /** Id of its General channel. */
  readonly id: string;
  readonly group: string;
  readonly name: string;
  readonly members: Set<string>;
  /** Is the app installed? */
  installed: boolean;
}

export const TENANT = 'f0e1d2c3-b4a5-4697-8899-aabbccddeeff';
export const APP_ID = '11112222-3333-4444-5555-666677778888';

/** The state of one organisation in Microsoft Teams, as far as its interfaces show it. */
export class Organisation {
  readonly bot = { id: `28:${APP_ID}`, name: 'Muster' };
  readonly users = new Map<string, FakeUser>();
  readonly teams = new Map<string, FakeTeam>();
  readonly channels = new Map<string, FakeChannel>();
  /** Chats with the bot alone, by conversation id: the user's object id. */
  readonly chats = new Map<string, string>();
  readonly messages: FakeMessage[] = [];
  /** How many results a page holds at most; small, so that every listing has several. */
  pageSize = 3;
  #clock = 0;

  /** @returns an id of a message, as Teams makes them of the time: later than every one before. */
  messageId(): string {
    this.#clock = Math.max(this.#clock + 1, Date.now());
    return String(this.#clock);
  }

  addUser(name: string): FakeUser {
    const id = randomUUID();
    const mri = `29:1${id.replaceAll('-', '')}_${name}`;
    const user: FakeUser = {
      id,
      mri,
      name,
      email: `${name.toLowerCase()}@muster.example`,
      role: 'user',
      blocked: false,
    };
    this.users.set(id, user);
    return user;
  }

  /** @param who an object id or Teams' own id. */
  user(who: string): FakeUser | undefined {
    return this.users.get(who.toLowerCase()) ?? [...this.users.values()].find(({ mri }) => mri === who);
  }

  addTeam(name: string, members: readonly FakeUser[] = []): FakeTeam {
    const id = `19:${randomUUID().replaceAll('-', '')}@thread.tacv2`;
    const team: FakeTeam = {
      id,
      group: randomUUID(),
      name,
      members: new Set(members.map((member) => member.id)),
      installed: true,
    };
    this.teams.set(id, team);
    this.#addChannel(id, 'General', team, {});
    return team;
  }

  addChannel(
    name: string,
    team: FakeTeam,
    options: { isPrivate?: boolean; topic?: string } = {},
  ): FakeChannel {
    return this.#addChannel(`19:${randomUUID().replaceAll('-', '')}@thread.tacv2`, name, team, options);
  }

  #addChannel(
    id: string,
    name: string,
    team: FakeTeam,
    options: { isPrivate?: boolean; topic?: string },
  ): FakeChannel {
    const channel: FakeChannel = {
      id,
      name,
      team,
      createdAt: Date.now(),
      isPrivate: options.isPrivate ?? false,
      members: new Set(),
      topic: options.topic ?? '',
      archived: false,
    };
    this.channels.set(id, channel);
    return channel;
  }

  channelNamed(name: string): FakeChannel {
    const found = [...this.channels.values()].find((channel) => channel.name === name);
    if (!found) throw new Error(`there is no channel ${name}`);
    return found;
  }

  membersOf(channel: FakeChannel): ReadonlySet<string> {
    return channel.isPrivate ? channel.members : channel.team.members;
  }

  /** @returns the chat of the bot with a user, made when there is none. */
  chatWith(user: FakeUser): string {
    const open = [...this.chats].find(([, member]) => member === user.id);
    if (open) return open[0];
    const id = `a:1${randomUUID().replaceAll('-', '')}`;
    this.chats.set(id, user.id);
    return id;
  }

  /** @returns the channel if the bot may write there. */
  writable(id: string): FakeChannel {
    const channel = this.channels.get(id);
    if (!channel) throw new TeamsRefusal(404, 'ConversationNotFound', 'Conversation not found.');
    if (!channel.team.installed)
      throw new TeamsRefusal(
        403,
        'BotNotInConversationRoster',
        'The bot is not part of the conversation roster.',
      );
    if (channel.archived) throw new WritesBlocked();
    return channel;
  }

  /** @param from who writes; the bot unless it is given. */
  post(
    conversation: string,
    root: string | undefined,
    activity: Json,
    from = this.bot.id,
    id = this.messageId(),
  ): FakeMessage {
    const message = { id, conversation, ...(root !== undefined && { root }), from, at: Date.now(), activity };
    this.messages.push(message);
    return message;
  }
}

/** Teams words this one otherwise: with JSON in the message. */
export class WritesBlocked extends TeamsRefusal {
  override readonly body = {
    errorCode: 209,
    message: JSON.stringify({
      subCode: 'MessageWritesBlocked',
      details: 'Thread is blocked from message writes.',
      errorCode: null,
      errorSubCode: null,
    }).replace(/:/g, ': '),
  };
  constructor() {
    super(403, 'MessageWritesBlocked');
  }
}
