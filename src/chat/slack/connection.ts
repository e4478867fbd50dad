import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { SocketModeClient, type SocketModeOptions } from '@slack/socket-mode';
import { z } from 'zod';
import { ChatError } from '../error.ts';
import { slackCode, toChatError } from './errors.ts';

/** The parts of a message that say what it is (https://docs.slack.dev/apis/events-api/using-socket-mode). */
const marks = z
  .object({
    type: z.string().optional().catch(undefined),
    reason: z.string().optional().catch(undefined),
    envelope_id: z.string().optional().catch(undefined),
  })
  .catch({});

/** Reasons for which Slack ends every connection several times a day. */
const RENEWALS: ReadonlySet<string> = new Set(['warning', 'refresh_requested']);

/** Where the WebSocket tells of pings and their answers, for all connections of the process. */
const SIGNS_OF_LIFE = ['undici:websocket:ping', 'undici:websocket:pong'] as const;

/** A connection that says why it ended and what could not be read: Slack's client keeps both to itself. */
export class Connection extends SocketModeClient {
  readonly #unreadable: (error: unknown, envelope: string | undefined) => void;
  #farewell: string | undefined;
  #broken: string | undefined;

  /** @param unreadable told of each message that cannot be read; in the client it would be an unhandled rejection. */
  constructor(
    options: SocketModeOptions,
    unreadable: (error: unknown, envelope: string | undefined) => void,
  ) {
    super(options);
    this.#unreadable = unreadable;
    this.on('error', (error: Error) => (this.#broken = error.message || undefined));
  }

  /**
   * Tells whenever Slack is heard from, until the connection ends. Slack pings, and answers the pings of its client, which
   * gives a connection up that stays silent for five seconds.
   */
  onSigns(heard: () => void): void {
    const { websocket } = this;
    const onSign = (sign: unknown): void => {
      const of =
        typeof sign === 'object' && sign !== null && 'websocket' in sign ? sign.websocket : undefined;
      if (of !== undefined && of === websocket?.['websocket']) heard();
    };
    for (const channel of SIGNS_OF_LIFE) subscribe(channel, onSign);
    this.on('ws_message', heard);
    this.once('disconnected', () => {
      for (const channel of SIGNS_OF_LIFE) unsubscribe(channel, onSign);
      this.off('ws_message', heard);
    });
  }

  /** Does Slack end it only to have it opened anew? */
  get renewed(): boolean {
    return this.#farewell !== undefined && RENEWALS.has(this.#farewell);
  }

  /** Why it ended, in words. */
  get ending(): string {
    const reason = this.#farewell ?? this.#broken;
    return `Slack closed the connection${reason === undefined ? '' : ` (${reason})`}`;
  }

  protected override async onWebSocketMessage(data: string | ArrayBuffer, isBinary: boolean): Promise<void> {
    let envelope: string | undefined;
    try {
      const text = typeof data === 'string' ? data : new TextDecoder().decode(data);
      const mark = isBinary ? {} : marks.parse(JSON.parse(text));
      envelope = mark.envelope_id;
      if (mark.type === 'disconnect') this.#farewell = mark.reason;
      await super.onWebSocketMessage(data, isBinary);
    } catch (error) {
      this.#unreadable(error, envelope);
    }
  }
}

/**
 * Says in Muster's terms why an attempt to connect failed.
 * @param error whatever `connection.start()` rejected with.
 */
export function connectionFailure(error: unknown, connection: Connection, instance: string): ChatError {
  const what = `chat.${instance} Socket Mode`;
  // The client rejects with nothing at all when the WebSocket closes before its greeting.
  if (error === undefined)
    return new ChatError(
      'connection_failed',
      `${what}: ${connection.ending} before its greeting; it will be tried again.`,
    );
  const failure = toChatError(error, what);
  const code = slackCode(failure);
  if (failure.code !== 'authentication_failed' && code !== 'missing_scope') return failure;
  // Elsewhere such a refusal is about the bot token.
  const message =
    `${what}: Slack refuses the app-level token (${code ?? failure.code}); create one with the scope connections:write ` +
    `under "Basic Information" of the app, put it into chat.${instance}.appToken and restart the server.`;
  return new ChatError(failure.code, message, { cause: error });
}
