import type { Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { BOT_TOKEN } from './rest-api.ts';
import type { FakeChannel, FakePost, FakeUser, Json, MattermostState } from './state.ts';

/** What the server still knows of a connection after it broke: its queue is sent again to who comes back. */
interface Kept {
  readonly id: string;
  seq: number;
  readonly sent: { seq: number; text: string }[];
}

/** The WebSocket of the REST API (https://api.mattermost.com/#tag/WebSocket), with sequence numbers and pings. */
export class FakeSockets {
  readonly #server: WebSocketServer;
  readonly #state: MattermostState;
  readonly #kept = new Map<string, Kept>();
  readonly #of = new Map<WebSocket, Kept>();
  readonly #changed: () => void;
  /** Whether pings are answered; a connection that is not looks alive and hears nothing. */
  deaf = false;
  /** Whether every new connection breaks at once, as while the server is away. */
  away = false;
  /** How many connections were opened in all, and with what. */
  readonly opened: URLSearchParams[] = [];
  /** How many pings came. */
  pings = 0;

  constructor(server: Server, state: MattermostState, changed: () => void) {
    this.#state = state;
    this.#changed = changed;
    this.#server = new WebSocketServer({ server, path: '/api/v4/websocket' });
    this.#server.on('connection', (socket, request) => {
      const query = new URL(request.url ?? '', 'http://fake').searchParams;
      this.opened.push(query);
      const authentic = request.headers.authorization === `Bearer ${BOT_TOKEN}`;
      socket.on('message', (data: Buffer) => this.#hear(socket, authentic, data.toString()));
      socket.on('close', changed);
      if (this.away) socket.terminate();
      else if (authentic) this.#greet(socket, query);
      changed();
    });
  }

  get open(): WebSocket[] {
    return [...this.#server.clients].filter((socket) => socket.readyState === socket.OPEN);
  }

  #hear(socket: WebSocket, authentic: boolean, text: string): void {
    const { action, seq } = JSON.parse(text) as { action: string; seq: number };
    if (action !== 'ping') return;
    this.pings += 1;
    const error = { id: 'api.web_socket_router.not_authenticated.app_error', status_code: 401 };
    const answer = authentic ? { status: 'OK', data: { text: 'pong' } } : { status: 'FAIL', error };
    if (!this.deaf) socket.send(JSON.stringify({ ...answer, seq_reply: seq }));
    this.#changed();
  }

  /** Only who is new is greeted; who comes back gets what came meanwhile. */
  #greet(socket: WebSocket, query: URLSearchParams): void {
    const known = this.#kept.get(query.get('connection_id') ?? '');
    const kept = known ?? { id: this.#state.id('conn'), seq: 0, sent: [] };
    this.#kept.set(kept.id, kept);
    this.#of.set(socket, kept);
    if (known) {
      const from = Number(query.get('sequence_number'));
      for (const { seq: number, text } of known.sent) if (number >= from) socket.send(text);
      return;
    }
    this.event('hello', { connection_id: kept.id, server_version: '11.9.0' });
  }

  /** Sends an event on the connection that was opened last. @param lost numbers it, but does not send it. */
  event(event: string, data: Json, channel = '', lost = false): void {
    const kept = [...this.#of.values()].at(-1);
    if (!kept) throw new Error('no app is connected');
    const text = JSON.stringify({ event, data, broadcast: { channel_id: channel }, seq: kept.seq });
    kept.sent.push({ seq: kept.seq, text });
    kept.seq += 1;
    const socket = this.open.find((one) => this.#of.get(one) === kept);
    if (!lost) socket?.send(text);
  }

  /** Somebody wrote this. @param mentions user ids that the server says are notified. */
  posted(channel: FakeChannel, post: FakePost, sender: FakeUser, mentions: string[]): void {
    const data = {
      channel_display_name: channel.name,
      channel_name: channel.name,
      channel_type: channel.type,
      mentions: JSON.stringify(mentions),
      post: JSON.stringify(post),
      sender_name: `@${sender.username}`,
      set_online: true,
      team_id: channel.team_id,
    };
    this.event('posted', data, channel.id);
  }

  reacted(post: FakePost, user: FakeUser, emoji: string, more: object = {}): void {
    const reaction = {
      user_id: user.id,
      post_id: post.id,
      emoji_name: emoji,
      create_at: this.#state.time(),
      ...more,
    };
    this.event('reaction_added', { reaction: JSON.stringify(reaction) }, post.channel_id);
  }

  /** Sends anything to the connection that was opened last. */
  raw(message: string): void {
    const socket = this.open.at(-1);
    if (!socket) throw new Error('no app is connected');
    socket.send(message);
  }

  /** Ends every connection: politely, or by cutting the line. */
  drop(how: 'close' | 'cut'): void {
    for (const socket of this.open) {
      if (how === 'cut') socket.terminate();
      else socket.close();
    }
  }

  /** Forgets every connection, as a server that was started anew. */
  forget(): void {
    this.#kept.clear();
  }

  close(): void {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
  }
}
