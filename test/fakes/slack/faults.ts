/**
 * How a call can go wrong.
 * - `rate limited`: 429 with Retry-After; nothing is done.
 * - `rate limited without wait`: 429 without Retry-After.
 * - `server error`: 503; nothing is done.
 * - `reset`: the connection is reset before anything is done.
 * - `reset after`: it is reset after all is done, before the answer: the caller cannot tell which.
 * - `hang`: nothing is done and no answer comes.
 * - `hang after`: all is done and no answer comes.
 * - `garbage`: 200 with a page that is not Slack's, as from a proxy.
 * - an object: refused with that error, as `{ error: 'missing_scope', needed: 'chat:write' }`.
 */
export type SlackFault =
  | 'rate limited'
  | 'rate limited without wait'
  | 'server error'
  | 'reset'
  | 'reset after'
  | 'hang'
  | 'hang after'
  | 'garbage'
  | { readonly error: string; readonly needed?: string };

interface Planned {
  readonly method: string;
  readonly fault: SlackFault;
  left: number;
}

/** The faults that are still to come. */
export class Faults {
  readonly #planned: Planned[] = [];

  plan(method: string, fault: SlackFault, times: number): void {
    this.#planned.push({ method, fault, left: times });
  }

  /** @returns the fault that this call meets, if any. */
  next(method: string): SlackFault | undefined {
    const planned = this.#planned.find(
      (one) => one.left > 0 && (one.method === method || one.method === '*'),
    );
    if (planned) planned.left -= 1;
    return planned?.fault;
  }

  clear(): void {
    this.#planned.length = 0;
  }
}
