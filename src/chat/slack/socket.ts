import { SocketModeClient } from '@slack/socket-mode';
import { ChatError } from '../error.ts';
import type { Handle, Listener, ListenerStatus } from '../listener.ts';
import type { InstanceContext } from '../platform.ts';
import { silent, SlackClient } from './client.ts';
import { toChatError } from './errors.ts';
import { assertFrom, originOf } from './origin.ts';
import { readInbound, type Surface } from './read.ts';
import type { SlackSettings } from './settings.ts';
import { Home } from './workspace.ts';

/** Socket Mode's names of the ways in (https://docs.slack.dev/apis/events-api/using-socket-mode). */
const SURFACE_OF: Readonly<Record<string, Surface>> = {
  slash_commands: 'commands',
  interactive: 'interactions',
  events_api: 'events',
};

/** Waits between attempts to connect, in milliseconds; the last one repeats. */
const BACKOFF = [500, 1000, 2000, 5000, 10_000, 30_000];

interface Envelope {
  readonly type: string;
  readonly body: unknown;
  readonly ack: (payload?: object) => Promise<void>;
}

/** A connection whose unreadable messages are dropped; in the client's own they become unhandled rejections. */
class Connection extends SocketModeClient {
  protected override async onWebSocketMessage(data: string | ArrayBuffer, isBinary: boolean): Promise<void> {
    await super.onWebSocketMessage(data, isBinary).catch(() => undefined);
  }
}

/** Slack's way in by Socket Mode: a WebSocket that Muster opens, for those without a public address. */
export class SlackListener implements Listener {
  readonly platform = 'slack';
  readonly instance: string;
  readonly #settings: SlackSettings;
  readonly #home: Home;
  readonly #atWork = new Set<Promise<void>>();
  #status: ListenerStatus = { state: 'stopped', since: Date.now() };
  #connection: Connection | undefined;
  #handle: Handle | undefined;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;

  constructor(settings: SlackSettings, context: InstanceContext) {
    this.#settings = settings;
    this.instance = context.instance;
    this.#home = new Home(new SlackClient(settings, context), settings, context);
  }

  status(): ListenerStatus {
    return this.#status;
  }

  async start(handle: Handle): Promise<void> {
    if (this.#handle) throw new Error(`chat.${this.instance} listens already`);
    if (!this.#settings.appToken) {
      const message = `chat.${this.instance}.appToken is missing: Socket Mode needs an app-level token (xapp-…).`;
      throw new ChatError('authentication_failed', message);
    }
    this.#handle = handle;
    this.#status = { state: 'connecting', since: Date.now() };
    const failure = await this.#connect(this.#settings.appToken);
    if (failure?.code === 'authentication_failed' || failure?.code === 'permission_denied') {
      await this.stop();
      throw failure;
    }
  }

  async stop(): Promise<void> {
    this.#handle = undefined;
    clearTimeout(this.#retry);
    await Promise.all(this.#atWork);
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.disconnect();
    this.#status = { state: 'stopped', since: Date.now() };
  }

  /** @returns why it failed, when it did; the next attempt is then planned already. */
  async #connect(appToken: string): Promise<ChatError | undefined> {
    const { apiUrl, timeoutMs } = this.#settings;
    const connection = new Connection({
      appToken,
      logger: silent,
      // The client's own reconnecting lets a refused connection end as an unhandled rejection.
      autoReconnectEnabled: false,
      clientOptions: {
        slackApiUrl: apiUrl,
        timeout: timeoutMs,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
      },
    });
    this.#connection = connection;
    connection.on('slack_event', (envelope: Envelope) => this.#receive(envelope));
    // A connection that opens but never says hello would be waited for without end.
    const silence = setTimeout(() => void connection.disconnect(), 2 * timeoutMs);
    try {
      await connection.start();
    } catch (error) {
      const what = `chat.${this.instance} Socket Mode`;
      // The client rejects with nothing at all when the WebSocket closes before its greeting.
      const closed = new ChatError(
        'connection_failed',
        `${what}: Slack closed the connection; it will be tried again.`,
      );
      const failure = error === undefined ? closed : toChatError(error, what);
      this.#again(appToken, failure.message);
      return failure;
    } finally {
      clearTimeout(silence);
    }
    if (!this.#handle) {
      await connection.disconnect();
      return undefined;
    }
    this.#failures = 0;
    this.#status = { state: 'connected', since: Date.now() };
    connection.once('disconnected', () => this.#again(appToken, 'Slack closed the connection'));
    return undefined;
  }

  #again(appToken: string, problem: string): void {
    if (!this.#handle) return;
    this.#status = { state: 'connecting', since: Date.now(), problem };
    const wait = BACKOFF[Math.min(this.#failures, BACKOFF.length - 1)];
    this.#failures += 1;
    this.#retry = setTimeout(() => void this.#connect(appToken), wait);
  }

  #receive(envelope: Envelope): void {
    const work = this.#answer(envelope).catch((error: unknown) => {
      // Without an answer Slack sends an event again, and tells whoever typed a command that it failed.
      this.#status = { ...this.#status, problem: error instanceof Error ? error.message : String(error) };
    });
    this.#atWork.add(work);
    void work.finally(() => this.#atWork.delete(work));
  }

  async #answer({ type, body, ack }: Envelope): Promise<void> {
    const surface = SURFACE_OF[type];
    if (!surface || !this.#handle) return;
    assertFrom(await this.#home.get(), originOf(body), `chat.${this.instance}`);
    const http = await this.#handle(readInbound(surface, body));
    if (http.status < 200 || http.status > 299) return;
    await ack(http.contentType === 'application/json' ? (JSON.parse(http.body) as object) : undefined);
  }
}
