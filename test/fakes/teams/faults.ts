/**
 * How a call can go wrong.
 * - `rate limited`: 429 with Retry-After; nothing is done.
 * - `rate limited without wait`: 429 without Retry-After.
 * - `server error`: 503; nothing is done.
 * - `precondition`: 412, as when two write at once; nothing is done.
 * - `gateway`: 502 after all is done.
 * - `reset`: the connection is reset before anything is done.
 * - `reset after`: it is reset after all is done, before the answer: the caller cannot tell which.
 * - `hang`: nothing is done and no answer comes.
 * - `hang after`: all is done and no answer comes.
 * - `garbage`: 200 with a page that is not Microsoft's, as from a proxy.
 * - an object: refused so.
 */
export type TeamsFault =
  | 'rate limited'
  | 'rate limited without wait'
  | 'server error'
  | 'precondition'
  | 'gateway'
  | 'reset'
  | 'reset after'
  | 'hang'
  | 'hang after'
  | 'garbage'
  | { readonly status: number; readonly code: string; readonly message?: string };

/** The interfaces that can go wrong; `*` is both in which messages and channels are. */
export type Interface = 'connector' | 'graph' | 'login' | 'keys' | 'workflow' | '*';

interface Planned {
  readonly at: Interface;
  readonly fault: TeamsFault;
  left: number;
}

/** The faults that are still to come. */
export class Faults {
  readonly #planned: Planned[] = [];

  plan(at: Interface, fault: TeamsFault, times: number): void {
    this.#planned.push({ at, fault, left: times });
  }

  /** @returns the fault that this call meets, if any. */
  next(at: Interface): TeamsFault | undefined {
    const data = at === 'connector' || at === 'graph';
    const planned = this.#planned.find((one) => one.left > 0 && (one.at === at || (one.at === '*' && data)));
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
