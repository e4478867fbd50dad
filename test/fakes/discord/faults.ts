/**
 * How a call can go wrong.
 * - `rate limited`: 429 with Retry-After of a limit that the headers do not announce; nothing is done.
 * - `rate limited globally`: 429 for everything.
 * - `server error`: 502; nothing is done.
 * - `reset`: the connection is reset before anything is done.
 * - `reset after`: it is reset after all is done, before the answer: the caller cannot tell which.
 * - `hang`: nothing is done and no answer comes.
 * - `hang after`: all is done and no answer comes.
 * - `stall`: all is done, and the answer stops after its headers.
 * - `garbage`: 200 with a page that is not Discord's, as from a proxy.
 * - `forbidden page`: 403 with a page that is not Discord's.
 * - an object: refused with that status and JSON error code.
 */
export type DiscordFault =
  | 'rate limited'
  | 'rate limited globally'
  | 'server error'
  | 'reset'
  | 'reset after'
  | 'hang'
  | 'hang after'
  | 'stall'
  | 'garbage'
  | 'forbidden page'
  | { readonly status: number; readonly code: number; readonly message: string };

interface Planned {
  readonly endpoint: string;
  readonly fault: DiscordFault;
  left: number;
}

/** The faults that are still to come. */
export class Faults {
  readonly #planned: Planned[] = [];

  plan(endpoint: string, fault: DiscordFault, times: number): void {
    this.#planned.push({ endpoint, fault, left: times });
  }

  /** @returns the fault that this call meets, if any. */
  next(endpoint: string): DiscordFault | undefined {
    const planned = this.#planned.find(
      (one) => one.left > 0 && (one.endpoint === endpoint || one.endpoint === '*'),
    );
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
