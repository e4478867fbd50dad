/**
 * How a call can go wrong.
 * - `rate limited`: 429 with Retry-After; nothing is done.
 * - `rate limited by reset`: 429 with X-Ratelimit-Reset alone.
 * - `rate limited without wait`: 429 with neither.
 * - `server error`: 503 from a proxy; nothing is done.
 * - `reset`: the connection is reset before anything is done.
 * - `reset after`: it is reset after all is done, before the answer: the caller cannot tell which.
 * - `hang`: nothing is done and no answer comes.
 * - `hang after`: all is done and no answer comes.
 * - `garbage`: 200 with a page that is not Mattermost's, as from a proxy.
 * - `redirect`: 301 to another address.
 * - an object: refused with that id and status.
 */
export type MattermostFault =
  | 'rate limited'
  | 'rate limited by reset'
  | 'rate limited without wait'
  | 'server error'
  | 'reset'
  | 'reset after'
  | 'hang'
  | 'hang after'
  | 'garbage'
  | 'redirect'
  | { readonly id: string; readonly status: number };

interface Planned {
  readonly route: string;
  readonly fault: MattermostFault;
  left: number;
}

/** The faults that are still to come. */
export class Faults {
  readonly #planned: Planned[] = [];

  plan(route: string, fault: MattermostFault, times: number): void {
    this.#planned.push({ route, fault, left: times });
  }

  /** @returns the fault that this call meets, if any. */
  next(route: string): MattermostFault | undefined {
    const planned = this.#planned.find((one) => one.left > 0 && (one.route === route || one.route === '*'));
    if (planned) planned.left -= 1;
    return planned?.fault;
  }

  /** How many are still to come. */
  get left(): number {
    return this.#planned.reduce((sum, { left }) => sum + left, 0);
  }

  clear(): void {
    this.#planned.length = 0;
  }
}
