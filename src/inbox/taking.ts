import type { Outcome, TakerContext, TakeSeveral } from './taker.ts';

/** @returns a taker by which several hear of the same, one after the other: what comes of it is what all of them say. */
export function oneAfterTheOther<T>(...takers: readonly TakeSeveral<T>[]): TakeSeveral<T> {
  return async (all) => {
    const outcomes: Outcome[][] = all.map(() => []);
    for (const take of takers)
      for (const [n, some] of (await take(all)).entries()) outcomes[n]?.push(...some);
    return outcomes;
  };
}

/** @returns a taker that takes what each delivery brought by itself. */
export function eachByItself<T>(
  take: (context: TakerContext, some: readonly T[]) => Promise<readonly Outcome[]>,
): TakeSeveral<T> {
  return async (all) => {
    const outcomes: (readonly Outcome[])[] = [];
    for (const { context, some } of all) outcomes.push(await take(context, some));
    return outcomes;
  };
}
