/**
 * Deliveries with the same bytes that come within so long are one, where the sender does not name them, in milliseconds.
 * Who sends again at once is recognised; a heartbeat that comes every ten seconds or more is not taken for it.
 */
export const SAME_BODY_MS = 9_000;

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** What a delivery may be known by. */
export interface DeliveryKeys {
  readonly key: string;
  /** By what the same delivery may be known that came before: one with the same bytes counts only within {@link SAME_BODY_MS}. */
  readonly earlier: readonly string[];
}

/**
 * @param named what its sender knows it by; undefined where it has no name.
 * @param sum SHA-256 of its bytes, of its name where it has one; in hexadecimal digits.
 * @param receivedAt epoch milliseconds.
 * @returns what the delivery is known by: its name where that can stand in an address, else a sum. Bytes that come again
 * much later are another delivery: a heartbeat says the same each time.
 */
export function keysOf(named: string | undefined, sum: string, receivedAt: number): DeliveryKeys {
  if (named !== undefined) {
    const key = NAME.test(named) ? named : `named-${sum.slice(0, 40)}`;
    return { key, earlier: [key] };
  }
  const within = (stretch: number): string => `body-${sum.slice(0, 40)}-${stretch.toString(36)}`;
  const stretch = Math.floor(receivedAt / SAME_BODY_MS);
  return { key: within(stretch), earlier: [within(stretch), within(stretch - 1)] };
}
