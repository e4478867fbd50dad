import { SMTPServer } from 'smtp-server';
import { text } from 'node:stream/consumers';

/** A mail that the server has taken. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came: headers, an empty line, the body. */
  readonly raw: string;
}

/** What the server does with what comes. */
export type Mood =
  | 'well'
  /** 451 at RCPT TO, as greylisting does. */
  | 'greylists'
  /** 550 at RCPT TO. */
  | 'knows nobody'
  /** 550 at MAIL FROM. */
  | 'refuses the sender'
  /** 554 after the message. */
  | 'refuses the message'
  /** Takes the message and breaks the connection instead of saying so. */
  | 'breaks after the message'
  /** Takes the message and says nothing. */
  | 'silent after the message'
  /** 421 at MAIL FROM. */
  | 'closes'
  /** Breaks the connection at MAIL FROM. */
  | 'breaks before the message'
  /** Says nothing at MAIL FROM. */
  | 'silent before the message';

const PASSWORD = 'password-of-the-test';

/** An SMTP server (RFC 5321) that keeps what it takes. Behaves as its mood is. */
export class FakeSmtpServer {
  mood: Mood = 'well';
  /** Addresses that get 550 at RCPT TO. */
  readonly unknown = new Set<string>();
  #next: Mood | undefined;
  /** By the session's id. */
  readonly #moods = new Map<string, Mood>();
  password = PASSWORD;
  readonly mails: TakenMail[] = [];
  readonly #server: SMTPServer;

  constructor(options: { readonly hidesStartTls?: boolean } = {}) {
    const failure = (responseCode: number, message: string): Error =>
      Object.assign(new Error(message), { responseCode });
    this.#server = new SMTPServer({
      hideSTARTTLS: options.hidesStartTls ?? false,
      allowInsecureAuth: true,
      authOptional: true,
      logger: false,
      closeTimeout: 50,
      onAuth: ({ username, password }, _session, done) => {
        if (password === this.password) done(null, { user: username });
        else done(failure(535, 'Authentication failed'));
      },
      onMailFrom: (_address, { id }, done) => {
        const mood = this.#next ?? this.mood;
        this.#next = undefined;
        this.#moods.set(id, mood);
        if (mood === 'silent before the message') return;
        if (mood === 'breaks before the message') this.#breakAll();
        else if (mood === 'closes') done(failure(421, 'Service shutting down'));
        else if (mood === 'refuses the sender') done(failure(550, 'Sender not allowed'));
        else done();
      },
      onRcptTo: ({ address }, { id }, done) => {
        const mood = this.#moods.get(id);
        if (mood === 'greylists') done(failure(451, 'Try again later'));
        else if (mood === 'knows nobody' || this.unknown.has(address)) done(failure(550, 'No such user'));
        else done();
      },
      onData: (stream, session, done) => {
        void text(stream).then((raw) => {
          const mood = this.#moods.get(session.id);
          if (mood === 'refuses the message') {
            done(failure(554, 'Looks like spam'));
            return;
          }
          const { mailFrom, rcptTo } = session.envelope;
          this.mails.push({
            from: mailFrom ? mailFrom.address : '',
            to: rcptTo.map(({ address }) => address),
            raw,
          });
          if (mood === 'silent after the message') return;
          if (mood === 'breaks after the message') this.#breakAll();
          else done();
          // A connection that breaks in the midst of a message.
        }, done);
      },
    });
    this.#server.on('error', () => undefined);
  }

  /** Lets the next mail alone meet this mood. */
  failNext(mood: Mood): void {
    this.#next = mood;
  }

  #breakAll(): void {
    for (const connection of this.#server.connections) {
      (connection as unknown as { _socket: { destroy(): void } })._socket.destroy();
    }
  }

  /** @returns its port on this machine. */
  start(): Promise<number> {
    return new Promise((resolve) => {
      const listening = this.#server.listen(0, '127.0.0.1', () => {
        const address = listening.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#breakAll();
      this.#server.close(() => {
        resolve();
      });
    });
  }
}
