import { setTimeout as pause } from 'node:timers/promises';
import { ChatError } from '../error.ts';
import type { Inbound } from '../inbound.ts';
import { isRefusal, type Handle, type Listener, type ListenerStatus, type Report } from '../listener.ts';
import type { PlatformMemory } from '../memory.ts';
import type { InstanceContext } from '../platform.ts';
import { CatchUp } from './catch-up.ts';
import { MattermostClient } from './client.ts';
import { Connection, type Mark } from './connection.ts';
import { namesIn, readEvent, withIds, type Bot } from './events.ts';
import { Home } from './home.ts';
import type { SocketMessage } from './payload.ts';
import type { MattermostSettings } from './settings.ts';

/** Waits between attempts to connect, in milliseconds; the last one repeats. */
const BACKOFF = [500, 1000, 2000, 5000, 10_000, 30_000];

/** The least wait after Mattermost refused the token, in milliseconds: only a person can mend that. */
const REFUSED_MS = 60_000;

/** How often the server is asked whether it is there, in milliseconds, as its own clients do. */
const HEARTBEAT_MS = 30_000;

/** Waits before what was missed is looked for once more, in milliseconds. */
const LOOKED_AGAIN_MS = [500, 1_500];

/** Mattermost's way in by WebSocket, by which mentions and reactions come. */
export class MattermostListener implements Listener {
  readonly platform = 'mattermost';
  readonly instance: string;
  readonly #settings: MattermostSettings;
  readonly #client: MattermostClient;
  readonly #home: Home;
  readonly #catchUp: CatchUp;
  readonly #heartbeatMs: number;
  #stopping = new AbortController();
  readonly #atWork = new Set<Promise<void>>();
  #status: ListenerStatus = { state: 'stopped', since: Date.now() };
  #connection: Connection | undefined;
  #mark: Mark | undefined;
  #handle: Handle | undefined;
  #report: Report = () => undefined;
  #connectedBefore = false;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;

  /**
   * @param memory remembers until when everything has come.
   * @param heartbeatMs how often the server is asked whether it is there, in milliseconds.
   */
  constructor(
    settings: MattermostSettings,
    context: InstanceContext,
    memory: PlatformMemory,
    heartbeatMs = HEARTBEAT_MS,
  ) {
    this.#settings = settings;
    this.instance = context.instance;
    this.#client = new MattermostClient(settings, context);
    this.#home = new Home(this.#client, settings, context);
    this.#catchUp = new CatchUp(this.#client, this.#home, memory);
    this.#heartbeatMs = heartbeatMs;
  }

  status(): ListenerStatus {
    return this.#status;
  }

  async start(handle: Handle, report: Report): Promise<void> {
    if (this.#handle) throw new Error(`chat.${this.instance} listens already`);
    this.#handle = handle;
    this.#report = report;
    this.#stopping = new AbortController();
    const since = Date.now();
    this.#status = { state: 'connecting', since };
    const failure = await this.#connect();
    if (failure && isRefusal(failure)) {
      await this.stop();
      this.#status = { state: 'stopped', since, problem: failure.message };
      throw failure;
    }
    if (failure) this.#failed(failure);
  }

  async stop(): Promise<void> {
    this.#handle = undefined;
    this.#stopping.abort();
    clearTimeout(this.#retry);
    await Promise.all(this.#atWork);
    this.#connection?.close();
    this.#connection = undefined;
    this.#status = { state: 'stopped', since: Date.now() };
  }

  /** @returns why it failed, when it did; the next attempt is not planned yet. */
  async #connect(): Promise<ChatError | undefined> {
    const { url, botToken: token, timeoutMs } = this.#settings;
    try {
      // The WebSocket does not say what is wrong with a token; the REST API does.
      const { bot } = await this.#home.ask();
      const connection = new Connection({
        url,
        token,
        timeoutMs,
        heartbeatMs: this.#heartbeatMs,
        resume: this.#mark,
        what: `chat.${this.instance} WebSocket`,
        event: (message) => this.#receive(message, bot),
        unreadable: (cause) => this.#unreadable(cause),
        heard: () => this.#heard(),
        closed: (reason) => this.#lost(connection, reason),
      });
      this.#connection = connection;
      await connection.open();
      if (!this.#handle) connection.close();
    } catch (error) {
      return error instanceof ChatError
        ? error
        : new ChatError('connection_failed', String(error), { cause: error });
    }
    if (!this.#handle) return undefined;
    const now = Date.now();
    this.#failures = 0;
    this.#report({ kind: 'connected', again: this.#connectedBefore, awayMs: now - this.#status.since });
    this.#connectedBefore = true;
    this.#status = { state: 'connected', since: now, heardAt: now };
    return undefined;
  }

  #heard(): void {
    this.#status = { ...this.#status, heardAt: Date.now() };
    this.#report({ kind: 'heard' });
    this.#catchUp.heard();
  }

  #lost(connection: Connection, reason: string): void {
    this.#mark = connection.mark;
    if (!this.#handle) return;
    const nextMs = this.#again(reason);
    this.#report({ kind: 'lost', reason, renewed: false, nextMs });
  }

  #failed(error: ChatError): void {
    if (!this.#handle) return;
    const nextMs = this.#again(error.message, isRefusal(error) ? REFUSED_MS : (error.retryAfterMs ?? 0));
    this.#report({ kind: 'attempt failed', error, nextMs });
  }

  /** Plans the next attempt. @returns the wait until it, in milliseconds. */
  #again(problem: string, leastMs = 0): number {
    const since = this.#status.state === 'connecting' ? this.#status.since : Date.now();
    this.#status = { ...this.#status, state: 'connecting', since, problem };
    const nextMs = Math.max(BACKOFF[Math.min(this.#failures, BACKOFF.length - 1)] ?? 0, leastMs);
    this.#failures += 1;
    this.#retry = setTimeout(() => {
      void this.#connect().then((failure) => failure && this.#failed(failure));
    }, nextMs);
    return nextMs;
  }

  #receive(message: SocketMessage, bot: Bot): void {
    // Only a connection that goes on with nothing from before is greeted.
    if (message.event === 'hello') {
      this.#catchUp.began();
      this.#keep(this.#makeUp(bot));
      return;
    }
    let inbound: Inbound | undefined;
    const work = this.#answer(message, bot, (read) => (inbound = read)).catch((error: unknown) => {
      const deliveryId = inbound && 'deliveryId' in inbound ? inbound.deliveryId : undefined;
      this.#unanswered(error, deliveryId, message.seq === undefined ? undefined : String(message.seq));
    });
    this.#keep(work);
  }

