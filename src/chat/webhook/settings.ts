import { z } from 'zod';

const SECRET = /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/;

/** What the configuration says under `chat.<instance>` for `platform: webhook`. */
export const webhookSettings = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://hooks.example.com/muster' })
    .describe('Where messages are posted. An address that is itself a secret is written as ${ENV_NAME}.'),
  signingSecret: z
    .string()
    .regex(SECRET, 'must be whsec_ and at least 24 bytes in Base64: echo "whsec_$(openssl rand -base64 32)"')
    .describe('Signs each message (Standard Webhooks), as ${ENV_NAME}.')
    .meta({ secret: true }),
  previousSigningSecret: z
    .string()
    .regex(SECRET, 'must be whsec_ and Base64: leave it out when no secret is being replaced')
    .optional()
    .describe('The signingSecret before its rotation: messages are signed by both while both are given.')
    .meta({ secret: true }),
  privateAddresses: z
    .boolean()
    .default(false)
    .describe('Whether the address may be in a private network or on this machine, and without TLS.'),
  timeoutMs: z.int().min(100).max(60_000).default(10_000).describe('How long the receiver may take.'),
});

export type WebhookSettings = z.infer<typeof webhookSettings>;
