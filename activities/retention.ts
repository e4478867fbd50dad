import type { Retained, Swept } from '../src/retention/rules.ts';

/** What is swept. */
export interface SweepOrder {
  readonly tenant: string;
  readonly name: Retained;
  /** How much is deleted at most. */
  readonly most: number;
}

export interface RetentionActivities {
  /** @returns what there is to be swept, by tenant and kind. */
  sweepsDue(): Promise<readonly Pick<SweepOrder, 'tenant' | 'name'>[]>;
  /** Deletes what the rules let go; what is gone already is not counted again. */
  sweep(order: SweepOrder): Promise<Swept>;
}

export function createRetentionActivities(deps: {
  readonly tenants: () => readonly string[];
  readonly ruled: (tenant: string) => readonly Retained[];
  readonly sweep: (tenant: string, name: Retained, options: { readonly most: number }) => Promise<Swept>;
}): RetentionActivities {
  return {
    sweepsDue: () =>
      Promise.resolve(
        deps.tenants().flatMap((tenant) => deps.ruled(tenant).map((name) => ({ tenant, name }))),
      ),
    sweep: ({ tenant, name, most }) => deps.sweep(tenant, name, { most }),
  };
}
