import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

/** What the receiver answers. */
export interface Answering {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `hang` and `reset` take the message and say nothing; the others do not even take it. */
export type Lapse = 'hang' | 'reset' | 'hang before' | 'reset before';

/** A receiver of webhooks that verifies what comes (Standard Webhooks) and keeps each message once, by its id. */
export class FakeReceiver {
  readonly messages = new Map<string, unknown>();
  /** How often something came, believed or not. */
  deliveries = 0;
  answer: Answering | Lapse = { status: 204 };
  #next: Answering | Lapse | undefined;
  readonly #server: Server;
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
    this.#server = createServer((request, response) => {
      void text(request).then((body) => {
        this.deliveries++;
        const headers = request.headers as Record<string, string>;
        const answer = this.#next ?? this.answer;
        this.#next = undefined;
        const lapse = typeof answer === 'string';
        try {
          const verified = new Webhook(this.#secret).verify(body, headers);
          if (lapse ? !answer.endsWith('before') : answer.status < 300)
            this.messages.set(headers['webhook-id'] ?? '', verified);
        } catch {
          response.writeHead(401).end();
          return;
        }
        if (!lapse) response.writeHead(answer.status, answer.headers).end('private');
        else if (answer.startsWith('reset')) request.socket.destroy();
      });
    });
  }

  /** Lets the next message alone be answered so. */
  answerNext(answer: Answering | Lapse): void {
    this.#next = answer;
  }

  /** @returns its address on this machine. */
  start(): Promise<string> {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => {
        const address = this.#server.address();
        resolve(
          `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/hook?token=abc`,
        );
      });
    });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.closeAllConnections();
      this.#server.close(() => {
        resolve();
      });
    });
  }
}
