import { z } from 'zod';
import { ChatError } from '../error.ts';
import type { HttpAnswer } from '../inbound.ts';
import { isRefusal, type Handle, type Listener, type ListenerStatus, type Report } from '../listener.ts';
import type { InstanceContext } from '../platform.ts';
import { DiscordClient } from './client.ts';
import { Connection, type Ending } from './connection.ts';
import { answerInteraction, DEFER_AFTER_MS } from './deferral.ts';
import { readEvent } from './events.ts';
import { assertFrom } from './origin.ts';
import { interactionToken } from './payload.ts';
import { snowflake } from './resources.ts';
import type { DiscordSettings } from './settings.ts';

/** Waits between attempts to connect, in milliseconds; the last one repeats. Discord counts 1000 of them a day. */
const BACKOFF = [500, 1000, 2000, 5000, 10_000, 30_000, 90_000];

/** The least wait after Discord refused the bot, in milliseconds: only a person can mend that. */
const REFUSED_MS = 60_000;

const INTERACTION = 'INTERACTION_CREATE';

const identified = z.object({ id: snowflake }).catch({ id: '' });

/** Discord's way in by its gateway: a WebSocket that Muster opens, for those without a public address. */
export class DiscordListener implements Listener {
  readonly platform = 'discord';
  readonly instance: string;
  readonly #settings: DiscordSettings;
  readonly #client: DiscordClient;
  readonly #deferAfterMs: number;
  readonly #atWork = new Set<Promise<void>>();
  #status: ListenerStatus = { state: 'stopped', since: Date.now() };
  #connection: Connection | undefined;
  #handle: Handle | undefined;
  #report: Report = () => undefined;
  #bot = '';
  #connectedBefore = false;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;
  /** Told how the first attempt ended. */
  #first: ((refusal: ChatError | undefined) => void) | undefined;

  /** @param deferAfterMs as {@link DEFER_AFTER_MS}. */
  constructor(settings: DiscordSettings, context: InstanceContext, deferAfterMs = DEFER_AFTER_MS) {
    this.#settings = settings;
    this.#deferAfterMs = deferAfterMs;
    this.instance = context.instance;
    this.#client = new DiscordClient(settings, context);
  }

  status(): ListenerStatus {
    return this.#status;
  }

