/** A refusal as Mattermost words it: `{"id", "message", "status_code"}`. */
export class MattermostAppError extends Error {
  readonly id: string;
  readonly status: number;
  constructor(id: string, status: number) {
    super(id);
    this.id = id;
    this.status = status;
  }
}

export const refuse = (id: string, status: number): never => {
  throw new MattermostAppError(id, status);
};
export const forbidden = (): never => refuse('api.context.permissions.app_error', 403);

export interface FakeUser {
  readonly id: string;
  readonly username: string;
  nickname: string;
  first_name: string;
  last_name: string;
  readonly email: string;
  email_verified?: boolean;
  delete_at: number;
  roles: string;
  is_bot: boolean;
  remote_id?: string;
}

export type Json = Record<string, unknown>;

export interface FakeAction extends Json {
  readonly id: string;
  readonly type: 'button' | 'select';
  readonly name: string;
  readonly options?: { text: string; value: string }[];
  readonly integration: { url: string; context: Json };
}

export interface FakeAttachment extends Json {
  readonly fallback?: string;
  readonly color?: string;
  readonly pretext?: string;
  readonly text?: string;
  readonly fields?: { title: string; value: string; short: boolean }[];
  readonly actions?: FakeAction[];
}

export interface FakePost {
  readonly id: string;
  readonly channel_id: string;
  readonly user_id: string;
  readonly root_id: string;
  readonly create_at: number;
  update_at: number;
  delete_at: number;
  message: string;
  type: string;
  is_pinned: boolean;
  props: Json & { attachments?: FakeAttachment[] };
  readonly metadata?: Json;
  /** The server that it came from by a shared channel. */
  readonly remote_id?: string;
}

export type FakeEphemeral = FakePost & { readonly to: string };

export interface FakeChannel {
  readonly id: string;
  readonly name: string;
  readonly team_id: string;
  readonly type: 'O' | 'P' | 'D';
  readonly create_at: number;
  delete_at: number;
  header: string;
  readonly members: Set<string>;
  readonly posts: FakePost[];
  readonly bookmarks: Json[];
}

export interface FakeDialog {
  readonly user: string;
  readonly url: string;
  readonly dialog: Json & { elements: Json[]; state: string; callback_id: string };
}

/** How long the server recognises a `pending_post_id`, in milliseconds. */
const PENDING = 30_000;

/** How long a trigger can be used, in milliseconds. */
const TRIGGER = 3000;

/** One Mattermost server with one team, as far as its REST API shows it. */
export class MattermostState {
  #number = 0;
  #clock = 0;
  /** Epoch milliseconds; a test may put it forward. */
  now: () => number = Date.now;
  readonly team = { id: this.id('team'), name: 'ops', display_name: 'Ops' };
  readonly users = new Map<string, FakeUser>();
  readonly bot: FakeUser = this.addUser('muster', { is_bot: true });
  readonly channels = new Map<string, FakeChannel>();
  readonly ephemerals: FakeEphemeral[] = [];
  readonly dialogs: FakeDialog[] = [];
  readonly commands: Json[] = [];
  readonly config = { RequireEmailVerification: 'true' };
  /** Rights of the bot beyond those of everybody. */
  readonly rights = new Set<string>(['create_post_ephemeral']);
  licensed = true;
  readonly #pending = new Map<string, { post: string; until: number }>();
  readonly #triggers = new Map<string, number>();