  #keep(work: Promise<void>): void {
    this.#atWork.add(work);
    void work.finally(() => this.#atWork.delete(work));
  }

  /** Answers what was said while nobody listened; a mention that is answered already gets no second answer. */
  async #makeUp(bot: Bot): Promise<void> {
    const { signal } = this.#stopping;
    for (let tried = 0; ; tried++) {
      try {
        for (const mention of await this.#catchUp.missed(bot)) {
          if (!this.#catchUp.came(mention.deliveryId)) continue;
          await this.#take(mention).catch((error: unknown) =>
            this.#unanswered(error, mention.deliveryId, undefined),
          );
        }
        break;
      } catch (error) {
        if (!this.#handle) return;
        const wait = LOOKED_AGAIN_MS[tried];
        if (wait === undefined) {
          this.#unanswered(error, undefined, undefined);
          break;
        }
        const asked = error instanceof ChatError ? (error.retryAfterMs ?? 0) : 0;
        await pause(Math.max(wait, asked), undefined, { signal }).catch(() => undefined);
      }
    }
    if (this.#handle) this.#catchUp.caughtUp();
  }

  #unreadable(cause: unknown): void {
    const why = cause instanceof Error ? cause.name : 'error';
    const message = `chat.${this.instance} WebSocket: Mattermost sent what cannot be read (${why}).`;
    this.#unanswered(new ChatError('invalid_webhook', message, { cause }), undefined, undefined);
  }

  /** Mattermost waits for no answer and sends nothing again: what failed is lost, and somebody should know. */
  #unanswered(error: unknown, deliveryId: string | undefined, envelope: string | undefined): void {
    this.#status = { ...this.#status, problem: error instanceof Error ? error.message : String(error) };
    this.#report({ kind: 'delivery failed', error, deliveryId, envelope });
  }

  async #answer(message: SocketMessage, bot: Bot, read: (inbound: Inbound) => void): Promise<void> {
    const seen = readEvent(message, bot);
    if (seen.kind === 'ignored') return;
    read(seen);
    if ('deliveryId' in seen) this.#catchUp.came(seen.deliveryId);
    await this.#take(seen);
  }

  async #take(seen: Exclude<Inbound, { kind: 'ignored' }>): Promise<void> {
    if (!this.#handle) return;
    const inbound = seen.kind === 'mention' ? { ...seen, text: await this.#named(seen.text) } : seen;
    const http = await this.#handle(inbound);
    if (http.status >= 200 && http.status <= 299) return;
    const text = `chat.${this.instance} WebSocket: what came was not taken (status ${http.status}).`;
    throw new ChatError('connection_failed', text);
  }

  /** A name alone may be that of somebody else tomorrow. */
  async #named(text: string): Promise<string> {
    const names = namesIn(text);
    if (names.length === 0) return text;
    try {
      const found = await this.#client.call('users/usernames', (api) => api.getProfilesByUsernames(names));
      return withIds(text, new Map(found.map(({ username, id }) => [username, id])));
    } catch {
      // By name those are still found whom the configuration knows; the rest of the text must not be lost for it.
      return text;
    }
  }
}
