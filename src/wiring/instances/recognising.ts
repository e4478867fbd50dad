import type { Logger } from 'pino';
import { createRecognition, type Recognition } from '../../access/recognition.ts';
import type { Provider } from '../../chat/provider.ts';
import { tenantOf, type Config } from '../../config/config.ts';
import type { Stores } from '../../mongo/index.ts';

/** How long a platform has to say who somebody is, in milliseconds: an answer is due within 3 s. */
const PROFILE_MS = 1_000;
/** How long the store has to say whom an account is linked with, in milliseconds. */
const LINK_MS = 800;

/** Waits for something, but no longer than some milliseconds. @throws Error that says so; what the work throws. */
async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, ms, new Error(`no answer within ${ms} ms`));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Tells people apart by the configuration in force, by what the platforms say and by what people have linked. */
export function recognising(deps: {
  readonly config: () => Config;
  readonly stores: Pick<Stores, 'links' | 'loudness'>;
  /** @throws ChatError when there is no such instance. */
  readonly provider: (instance: string) => Provider;
  readonly log: Logger;
}): Recognition {
  const { config, stores, log } = deps;
  return createRecognition({
    directory: (tenant) => {
      const { people, access } = tenantOf(config(), tenant);
      return { people, unmapped: access.policy.unmapped };
    },
    links: stores.links,
    loudness: stores.loudness,
    now: Date.now,
    soon: (work) => within(work, LINK_MS),
    profile: async (instance, user) => within(deps.provider(instance).findUser(user), PROFILE_MS),
    warn: (instance, err, message) => log.warn({ instance, err }, message),
  });
}
