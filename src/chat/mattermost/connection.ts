import { WebSocket } from 'ws';
import { ChatError } from '../error.ts';
import { toChatError } from './errors.ts';
import { socketMessage, type SocketMessage } from './payload.ts';

/** Where a connection broke off, so that the server can send again what came since. */
export interface Mark {
  readonly connectionId: string;
  /** The number of the next event. */
  readonly next: number;
}

export interface ConnectionOptions {
  /** Of the server, `https://…`. */
  readonly url: string;
  readonly token: string;
  /** How long opening may take, in milliseconds. */
  readonly timeoutMs: number;
  /** How often the server is asked whether it is there, in milliseconds; it has until the next time to answer. */
  readonly heartbeatMs: number;
  readonly resume: Mark | undefined;
  /** For error messages: `chat.main-mattermost WebSocket`. */
  readonly what: string;
  /** Told of each event, in order and without gaps. */
  readonly event: (message: SocketMessage) => void;
  /** Told of each message that cannot be read. */
  readonly unreadable: (cause: unknown) => void;
  /** Told of everything that comes. */
  readonly heard: () => void;
  /** Told once, why an open connection ended. */
  readonly closed: (reason: string) => void;
}

/** The number of the ping by which the connection is known to be authentic. */
const FIRST = 1;

/**
 * One WebSocket of Mattermost (https://api.mattermost.com/#tag/WebSocket). The client's own wants a browser's globals
 * on Node 20, writes to the console, reconnects by itself and does not say why.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  #socket: WebSocket | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #connectionId: string | undefined;
  #next = 0;
  #sent = FIRST;
  #answered = 0;
  #ending: string | undefined;
  #open = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#connectionId = options.resume?.connectionId;
    this.#next = options.resume?.next ?? 0;
  }

  /** Undefined until the server has greeted. */
  get mark(): Mark | undefined {
    return this.#connectionId === undefined
      ? undefined
      : { connectionId: this.#connectionId, next: this.#next };
  }

  /** Opens it; it is open when the server has answered a ping, which it does only for who is authentic. */
  open(): Promise<void> {
    const { url, token, timeoutMs, resume, what } = this.#options;
    const address = new URL(`${url.replace(/^http/, 'ws')}/api/v4/websocket`);
    if (resume) {
      address.searchParams.set('connection_id', resume.connectionId);
      address.searchParams.set('sequence_number', String(resume.next));
    }
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(address, {
        headers: { authorization: `Bearer ${token}` },
        handshakeTimeout: timeoutMs,
      });
      this.#socket = socket;
      const silence = setTimeout(() => this.#end('no answer to the first ping'), timeoutMs);
      const settle = (error?: ChatError) => {
        clearTimeout(silence);
        if (error) reject(error);
        else resolve();
      };
      let failure: unknown;
      socket.on('error', (error) => (failure = error));
      socket.on('unexpected-response', (request, response) => {
        failure = new ChatError(
          response.statusCode === 401 ? 'authentication_failed' : 'connection_failed',
          `${what}: HTTP status ${response.statusCode}; look at url, and let proxies on the way pass WebSockets.`,
        );
        request.destroy();
      });
      socket.on('open', () => this.#ping());
      socket.on('message', (data: Buffer, isBinary) => {
        this.#options.heard();
        const message = this.#read(data, isBinary);
        if (!message) return;
        if (message.seq_reply !== undefined) this.#replied(message, settle);
        else this.#number(message);
      });
      socket.on('close', (code, reason) => {
        clearInterval(this.#heartbeat);
        const ending = this.#ending ?? (reason.toString() || `code ${code}`);
        if (this.#open) this.#options.closed(ending);
        this.#open = false;
        const cause = failure ?? new Error(ending);
        settle(
          failure === undefined
            ? new ChatError('connection_failed', `${what}: Mattermost ended the connection (${ending}).`, {
                cause,
              })
            : toChatError(cause, what),
        );
      });
    });
  }

  close(): void {
    this.#open = false;
    clearInterval(this.#heartbeat);
    this.#socket?.terminate();
  }

  #read(data: Buffer, isBinary: boolean): SocketMessage | undefined {
    try {
      if (isBinary) throw new Error('it is binary');
      return socketMessage.parse(JSON.parse(data.toString()));
    } catch (error) {
      this.#options.unreadable(error);
      return undefined;
    }
  }

  #replied({ seq_reply: number = 0, status }: SocketMessage, settle: (error?: ChatError) => void): void {
    this.#answered = Math.max(this.#answered, number);
    if (number !== FIRST || this.#open) return;
    if (status !== 'OK') {
      const message = `${this.#options.what}: Mattermost refuses the token; create one for the bot account and put it into botToken.`;
      settle(new ChatError('authentication_failed', message));
      this.#socket?.terminate();
      return;
    }
    this.#open = true;
    this.#heartbeat = setInterval(() => this.#beat(), this.#options.heartbeatMs);
    settle();
  }

  #beat(): void {
    if (this.#answered < this.#sent - 1)
      this.#end(`no answer to a ping for ${Math.round(this.#options.heartbeatMs / 1000)} s`);
    else this.#ping();
  }

  #ping(): void {
    this.#socket?.send(JSON.stringify({ action: 'ping', seq: this.#sent }), () => undefined);
    this.#sent += 1;
  }

  /** Events are numbered: one that is missing is sent again to who comes back and says which. */
  #number(message: SocketMessage): void {
    if (message.event === 'hello') {
      const { connection_id: id } = message.data ?? {};
      this.#connectionId = typeof id === 'string' ? id : undefined;
      this.#next = message.seq ?? 0;
    }
    const { seq = this.#next } = message;
    if (seq < this.#next) return;
    if (seq > this.#next) {
      this.#end(`the events ${this.#next} to ${seq - 1} are missing`);
      return;
    }
    this.#next = seq + 1;
    this.#options.event(message);
  }

  #end(reason: string): void {
    this.#ending ??= reason;
    // Nobody is there to agree upon the end.
    this.#socket?.terminate();
  }
}
