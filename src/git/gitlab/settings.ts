import { z } from 'zod';
import { isUnset } from '../../inbox/unset.ts';
import { SECRET_PATTERN } from '../../signature/standard-webhooks.ts';

const signingToken = z
  .string()
  .refine(
    (value) => isUnset(value) || SECRET_PATTERN.test(value),
    'must be whsec_ and base64 of at least 24 bytes, as GitLab generates it',
  )
  .meta({ secret: true });

const secretToken = z
  .string()
  .min(16, 'must have at least 16 characters: make one with openssl rand -hex 32')
  .meta({ secret: true });

export const settings = z
  .strictObject({
    signingToken: signingToken
      .optional()
      .describe(
        'The signing token of the webhook, as ${ENV_NAME}. Where it is set, only what it signed is taken.',
      ),
    previousSigningToken: signingToken
      .optional()
      .describe('While the signing token is replaced: the one before.'),
    secretToken: secretToken
      .optional()
      .describe(
        'The secret token of the webhook, as ${ENV_NAME}: for a GitLab that has no signing tokens yet.',
      ),
    previousSecretToken: secretToken
      .optional()
      .describe('While the secret token is replaced: the one before.'),
  })
  .refine(({ signingToken: signing, secretToken: secret }) => signing ?? secret, {
    path: ['signingToken'],
    message:
      'must be set, so that what GitLab sends can be told from what others send; for a GitLab without signing tokens set secretToken',
  });

export type GitLabSettings = z.infer<typeof settings>;
