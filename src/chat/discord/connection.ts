import { setTimeout as pause } from 'node:timers/promises';
import { WebSocketManager, WebSocketShardEvents as Events, type SessionInfo } from '@discordjs/ws';
import { GatewayCloseCodes as Code, GatewayIntentBits as Intent, REST } from 'discord.js';
import { ChatError, type ChatErrorCode } from '../error.ts';
import { restOptions } from './client.ts';
import { toChatError } from './errors.ts';
import type { DiscordSettings } from './settings.ts';

/** Why a connection ended. */
export interface Ending {
  readonly reason: string;
  /** Does Discord only want it opened anew? */
  readonly renewed: boolean;
  /** Set when the same would happen again: the connection then stays closed. */
  readonly refusal?: ChatError;
}

/** Told of what happens to a connection; none of these throws. */
export interface Watch {
  /** @param bot user id; undefined when an earlier session goes on. */
  opened(bot: string | undefined): void;
  /** @returns milliseconds to wait before the next attempt. */
  closed(ending: Ending): number;
  event(type: string, data: unknown): void;
  /** Discord was heard from: by an event, or by its answer to a heartbeat. */
  heard(): void;
}

const INTENTS = 'switch it on (page "Bot", Privileged Gateway Intents), or set messageContent to false';

/** Ends after which Discord asks not to connect again (https://docs.discord.com/developers/topics/opcodes-and-status-codes). */
const REFUSALS: Readonly<Record<number, readonly [ChatErrorCode, string]>> = {
  [Code.AuthenticationFailed]: [
    'authentication_failed',
    'it refuses the token: reset it on the page "Bot" of the application and put the new one into botToken',
  ],
  [Code.InvalidShard]: [
    'permission_denied',
    'it refuses the shard: the bot is in too many servers for Muster',
  ],
  [Code.ShardingRequired]: [
    'permission_denied',
    'it wants shards: the bot is in too many servers for Muster',
  ],
  [Code.InvalidAPIVersion]: [
    'permission_denied',
    'it has withdrawn this version of its gateway: update Muster',
  ],
  [Code.InvalidIntents]: ['permission_denied', 'it does not know the intents: update Muster'],
  [Code.DisallowedIntents]: ['permission_denied', `the Message Content Intent is switched off: ${INTENTS}`],
};

/** How the client words that the last heartbeat was not acknowledged, and that Discord wants a new connection. */
const DEAF = 'Zombie connection';
const RENEWAL = 'Told to reconnect by Discord';

function intentsOf({ messageContent }: DiscordSettings): number {
  const wanted = [
    Intent.Guilds,
    Intent.GuildMessages,
    Intent.GuildMessageReactions,
    Intent.DirectMessages,
    ...(messageContent ? [Intent.MessageContent] : []),
  ];
  return wanted.reduce<number>((all, one) => all | one, 0);
}

/**
 * A connection to Discord's gateway by its own client, which identifies, sends heartbeats, notices when none is
 * acknowledged, and resumes a session. When it connects again is decided by the watch.
 */
export class Connection {
  readonly #manager: WebSocketManager;
  readonly #watch: Watch;
  readonly #instance: string;
  /** The client asks for the session before each attempt, so that it can be held back by it. */
  #gate: Promise<unknown> = Promise.resolve();
  readonly #stop = new AbortController();
  #session: SessionInfo | null = null;
  #reason: string | undefined;

  constructor(settings: DiscordSettings, instance: string, watch: Watch) {
    const { botToken: token, timeoutMs } = settings;
    this.#watch = watch;
    this.#instance = instance;
    const rest = new REST(restOptions(settings)).setToken(token);
    this.#manager = new WebSocketManager({
      token,
      rest,
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the client's type has single intents only
      intents: intentsOf(settings),
      shardCount: 1,
      handshakeTimeout: timeoutMs,
      helloTimeout: 2 * timeoutMs,
      readyTimeout: 2 * timeoutMs,
      retrieveSessionInfo: async () => {
        await this.#gate;
        return this.#session;
      },
      updateSessionInfo: (_, session) => {
        this.#session = session;
      },
    });
    this.#manager.on(Events.Ready, ({ data }) => watch.opened(data.user.id));
    this.#manager.on(Events.Resumed, () => watch.opened(undefined));
    this.#manager.on(Events.HeartbeatComplete, () => watch.heard());
    this.#manager.on(Events.Dispatch, ({ data }) => {
      watch.heard();
      watch.event(data.t, data.d);
    });
    this.#manager.on(Events.Debug, ({ message }) => this.#heard(message));
    this.#manager.on(Events.Closed, ({ code }) => this.#closed(code));
    // Each is followed by an end, which says more.
    this.#manager.on(Events.Error, ({ error }) => (this.#reason ??= error.message));
  }

  /**
   * Asks Discord where its gateway is, and begins to connect.
   * @throws ChatError when Discord does not say; what comes after that is told to the watch.
   */
  async open(): Promise<void> {
    const what = `chat.${this.#instance} gateway`;
    try {
      const { session_start_limit: limit } = await this.#manager.fetchGatewayInformation();
      if (limit.remaining < 1) {
        const message = `${what}: the bot has connected too often today; Discord permits it again later.`;
        throw new ChatError('rate_limited', message, { retryAfterMs: limit.reset_after });
      }
    } catch (error) {
      throw toChatError(error, what);
    }
    // What it rejects with is an error that the watch is told of as an end.
    void this.#manager.connect().catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#gate = new Promise(() => undefined);
    await this.#manager.destroy();
  }

  #heard(message: string): void {
    const reason = /^Destroying shard\s+Reason: (.+)/.exec(message)?.[1];
    if (reason !== undefined) this.#reason = reason;
  }

  #closed(code: number): void {
    const reason = this.#reason;
    this.#reason = undefined;
    if (this.#stop.signal.aborted) return;
    const row = REFUSALS[code];
    if (row) {
      const [kind, remedy] = row;
      const message = `chat.${this.#instance} gateway: Discord closed the connection (${code}), ${remedy}.`;
      this.#watch.closed({ reason: message, renewed: false, refusal: new ChatError(kind, message) });
      return;
    }
    const renewed = reason === RENEWAL;
    const deaf = 'Discord no longer answered heartbeats';
    const why = reason === DEAF ? deaf : `Discord closed the connection (${reason ?? `code ${code}`})`;
    const waitMs = this.#watch.closed({ reason: why, renewed });
    const { signal } = this.#stop;
    this.#gate = pause(waitMs, undefined, { signal }).catch(() => new Promise(() => undefined));
  }
}