  /** @returns an id of Mattermost's form: 26 letters and digits. */
  id(kind: string): string {
    this.#number += 1;
    const number = String(this.#number);
    return `${kind}${'0'.repeat(26 - kind.length - number.length)}${number}`;
  }

  /** @returns a time later than every one before, in epoch milliseconds. */
  time(): number {
    this.#clock = Math.max(this.#clock + 1, this.now());
    return this.#clock;
  }

  addUser(username: string, more: Partial<FakeUser> = {}): FakeUser {
    const user: FakeUser = {
      id: this.id('user'),
      username,
      nickname: '',
      first_name: '',
      last_name: '',
      email: `${username}@muster.example`,
      delete_at: 0,
      roles: 'system_user',
      is_bot: false,
      ...more,
    };
    this.users.set(user.id, user);
    return user;
  }

  addChannel(
    name: string,
    {
      type = 'O',
      members = [this.bot.id],
      team = this.team.id,
    }: { type?: 'O' | 'P' | 'D'; members?: string[]; team?: string } = {},
  ): FakeChannel {
    const channel: FakeChannel = {
      id: this.id('chan'),
      name,
      team_id: type === 'D' ? '' : team,
      type,
      create_at: this.time(),
      delete_at: 0,
      header: '',
      members: new Set(members),
      posts: [],
      bookmarks: [],
    };
    this.channels.set(channel.id, channel);
    return channel;
  }

  /** Somebody writes something. */
  addPost(channel: FakeChannel, user: string, message: string, more: Partial<FakePost> = {}): FakePost {
    const at = this.time();
    const post: FakePost = {
      id: this.id('post'),
      channel_id: channel.id,
      user_id: user,
      root_id: '',
      create_at: at,
      update_at: at,
      delete_at: 0,
      message,
      type: '',
      is_pinned: false,
      props: {},
      ...more,
    };
    channel.posts.push(post);
    return post;
  }

  channelNamed(name: string): FakeChannel {
    const found = [...this.channels.values()].find((channel) => channel.name === name);
    if (!found) throw new Error(`there is no channel ${name}`);
    return found;
  }

  /** @returns the channel if it exists. */
  channel(id: string): FakeChannel {
    return this.channels.get(id) ?? refuse('app.channel.get.existing.app_error', 404);
  }

  /** @returns the channel if the bot may read it: its own, and the public ones of its team. */
  readable(id: string): FakeChannel {
    const channel = this.channel(id);
    if (channel.members.has(this.bot.id) || channel.type === 'O') return channel;
    return forbidden();
  }

  /** @returns the channel if the bot may write there; the server checks the right before it looks for the channel. */
  writable(id: string): FakeChannel {
    const channel = this.channels.get(id);
    if (!channel?.members.has(this.bot.id)) return forbidden();
    if (channel.delete_at > 0) refuse('api.post.create_post.can_not_post_to_deleted.error', 400);
    return channel;
  }

  user(id: string): FakeUser {
    return this.users.get(id) ?? refuse('app.user.missing_account.const', 404);
  }

  post(id: string): { post: FakePost; channel: FakeChannel } {
    for (const channel of this.channels.values()) {
      const post = channel.posts.find((one) => one.id === id && one.delete_at === 0);
      if (post) return { post, channel };
    }
    return refuse('app.post.get.app_error', 404);
  }

  /** @returns the direct-message channel of the bot and a user, opened when there is none. */
  direct(user: string): FakeChannel {
    const name = [this.bot.id, user].sort().join('__');
    const open = [...this.channels.values()].find((one) => one.name === name);
    return open ?? this.addChannel(name, { type: 'D', members: [this.bot.id, user] });
  }

  /** @returns the post that was made with this id in the last 30 seconds. */
  pending(id: string): FakePost | undefined {
    const seen = this.#pending.get(id);
    return seen && seen.until > this.now() ? this.post(seen.post).post : undefined;
  }

  remember(pending: string, post: string): void {
    this.#pending.set(pending, { post, until: this.now() + PENDING });
  }

  /** @returns a trigger as a command or press gives it: signed by the server, for one user and three seconds. */
  addTrigger(user: string): string {
    const trigger = Buffer.from(`${this.id('trig')}:${user}:${this.now()}:c2lnbmF0dXJl`).toString('base64');
    this.#triggers.set(trigger, this.now());
    return trigger;
  }

  /** @returns whose trigger it is. */
  trigger(trigger: string): string {
    const at = this.#triggers.get(trigger);
    if (at === undefined) refuse('interactive_message.decode_trigger_id.verify_signature_failed', 400);
    if (this.now() - (at ?? 0) > TRIGGER) refuse('interactive_message.decode_trigger_id.expired', 400);
    return Buffer.from(trigger, 'base64').toString().split(':')[1] ?? '';
  }
}
