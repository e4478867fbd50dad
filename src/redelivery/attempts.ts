/** One try of a sender to deliver something. */
export interface Attempt {
  /** What the sender knows the try by. */
  readonly id: string;
  /** What it knows the delivery by: the same for all tries, and the key of the delivery here. */
  readonly delivery: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly isTaken: boolean;
  /** What came of it, in a word: `502`, `timed out`. */
  readonly outcome: string;
}

export interface AttemptPage {
  /** The newest first. */
  readonly attempts: readonly Attempt[];
  /** Where older ones are; absent at the end. */
  readonly next?: string;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** What a sender tells of its tries, and does again when it is asked: of one that sends nothing again by itself. */
export interface Attempts {
  /** Names of its webhooks that deliver to an integration: `acme/payments`, `acme`. */
  readonly hooks: readonly string[];
  /** How often it is asked at most, in milliseconds. */
  readonly everyMs: number;
  /** @param cursor where the page begins; the newest when absent. @throws SenderError */
  page(hook: string, cursor: string | undefined, options?: CallOptions): Promise<AttemptPage>;
  /** Has a try made again. @throws SenderError */
  again(hook: string, attempt: string, options?: CallOptions): Promise<void>;
}

/** What a sender comes to that does not do what it is asked. */
export class SenderError extends Error {
  override readonly name = 'SenderError';
  /** For how long it asks to be left alone, in milliseconds. */
  readonly restMs: number | undefined;
  /** It will never do this: what is asked for is gone. */
  readonly isGone: boolean;

  constructor(
    message: string,
    { restMs, isGone = false, cause }: { restMs?: number; isGone?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.restMs = restMs;
    this.isGone = isGone;
  }
}
