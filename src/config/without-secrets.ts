import { z } from 'zod';
import type { PlatformSchema } from './chat-schema.ts';
import type { Environment } from './expand.ts';
import type { LoadOptions } from './load.ts';
import { unset } from '../inbox/unset.ts';

/**
 * How a configuration is read to reason about it alone: nothing is connected, so secrets may be missing and what instances
 * need besides their names is not looked at.
 */
export function withoutSecrets(
  env: Environment,
  platforms: readonly PlatformSchema[],
): Pick<LoadOptions, 'env' | 'platforms'> {
  return {
    env: new Proxy(env, {
      // Whoever checks policies in CI has no tokens there.
      get: (known, name) => (typeof name === 'string' ? (known[name] ?? unset(name)) : undefined),
    }),
    platforms: platforms.map(({ name }) => ({ name, settings: z.looseObject({}) })),
  };
}
