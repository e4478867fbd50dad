import { z } from 'zod';
import { authorization } from '../../signature/authorization.ts';

const secret = z.string().min(8, 'must have at least 8 characters').meta({ secret: true });
const header = z.string().regex(/^[A-Za-z0-9-]{1,80}$/, 'must be the name of a header');

export const settings = z.strictObject({
  signingSecret: secret
    .optional()
    .describe('Secret of the HMAC signature of the contact point (Grafana 12 and later), as ${ENV_NAME}.'),
  previousSigningSecret: secret.optional().describe('While it is replaced: the one before.'),
  signatureHeader: header
    .prefault('X-Grafana-Alerting-Signature')
    .describe('Header of the signature, as set at the contact point.'),
  timestampHeader: header
    .optional()
    .describe('Timestamp header, as set at the contact point. Absent: the signature is of the body alone.'),
  authorization: authorization
    .optional()
    .describe('What the contact point sends in the header Authorization, besides the secret of the address.'),
});

export type GrafanaSettings = z.infer<typeof settings>;
