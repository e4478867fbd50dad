import { z } from 'zod';
import { SOURCES } from '../inbox/sources.ts';
import type { RateLimit } from './config.ts';
import { duration, key, size } from './fields.ts';
import { isUnset } from '../inbox/unset.ts';

/** A way in for a sender outside, as configured; the source's own settings are what its schema made of them. */
export interface IntegrationConfig {
  /** Key in the configuration; no two tenants have the same. */
  readonly id: string;
  readonly source: string;
  /** Part of its address. */
  readonly secret: string;
  readonly previousSecret?: string;
  /** Greatest body, in bytes. */
  readonly bodyLimitBytes: number;
  /** How much is taken of it. */
  readonly rate: RateLimit;
  /** After how long in which nothing comes that is said, in milliseconds; absent: never. */
  readonly quietAfterMs?: number;
  readonly settings: unknown;
}

const addressSecret = z
  .string()
  .refine(
    (value) => isUnset(value) || /^[A-Za-z0-9_-]{24,200}$/.test(value),
    'must be 24 to 200 of A-Z, a-z, 0-9, _ and -: make one with openssl rand -hex 24',
  )
  .meta({ secret: true });

const common = {
  secret: addressSecret.describe(
    'The secret part of its address, <server.baseUrl>/in/<key>/<secret>, as ${ENV_NAME}: openssl rand -hex 24.',
  ),
  previousSecret: addressSecret
    .optional()
    .describe('While the secret is replaced: the one before, so that senders go on until they are changed.'),
  bodyLimit: size.prefault('5mb').describe('Greatest delivery that is taken. GitHub sends up to 25mb.'),
  rate: z
    .strictObject({
      count: z
        .int('must be a whole number')
        .min(1, 'must be at least 1')
        .max(10_000_000, 'must be at most 10000000')
        .describe('How many deliveries.'),
      per: duration(1_000).describe('In which time, such as 1m.'),
    })
    .prefault({ count: 60_000, per: '1m' })
    .describe('How many deliveries each server takes; what comes beyond is answered 429.'),
  quietAfter: z
    .union([z.literal('never'), duration(60_000)])
    .prefault('3d')
    .describe(
      'After how long in which nothing comes that is said, by the page of integrations, the API and once in chat to notifications.operators; or never.',
    ),
};

const [first, ...others] = SOURCES.map(({ name, title, settings }) =>
  settings.extend({ source: z.literal(name).describe(`What sends: ${title}.`), ...common }),
);
if (!first) throw new Error('there is no kind of sender');

export const integrations = z
  .record(key('integration'), z.discriminatedUnion('source', [first, ...others]))
  .describe('Ways in for alerts, events of git servers and bug trackers, by a key of your own.');

/** @returns an integration apart from its source's own settings. */
export function integrationOf(id: string, written: Readonly<Record<string, unknown>>): IntegrationConfig {
  const { source, secret, previousSecret, bodyLimit, rate, quietAfter, ...settings } = written;
  const { count, per } = rate as { count: number; per: number };
  return {
    id,
    source: String(source),
    secret: String(secret),
    ...(typeof previousSecret === 'string' && { previousSecret }),
    bodyLimitBytes: Number(bodyLimit),
    rate: { count, perMs: per },
    ...(typeof quietAfter === 'number' && { quietAfterMs: quietAfter }),
    settings,
  };
}
