import { ChatError } from '../error.ts';
import { isRefusal, type Handle, type Listener, type ListenerStatus, type Report } from '../listener.ts';
import type { InstanceContext } from '../platform.ts';
import { silent } from './client.ts';
import { Connection, connectionFailure } from './connection.ts';
import { deliveryOf, SURFACE_OF, type Envelope } from './envelope.ts';
import { elsewhere } from './elsewhere.ts';
import { readInbound } from './read.ts';
import type { SlackSettings } from './settings.ts';
import type { Workspaces } from './workspaces.ts';

/** Waits between attempts to connect, in milliseconds; the last one repeats. */
const BACKOFF = [500, 1000, 2000, 5000, 10_000, 30_000];

/** The least wait after Slack refused the token, in milliseconds: only a person can mend that. */
const REFUSED_MS = 60_000;

/** Slack's way in by Socket Mode: a WebSocket that Muster opens, for those without a public address. */
export class SlackListener implements Listener {
  readonly platform = 'slack';
  readonly instance: string;
  readonly #settings: SlackSettings;
  readonly #workspaces: Workspaces;
  readonly #atWork = new Set<Promise<void>>();
  #status: ListenerStatus = { state: 'stopped', since: Date.now() };
  #connection: Connection | undefined;
  #handle: Handle | undefined;
  #report: Report = () => undefined;
  #connectedBefore = false;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;

  constructor(settings: SlackSettings, context: InstanceContext, workspaces: Workspaces) {
    this.#settings = settings;
    this.instance = context.instance;
    this.#workspaces = workspaces;
  }

  status(): ListenerStatus {
    return this.#status;
  }

  async start(handle: Handle, report: Report): Promise<void> {
    if (this.#handle) throw new Error(`chat.${this.instance} listens already`);
    if (!this.#settings.appToken) {
      const message = `chat.${this.instance}.appToken is missing: Socket Mode needs an app-level token (xapp-…).`;
      throw new ChatError('authentication_failed', message);
    }
    this.#handle = handle;
    this.#report = report;
    const since = Date.now();
    this.#status = { state: 'connecting', since };
    const failure = await this.#connect(this.#settings.appToken);
    if (failure && isRefusal(failure)) {
      await this.stop();
      this.#status = { state: 'stopped', since, problem: failure.message };
      throw failure;
    }
    if (failure) this.#failed(this.#settings.appToken, failure);
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

  /** @returns why it failed, when it did; the next attempt is not planned yet. */
  async #connect(appToken: string): Promise<ChatError | undefined> {
    const { apiUrl, timeoutMs } = this.#settings;
    const options = {
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
    };
    const connection = new Connection(options, (error, envelope) => this.#unreadable(error, envelope));
    this.#connection = connection;
    connection.on('slack_event', (envelope: Envelope) => this.#receive(envelope));
    // A connection that opens but never says hello would be waited for without end.
    const silence = setTimeout(() => void connection.disconnect(), 2 * timeoutMs);
    try {
      await connection.start();
    } catch (error) {
      return connectionFailure(error, connection, this.instance);
    } finally {
      clearTimeout(silence);
    }
    if (!this.#handle) {
      await connection.disconnect();
      return undefined;
    }
    const now = Date.now();
    this.#failures = 0;
    this.#report({ kind: 'connected', again: this.#connectedBefore, awayMs: now - this.#status.since });
    this.#connectedBefore = true;
    this.#status = { state: 'connected', since: now, heardAt: now };
    connection.onSigns(() => this.#heard(connection));
    connection.once('disconnected', () => this.#lost(appToken, connection));
    return undefined;
  }

  #heard(connection: Connection): void {
    if (connection !== this.#connection || this.#status.state !== 'connected') return;
    this.#status = { ...this.#status, heardAt: Date.now() };
    this.#report({ kind: 'heard' });
  }

  #lost(appToken: string, connection: Connection): void {
    if (!this.#handle) return;
    const { ending: reason, renewed } = connection;
    const nextMs = this.#again(appToken, reason);
    this.#report({ kind: 'lost', reason, renewed, nextMs });
  }

  #failed(appToken: string, error: ChatError): void {
    if (!this.#handle) return;
    const nextMs = this.#again(
      appToken,
      error.message,
      isRefusal(error) ? REFUSED_MS : (error.retryAfterMs ?? 0),
    );
    this.#report({ kind: 'attempt failed', error, nextMs });
  }

  /** Plans the next attempt. @returns the wait until it, in milliseconds. */
  #again(appToken: string, problem: string, leastMs = 0): number {
    const since = this.#status.state === 'connecting' ? this.#status.since : Date.now();
    this.#status = { state: 'connecting', since, problem };
    const nextMs = Math.max(BACKOFF[Math.min(this.#failures, BACKOFF.length - 1)] ?? 0, leastMs);
    this.#failures += 1;
    this.#retry = setTimeout(() => {
      void this.#connect(appToken).then((failure) => failure && this.#failed(appToken, failure));
    }, nextMs);
    return nextMs;
  }

  #receive(envelope: Envelope): void {
    const work = this.#answer(envelope).catch((error: unknown) => {
      this.#unanswered(error, envelope.envelope_id, deliveryOf(envelope));
    });
    this.#atWork.add(work);
    void work.finally(() => this.#atWork.delete(work));
  }

  #unreadable(cause: unknown, envelope: string | undefined): void {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `chat.${this.instance} Socket Mode: Slack sent what cannot be read (${why}).`;
    this.#unanswered(new ChatError('invalid_webhook', message, { cause }), envelope, undefined);
  }

  /** Without an answer Slack sends an event again, and tells whoever typed a command that it failed. */
  #unanswered(error: unknown, envelope: string | undefined, deliveryId: string | undefined): void {
    this.#status = { ...this.#status, problem: error instanceof Error ? error.message : String(error) };
    this.#report({ kind: 'delivery failed', error, deliveryId, envelope });
  }

  async #answer({ type, body, ack }: Envelope): Promise<void> {
    if (!this.#handle) return;
    const what = `chat.${this.instance} Socket Mode`;
    const surface = SURFACE_OF[type];
    if (!surface)
      throw new ChatError('invalid_webhook', `${what}: Slack sent an envelope of the unknown type ${type}.`);
    const team = await this.#workspaces.of(body);
    const http = await this.#handle(elsewhere(readInbound(surface, body), team));
    if (http.status < 200 || http.status > 299)
      throw new ChatError('connection_failed', `${what}: what came was not taken (status ${http.status}).`);
    try {
      await ack(http.contentType === 'application/json' ? (JSON.parse(http.body) as object) : undefined);
    } catch (cause) {
      const message = `${what}: what came was worked on, but the connection broke before Slack was told.`;
      throw new ChatError('connection_failed', message, { cause });
    }
  }
}
