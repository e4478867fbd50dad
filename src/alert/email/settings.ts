import { z } from 'zod';
import { authorization } from '../../signature/authorization.ts';
import { rules } from './rules.ts';
import { SERVICES } from './ways.ts';

const secret = z.string().min(8, 'must have at least 8 characters').meta({ secret: true });

export const settings = z.strictObject({
  service: z
    .enum(SERVICES)
    .prefault('mime')
    .describe(
      'What posts the mails: mailgun, postmark, sendgrid, or mime for whole messages (message/rfc822).',
    ),
  signingKey: secret
    .optional()
    .describe('HTTP webhook signing key of Mailgun, as ${ENV_NAME}. Absent: its signature is not looked at.'),
  previousSigningKey: secret.optional().describe('While it is replaced: the one before.'),
  authorization: authorization
    .optional()
    .describe('What the service puts into the header Authorization, besides the secret of the address.'),
  ...rules,
});

export type EmailSettings = z.infer<typeof settings>;
