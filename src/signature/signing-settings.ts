import { z } from 'zod';
import type { Secrets } from './shared-secret.ts';

const secret = z
  .string({
    error: ({ input }) =>
      input === undefined
        ? 'is missing: make one with openssl rand -hex 32, and enter it as the secret of the webhook, too'
        : undefined,
  })
  .min(16, 'must have at least 16 characters: make one with openssl rand -hex 32')
  .meta({ secret: true });

/**
 * @returns the settings of a source whose webhooks are signed with one secret.
 * @param server who signs, as people write it.
 */
export const signingSettings = (server: string) =>
  z.strictObject({
    signingSecret: secret.describe(
      `The secret of the webhook, with which ${server} signs, as \${ENV_NAME}: openssl rand -hex 32.`,
    ),
    previousSigningSecret: secret
      .optional()
      .describe('While the secret of the webhook is replaced: the one before.'),
  });

export type SigningSettings = z.infer<ReturnType<typeof signingSettings>>;

/** @returns the secrets that are good now, the present one first. */
export const signingSecrets = ({ signingSecret, previousSigningSecret }: SigningSettings): Secrets => [
  signingSecret,
  previousSigningSecret,
];
