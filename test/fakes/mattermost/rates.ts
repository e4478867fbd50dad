/** A call that was refused with 429. */
export interface TooMany {
  readonly route: string;
  readonly at: number;
}

/**
 * Counts calls as a Mattermost server does whose administrators have switched rate limiting on, while it is switched on
 * (https://docs.mattermost.com/administration-guide/configure/rate-limiting-configuration-settings.html): so many a
 * second, and so many beyond that at once, for all that comes from one address.
 */
export class Rates {
  on = false;
  /** "Maximum queries per second" and "Maximum burst size", as they are unless an administrator changes them. */
  perSecond = 10;
  maxBurst = 100;
  readonly refused: TooMany[] = [];
  /** When all that was taken is paid off, epoch milliseconds. */
  #paid = 0;

  /** @param now epoch milliseconds. @returns for how many seconds this call is refused; undefined when it is taken. */
  refuse(route: string, now: number): number | undefined {
    if (!this.on) return undefined;
    const everyMs = 1_000 / this.perSecond;
    const paid = Math.max(now, this.#paid) + everyMs;
    const early = paid - everyMs * (this.maxBurst + 1) - now;
    if (early <= 0) {
      this.#paid = paid;
      return undefined;
    }
    this.refused.push({ route, at: now });
    return Math.ceil(early / 1_000);
  }
}
