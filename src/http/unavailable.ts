/** Temporal or the store does not answer. Senders are told 503 and when to try again: never a 4xx, at which they stop. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  /** Seconds after which another try makes sense. */
  readonly retryAfterSeconds = 5;

  /** @param part what does not answer, and the setting to look at. */
  constructor(part: string, cause?: unknown) {
    super(`${part} Try again in a few seconds.`, { cause });
  }
}

/** What is said when Temporal does not answer. */
export const TEMPORAL_SILENT = 'Temporal does not answer. Check TEMPORAL_ADDRESS and that the server runs.';
