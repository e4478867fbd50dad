import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Source } from '../../inbox/source.ts';
import { authorization } from '../../signature/authorization.ts';
import { byAuthorization } from '../../signature/by-authorization.ts';
import { jsonGuide } from './guide.ts';
import { compileMapping, mapping } from './mapping.ts';
import { readJson } from './read.ts';
import { signature, verifySignature } from './signature.ts';

export const settings = z.strictObject({
  mapping: mapping.describe('Where a body says what, in JMESPath (https://jmespath.site).'),
  signature: signature.optional().describe('How the sender signs. Absent: it does not.'),
  authorization: authorization
    .optional()
    .describe('What the sender puts into the header Authorization, besides the secret of the address.'),
});

export type JsonSettings = z.infer<typeof settings>;

/** Whatever sends JSON: a mapping says what stands where. */
export const json: Source<JsonSettings> = {
  name: 'json',
  title: 'Any JSON, by a mapping',
  brings: ['alerts'],
  settings,
  headers: ['content-type', 'user-agent', 'webhook-id'],
  create: (configured) => {
    const compiled = compileMapping(configured.mapping);
    return {
      verify: (arrival, now) => {
        const authorized = byAuthorization(arrival, configured.authorization);
        if (!authorized.verified || configured.signature === undefined) return authorized;
        return verifySignature(arrival, configured.signature, now);
      },
      key: ({ headers, body, receivedAt }) => {
        // Of other senders it may be the name of the webhook, the same each time.
        const named = configured.signature?.standardWebhooks ? headers['webhook-id'] : undefined;
        if (named !== undefined || configured.mapping.startedAt !== undefined) return named;
        // Without a time in them, the same bytes may say that it fires anew: it fired, cleared and fires in some seconds.
        return `${createHash('sha256').update(body).digest('hex').slice(0, 32)}@${receivedAt}`;
      },
      read: (delivery) => readJson(delivery, compiled),
    };
  },
  guide: jsonGuide,
  // The names that many senders use: what a mapping asks for is known to nobody else.
  sample: (now) => ({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      id: 'muster-test',
      key: 'muster-test',
      status: 'firing',
      state: 'firing',
      title: 'A test of the way to Muster',
      message: 'A test of the way to Muster',
      severity: 'info',
      timestamp: new Date(now).toISOString(),
    }),
  }),
};
