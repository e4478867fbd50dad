import { createHash } from 'node:crypto';
import { instanceStatus, type InstanceStatus } from '../chat/instance-status.ts';
import type { InstanceStore } from '../mongo/instance-store.ts';

/** A provider instance of the configuration in force. */
export interface ConfiguredInstance {
  readonly tenant: string;
  readonly instance: string;
  readonly platform: string;
  /** Does Muster itself open its way in? */
  readonly listens: boolean;
}

export interface ProviderDependencies {
  readonly configured: () => readonly ConfiguredInstance[];
  readonly store: Pick<InstanceStore, 'all'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** How the provider instances of a tenant are, in the order of the configuration. @throws what the store throws. */
export type Providers = (tenant: string) => Promise<InstanceStatus[]>;

/** Tells how the provider instances are, by what is stored of them. */
export function createProviders({ configured, store, now }: ProviderDependencies): Providers {
  return async (tenant) => {
    const known = await store.all(tenant);
    return configured()
      .filter((one) => one.tenant === tenant)
      .map((one) => {
        const { check, reports = [] } = known.get(one.instance) ?? {};
        return instanceStatus(one, check, reports, now());
      });
  };
}

/** @returns a text that changes when somebody who looks at the instances would see something else than times and counts. */
export function revisionOf(statuses: readonly InstanceStatus[]): string {
  const seen = statuses.map(({ instance, platform, state, problem, code, since, checkedAt, listeners }) => [
    [instance, platform, state, problem, code, since, checkedAt],
    listeners.map((one) => [one.process, one.state, one.since]),
  ]);
  return createHash('sha256').update(JSON.stringify(seen)).digest('base64url');
}
