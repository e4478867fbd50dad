import { timingSafeEqual } from 'node:crypto';
import type { IntegrationConfig } from '../config/integration-schema.ts';
import type { Intake, Source } from '../inbox/source.ts';
import { digestOf } from '../signature/shared-secret.ts';

/** One integration's way in. */
export interface Door {
  readonly tenant: string;
  readonly config: Pick<IntegrationConfig, 'id' | 'secret' | 'previousSecret' | 'bodyLimitBytes' | 'rate'>;
  readonly source: Pick<Source, 'headers'>;
  readonly intake: Intake;
}

type Secrets = Pick<Door['config'], 'secret' | 'previousSecret'>;

const NOBODY: Secrets = { secret: '' };
/** Digests of the secrets that count, by what is configured: that lasts until it is configured anew. */
const digests = new WeakMap<Secrets, readonly Buffer[]>();

function digestsOf(config: Secrets): readonly Buffer[] {
  const known = digests.get(config);
  if (known) return known;
  const fresh = [config.secret, config.previousSecret ?? ''].map(digestOf);
  digests.set(config, fresh);
  return fresh;
}

/**
 * @param secret as it stands in the address.
 * @returns the integration; undefined when there is none of this name or the secret is another. Constant time.
 */
export function openDoor(door: Door | undefined, secret: string): Door | undefined {
  const given = digestOf(secret);
  // Where there is nothing it is compared all the same: whoever guesses names waits as long as whoever guesses secrets.
  const matches = digestsOf(door?.config ?? NOBODY).map((digest) => timingSafeEqual(given, digest));
  return door && secret !== '' && matches.includes(true) ? door : undefined;
}
