import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Verdict } from '../../inbox/delivery.ts';
import type { Arrival } from '../../inbox/source.ts';
import { isUnset } from '../../inbox/unset.ts';
import { madeWith } from '../../signature/shared-secret.ts';
import { SECRET_PATTERN, standardProblem } from '../../signature/standard-webhooks.ts';

const secret = z.string().min(8, 'must have at least 8 characters').meta({ secret: true });

/** The setting `signature`: how a sender signs. */
export const signature = z
  .strictObject({
    standardWebhooks: z
      .boolean()
      .prefault(false)
      .describe(
        'The sender signs by Standard Webhooks (https://www.standardwebhooks.com); nothing else is set then.',
      ),
    secret: secret.describe('As ${ENV_NAME}. Of Standard Webhooks it begins with whsec_.'),
    previousSecret: secret.optional().describe('While it is replaced: the one before.'),
    header: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,80}$/, 'must be the name of a header')
      .prefault('X-Signature')
      .describe('The header with the HMAC of the body.'),
    algorithm: z.enum(['sha256', 'sha512', 'sha1']).prefault('sha256').describe('Hash of the HMAC.'),
    encoding: z.enum(['hex', 'base64']).prefault('hex').describe('How the HMAC is written.'),
    prefix: z.string().max(40).prefault('').describe('What stands before it, such as sha256=.'),
  })
  .superRefine(({ standardWebhooks, secret: present, previousSecret }, ctx) => {
    if (!standardWebhooks) return;
    for (const [path, value] of Object.entries({ secret: present, previousSecret }))
      if (value !== undefined && !isUnset(value) && !SECRET_PATTERN.test(value))
        ctx.addIssue({
          code: 'custom',
          path: [path],
          message: 'must be whsec_ and base64 of at least 24 bytes',
        });
  });

export type Signature = z.infer<typeof signature>;

/** @param now epoch milliseconds. */
export function verifySignature({ headers, body }: Arrival, setting: Signature, now: number): Verdict {
  if (setting.standardWebhooks) {
    const problem = standardProblem({ headers, body }, [setting.secret, setting.previousSecret], now);
    return problem === undefined ? { verified: true, by: 'signature' } : refused(problem);
  }
  const { header, algorithm, encoding, prefix, secret: present, previousSecret } = setting;
  const given = headers[header.toLowerCase()]?.trim();
  if (!given) return refused(`the header ${header} is missing`);
  if (!given.startsWith(prefix)) return refused(`the header ${header} does not begin with ${prefix}`);
  const value = given.slice(prefix.length);
  const expected = (key: string) => createHmac(algorithm, key).update(body).digest(encoding);
  const written = encoding === 'hex' ? value.toLowerCase() : value;
  return madeWith(written, [present, previousSecret], expected)
    ? { verified: true, by: 'signature' }
    : refused('the signature does not match; compare signature.secret with what the sender has');
}

function refused(reason: string): Verdict {
  return { verified: false, reason };
}