  async start(handle: Handle, report: Report): Promise<void> {
    if (this.#handle) throw new Error(`chat.${this.instance} listens already`);
    this.#handle = handle;
    this.#report = report;
    const since = Date.now();
    this.#status = { state: 'connecting', since };
    const attempted = new Promise<ChatError | undefined>((resolve) => (this.#first = resolve));
    await this.#connect();
    const refusal = await attempted;
    if (!refusal) return;
    await this.stop();
    this.#status = { state: 'stopped', since, problem: refusal.message };
    throw refusal;
  }

  async stop(): Promise<void> {
    this.#handle = undefined;
    clearTimeout(this.#retry);
    this.#tried(undefined);
    await Promise.all(this.#atWork);
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.close();
    this.#status = { state: 'stopped', since: Date.now() };
  }

  /** Opens a connection that lasts until Discord refuses the bot. */
  async #connect(): Promise<void> {
    const connection = new Connection(this.#settings, this.instance, {
      opened: (bot) => this.#opened(bot),
      closed: (ending) => this.#closed(ending),
      event: (type, data) => this.#receive(type, data),
      heard: () => this.#heard(),
    });
    this.#connection = connection;
    try {
      await connection.open();
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      this.#failed(error);
    }
  }

  #tried(refusal: ChatError | undefined): void {
    this.#first?.(refusal);
    this.#first = undefined;
  }

  #opened(bot: string | undefined): void {
    if (!this.#handle) return;
    if (bot !== undefined) this.#bot = bot;
    const now = Date.now();
    this.#failures = 0;
    this.#report({ kind: 'connected', again: this.#connectedBefore, awayMs: now - this.#status.since });
    this.#connectedBefore = true;
    this.#status = { state: 'connected', since: now, heardAt: now };
    this.#tried(undefined);
  }

  #heard(): void {
    if (!this.#handle) return;
    this.#status = { ...this.#status, heardAt: Date.now() };
    this.#report({ kind: 'heard' });
  }

  #closed({ reason, renewed, refusal }: Ending): number {
    if (!this.#handle) return 0;
    if (refusal) {
      this.#failed(refusal);
      return 0;
    }
    const nextMs = BACKOFF[Math.min(this.#failures, BACKOFF.length - 1)] ?? 0;
    this.#failures += 1;
    if (this.#status.state === 'connected') {
      this.#report({ kind: 'lost', reason, renewed, nextMs });
    } else {
      const message = `chat.${this.instance} gateway: ${reason}.`;
      this.#report({ kind: 'attempt failed', error: new ChatError('connection_failed', message), nextMs });
    }
    this.#away(reason);
    this.#tried(undefined);
    return nextMs;
  }

  /** No connection goes on by itself from here: another one is opened later, or none when it is the first. */
  #failed(error: ChatError): void {
    if (!this.#handle) return;
    if (this.#first && isRefusal(error)) {
      this.#tried(error);
      return;
    }
    const least = isRefusal(error) ? REFUSED_MS : (error.retryAfterMs ?? 0);
    const nextMs = Math.max(BACKOFF[Math.min(this.#failures, BACKOFF.length - 1)] ?? 0, least);
    this.#failures += 1;
    this.#away(error.message);
    this.#report({ kind: 'attempt failed', error, nextMs });
    this.#retry = setTimeout(() => {
      const over = this.#connection;
      void over?.close().then(() => this.#handle && this.#connect());
    }, nextMs);
    this.#tried(undefined);
  }

  #away(problem: string): void {
    const { state, since: before, heardAt } = this.#status;
    const since = state === 'connecting' ? before : Date.now();
    this.#status = { state: 'connecting', since, problem, ...(heardAt !== undefined && { heardAt }) };
  }

  #receive(type: string, data: unknown): void {
    let deliveryId: string | undefined;
    const work = this.#work(type, data, (id) => (deliveryId = id)).catch((error: unknown) => {
      this.#status = { ...this.#status, problem: error instanceof Error ? error.message : String(error) };
      const { id } = identified.parse(data);
      this.#report({ kind: 'delivery failed', error, deliveryId, envelope: id || undefined });
    });
    this.#atWork.add(work);
    void work.finally(() => this.#atWork.delete(work));
  }

  /** @param named told the delivery id as soon as it is known. */
  async #work(type: string, data: unknown, named: (id: string) => void): Promise<void> {
    if (!this.#handle) return;
    const { guildId: guild } = this.#settings;
    const inbound = readEvent(type, data, { bot: this.#bot, guild });
    if (!inbound || (inbound.kind === 'ignored' && type !== INTERACTION)) return;
    if ('deliveryId' in inbound) named(inbound.deliveryId);
    if (type === INTERACTION) assertFrom(data, this.#settings, `chat.${this.instance}`);
    const taken = this.#handle(inbound).then((http) => this.#taken(http));
    if (type !== INTERACTION) {
      await taken;
      return;
    }
    const { id, token } = interactionToken.parse(data);
    // What is suggested while somebody types is of no use later.
    const deferAfterMs = inbound.kind === 'suggest' ? undefined : this.#deferAfterMs;
    const interaction = { id, token, application: this.#settings.applicationId };
    await answerInteraction(this.#client, interaction, taken, deferAfterMs);
  }

  #taken(http: HttpAnswer): HttpAnswer {
    if (http.status >= 200 && http.status <= 299) return http;
    const message = `chat.${this.instance} gateway: what came was not taken (status ${http.status}).`;
    throw new ChatError('connection_failed', message);
  }
}
