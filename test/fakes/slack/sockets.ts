import type { Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Delivery } from './deliveries.ts';

const TYPES = { commands: 'slash_commands', interactions: 'interactive', events: 'events_api' } as const;

/** The WebSocket side of Socket Mode (https://docs.slack.dev/apis/events-api/using-socket-mode). */
export class FakeSockets {
  readonly #server: WebSocketServer;
  readonly #answers = new Map<string, (payload: Record<string, unknown>) => void>();
  #number = 0;
  /** Whether a new connection is greeted. */
  greets = true;
  /** Whether every new connection breaks at once, as while Slack is away. */
  away = false;
  /** How many connections were opened in all. */
  opened = 0;

  constructor(server: Server, changed: () => void) {
    this.#server = new WebSocketServer({ server, path: '/link' });
    this.#server.on('connection', (socket) => {
      this.opened += 1;
      socket.on('message', (data: Buffer) => this.#answered(data.toString()));
      socket.on('close', changed);
      if (this.away) socket.terminate();
      else if (this.greets)
        socket.send(JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A1' } }));
      changed();
    });
  }

  get open(): WebSocket[] {
    return [...this.#server.clients].filter((socket) => socket.readyState === socket.OPEN);
  }

  #answered(text: string): void {
    const { envelope_id, payload } = JSON.parse(text) as {
      envelope_id: string;
      payload: Record<string, unknown>;
    };
    this.#answers.get(envelope_id)?.(payload);
    this.#answers.delete(envelope_id);
  }

  /** @returns the payload of the app's acknowledgement; undefined when none came within the time, in milliseconds. */
  async deliver({ surface, payload }: Delivery, within = 3000): Promise<Record<string, unknown> | undefined> {
    this.#number += 1;
    const envelope_id = `e-${this.#number}`;
    const answered = new Promise<Record<string, unknown>>((resolve) =>
      this.#answers.set(envelope_id, resolve),
    );
    this.raw({ envelope_id, type: TYPES[surface], accepts_response_payload: surface !== 'events', payload });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), within);
    });
    return Promise.race([answered, late]).finally(() => clearTimeout(timer));
  }

  /** Sends anything to the connection that was opened last. */
  raw(message: unknown): void {
    const socket = this.open.at(-1);
    if (!socket) throw new Error('no app is connected by Socket Mode');
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Leaves every connection open, but neither answers nor sends anything on it ever again. */
  deafen(): void {
    for (const socket of this.open) {
      socket.pong = () => undefined;
      socket.close = () => undefined;
      socket.removeAllListeners('message');
    }
  }

  /**
   * Ends every connection: politely, as Slack does several times a day, because Socket Mode was switched off, or by
   * cutting the line.
   */
  drop(how: 'refresh' | 'warning' | 'switched off' | 'cut'): void {
    const reasons = { refresh: 'refresh_requested', warning: 'warning', 'switched off': 'link_disabled' };
    for (const socket of this.open) {
      if (how === 'cut') socket.terminate();
      else socket.send(JSON.stringify({ type: 'disconnect', reason: reasons[how] }));
    }
  }

  close(): void {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
  }
}
