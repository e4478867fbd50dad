/** Why a request could not be kept; whoever sent it may send it again. */
export class NotCaptured extends Error {
  override readonly name = 'NotCaptured';
  /** In how many seconds that makes sense. */
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number, cause?: unknown) {
    super(message, { cause });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
