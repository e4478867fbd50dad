import { setTimeout as pause } from 'node:timers/promises';
import {
  Connection,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type ConnectionOptions,
  type GrpcRetryOptions,
} from '@temporalio/client';

/** How much later than asked for a timer may be called, in milliseconds, when the one beside it is in time. */
const LATE_MS = 50;

/** Calls that failed and wait to be made again, by the client's own rules. */
class Retries {
  readonly #usual = defaultGrpcRetryOptions();
  #isOver = false;
  /** When the last that waits is made again, as `performance.now()` counts. */
  #until = 0;

  readonly options: GrpcRetryOptions = {
    retryableDecider: (attempt, status) => !this.#isOver && this.#usual.retryableDecider(attempt, status),
    delayFunction: (attempt, status) => {
      const waits = this.#usual.delayFunction(attempt, status);
      this.#until = Math.max(this.#until, performance.now() + waits + LATE_MS);
      return waits;
    },
  };

  /** From now on what fails has failed. Waits until what was to be made again is: six seconds at most, nothing mostly. */
  async end(): Promise<void> {
    this.#isOver = true;
    const left = this.#until - performance.now();
    if (left > 0) await pause(left);
  }
}

/**
 * A connection that can be closed while calls are under way, as they are when Temporal has died: who waits for one is told
 * that it failed. The client makes calls again by timers that it does not stop, and on a closed connection these throw
 * where nobody can catch it, which ends the process.
 * Source: `retry` in https://github.com/temporalio/sdk-typescript/blob/main/packages/client/src/grpc-retry.ts
 */
export class OrderlyConnection extends Connection {
  #retries: Retries | undefined;

  /** @throws what `Connection.connect` throws, when Temporal does not answer in time. */
  static async open(options: ConnectionOptions): Promise<Connection> {
    const retries = new Retries();
    const interceptors = [makeGrpcRetryInterceptor(retries.options)];
    // It makes one of the class on which it is called, and says less.
    const connection = OrderlyConnection.lazy({ ...options, interceptors });
    if (!(connection instanceof OrderlyConnection)) throw new TypeError('the client makes other connections');
    connection.#retries = retries;
    await connection.ensureConnected();
    return connection;
  }

  override async close(): Promise<void> {
    await this.#retries?.end();
    await super.close();
  }
}
