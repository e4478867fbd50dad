import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimit } from '../config/config.ts';

/** Takes one from somebody's allowance. @returns 0, or the seconds until there is more. */
export type Take = (key: string) => Promise<number>;

/**
 * Counts requests in this process: replicas each allow the configured rate.
 * @param limit read at each request, so that a reload counts at once.
 */
export function createLimit(limit: () => RateLimit): Take {
  let limiter: RateLimiterMemory | undefined;
  let made: RateLimit | undefined;
  return async (key) => {
    const wanted = limit();
    if (!limiter || made?.count !== wanted.count || made.perMs !== wanted.perMs) {
      limiter = new RateLimiterMemory({ points: wanted.count, duration: wanted.perMs / 1_000 });
      made = wanted;
    }
    try {
      await limiter.consume(key);
      return 0;
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return Math.max(1, Math.ceil(refused.msBeforeNext / 1_000));
      throw refused;
    }
  };
}

/** Takes one from somebody's allowance at a tenant. @returns 0, or the seconds until there is more. */
export type TakeOf = (tenant: string, key: string) => Promise<number>;

/** Like {@link createLimit}, with allowances of each tenant's own. */
export function createLimits(limit: (tenant: string) => RateLimit): TakeOf {
  const takes = new Map<string, Take>();
  return (tenant, key) => {
    const take = takes.get(tenant) ?? createLimit(() => limit(tenant));
    takes.set(tenant, take);
    return take(key);
  };
}
