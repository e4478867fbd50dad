/** Discord's epoch, 2015-01-01, in epoch milliseconds (https://docs.discord.com/developers/reference#snowflakes). */
const EPOCH = 1_420_070_400_000n;

/** @returns when a thing with this id was made, in epoch milliseconds. */
export function madeAt(id: string): number {
  return Number((BigInt(id) >> 22n) + EPOCH);
}

/** @returns the first id of an instant. @param at epoch milliseconds. */
export function snowflakeAt(at: number): string {
  const since = BigInt(Math.max(0, Math.floor(at))) - EPOCH;
  return String((since > 0n ? since : 0n) << 22n);
}
