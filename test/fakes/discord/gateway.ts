import type { Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Guild, Json } from './guild.ts';
import { userObject } from './resources.ts';

interface Session {
  readonly id: string;
  /** Every event since the session began, by its number less one. */
  readonly events: string[];
  socket: WebSocket;
}

/** The gateway (https://docs.discord.com/developers/events/gateway). */
export class FakeGateway {
  readonly #server: WebSocketServer;
  readonly #guild: Guild;
  readonly #changed: () => void;
  readonly #sessions = new Map<string, Session>();
  #current: Session | undefined;
  #number = 0;
  /** Whether a new connection is greeted. */
  greets = true;
  /** Whether every new connection breaks at once, as while Discord is away. */
  away = false;
  /** Whether heartbeats are acknowledged. */
  acknowledges = true;
  /** The code with which who identifies is turned away. */
  refuses: number | undefined;
  heartbeatMs = 45_000;
  /** How many connections were opened, sessions begun and sessions resumed. */
  readonly counts = { opened: 0, identified: 0, resumed: 0 };
  /** The intents that were asked for last. */
  intents = 0;

  constructor(server: Server, guild: Guild, changed: () => void) {
    this.#guild = guild;
    this.#changed = changed;
    this.#server = new WebSocketServer({ server, path: '/gateway' });
    this.#server.on('connection', (socket) => {
      this.counts.opened += 1;
      socket.on('message', (data: Buffer) => this.#said(socket, JSON.parse(data.toString()) as Json));
      socket.on('close', changed);
      if (this.away) socket.terminate();
      else if (this.greets) send(socket, { op: 10, d: { heartbeat_interval: this.heartbeatMs } });
      changed();
    });
  }

  get open(): WebSocket[] {
    return [...this.#server.clients].filter((socket) => socket.readyState === socket.OPEN);
  }

  /** Whether somebody has ever identified; who is away gets what happens when they resume. */
  get known(): boolean {
    return this.#current !== undefined;
  }

  /** Whether somebody has identified and is still there. */
  get listening(): boolean {
    return this.#current?.socket.readyState === 1;
  }

  #said(socket: WebSocket, { op, d }: Json): void {
    if (op === 1 && this.acknowledges) send(socket, { op: 11 });
    if (op === 2) this.#identified(socket, d as { token: string; intents: number });
    if (op === 6) this.#resumed(socket, d as { token: string; session_id: string; seq: number });
    this.#changed();
  }

  #identified(socket: WebSocket, { token, intents }: { token: string; intents: number }): void {
    this.counts.identified += 1;
    this.intents = intents;
    if (token !== this.#guild.botToken || this.refuses !== undefined) {
      socket.close(token === this.#guild.botToken ? this.refuses : 4004);
      return;
    }
    this.#number += 1;
    const session = { id: `session-${this.#number}`, events: [], socket };
    this.#sessions.set(session.id, session);
    this.#current = session;
    const url = `ws://127.0.0.1:${(this.#server.address() as { port: number }).port}/gateway`;
    this.dispatch('READY', {
      v: 10,
      user: userObject(this.#guild.bot),
      guilds: [{ id: this.#guild.id, unavailable: true }],
      session_id: session.id,
      resume_gateway_url: url,
      application: { id: this.#guild.applicationId, flags: 0 },
    });
  }

  #resumed(socket: WebSocket, { session_id, seq }: { session_id: string; seq: number }): void {
    const session = this.#sessions.get(session_id);
    if (!session) {
      send(socket, { op: 9, d: false });
      return;
    }
    this.counts.resumed += 1;
    session.socket = socket;
    this.#current = session;
    for (const missed of session.events.slice(seq)) socket.send(missed);
    this.dispatch('RESUMED', {});
  }

  /** Sends an event to the session that began last; one that is away gets it when it resumes. */
  dispatch(type: string, data: unknown): void {
    const session = this.#current;
    if (!session) throw new Error('no app is connected to the gateway');
    const event = JSON.stringify({ op: 0, t: type, s: session.events.length + 1, d: data });
    session.events.push(event);
    if (session.socket.readyState === 1) session.socket.send(event);
  }

  /**
   * Ends every connection: politely, as Discord does now and then, by cutting the line, by saying that the session is
   * invalid, or with a code.
   */
  drop(how: 'renew' | 'cut' | 'invalid' | number): void {
    for (const socket of this.open) {
      if (how === 'cut') socket.terminate();
      else if (how === 'renew') send(socket, { op: 7, d: null });
      else if (how === 'invalid') {
        this.forget();
        send(socket, { op: 9, d: false });
      } else socket.close(how);
    }
  }

  /** Forgets all sessions: who resumes has to begin anew. */
  forget(): void {
    this.#sessions.clear();
  }

  close(): void {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
  }
}

function send(socket: WebSocket, payload: Json): void {
  socket.send(JSON.stringify({ s: null, t: null, ...payload }));
}
