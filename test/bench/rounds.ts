/** One way of doing the thing that is compared. @returns what was measured in this round, one number each time. */
export type Series = (round: number) => Promise<number[]>;

/** What was measured: for each series a list of rounds, each a list of numbers. */
export type Measured<K extends string> = Readonly<Record<K, readonly (readonly number[])[]>>;

/**
 * Runs all series in every round, in turned order (ABC, CBA, ABC …), so that a machine that grows slower or busier
 * meets all alike. A first round warms up and is not counted.
 */
export async function rounds<K extends string>(
  count: number,
  series: Record<K, Series>,
): Promise<Measured<K>> {
  const names = Object.keys(series) as K[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as number[][]])) as Record<K, number[][]>;
  for (let round = 0; round <= count; round++) {
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      const numbers = await series[name](round);
      if (round > 0) measured[name].push(numbers);
    }
  }
  return measured;
}
