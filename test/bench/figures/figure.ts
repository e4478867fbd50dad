import { median, quantile, spread, type Spread } from './statistics.ts';

/** One line of the result. */
export interface Figure {
  readonly name: string;
  readonly unit: 'ms' | 'per s' | 's' | 'MiB' | 'count' | '%';
  /** Over the rounds: of each round's median where a round has many numbers. */
  readonly value: Spread;
  /** Over all single numbers. */
  readonly p99?: number;
  /** To the floor that ran beside it in the same round, over the rounds. */
  readonly ratio?: Spread;
  readonly floor?: string;
  readonly goal?: Goal;
}

export type Goal = { readonly atMost: number } | { readonly atLeast: number };

/** @returns whether the ratio, or without one the value, meets the goal; undefined when there is none. */
export function met({ goal, ratio, value }: Figure): boolean | undefined {
  if (!goal) return undefined;
  const measured = (ratio ?? value).median;
  return 'atMost' in goal ? measured <= goal.atMost : measured >= goal.atLeast;
}

type Rounds = readonly (readonly number[])[];

/** @param floor rounds of the floor and what it is called. */
export function figure(
  name: string,
  unit: Figure['unit'],
  measured: Rounds,
  compared?: { floor: Rounds; called: string; goal?: Goal },
): Figure {
  const medians = measured.map(median);
  const all = measured.flat();
  const ratios = compared && medians.map((value, round) => value / median(compared.floor[round] ?? []));
  return {
    name,
    unit,
    value: spread(medians),
    ...(all.length > medians.length && { p99: quantile(all, 0.99) }),
    ...(compared && ratios && { ratio: spread(ratios), floor: compared.called }),
    ...(compared?.goal && { goal: compared.goal }),
  };
}
