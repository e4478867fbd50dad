/** A body that its sender must not send again as it is: it is answered so at once, and kept where admins see it. */
export class Refused extends Error {
  override readonly name = 'Refused';
  /** From 400 to 499: senders try again after others. */
  readonly status: number;
  /** What the sender is answered, as JSON. */
  readonly body: unknown;

  /** @param message why, for admins. */
  constructor(status: number, body: unknown, message: string) {
    super(message);
    this.status = status;
    this.body = body;
  }
}
