/** Temporal or the store does not answer. Senders are told 503 and when to try again: never a 4xx, at which they stop. */
export class Unavailable extends Error {
  override readonly name: string = 'Unavailable';
  /** Seconds after which another try makes sense. */
  readonly retryAfterSeconds = 5;

  /** @param part what does not answer, and the setting to look at. */
  constructor(part: string, cause?: unknown) {
    super(`${part} Try again in a few seconds.`, { cause });
  }
}

/** Temporal was sent something and did not say whether it has it: it may yet happen. */
export class Unsure extends Unavailable {
  override readonly name = 'Unsure';
}

/** What is said when Temporal does not answer. */
export const TEMPORAL_SILENT = 'Temporal does not answer. Check TEMPORAL_ADDRESS and that the server runs.';
/** What is said when the store does not answer. */
export const STORE_SILENT = 'The document store does not answer. Check MONGODB_URI and that it runs.';
