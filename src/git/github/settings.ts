import { z } from 'zod';
import { signingSettings } from '../../signature/signing-settings.ts';

/** An owner, or a repository of one. */
const PLACE = /^[A-Za-z0-9][A-Za-z0-9_-]{0,38}(?:\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100})?$/;

const redelivery = z
  .strictObject({
    token: z
      .string()
      .regex(/^\S+$/, 'is empty or has white space in it: copy the token anew')
      .optional()
      .describe(
        'Access token that may write webhooks of what `of` names, as ${ENV_NAME}: fine-grained with Webhooks (read and write), or classic with admin:repo_hook and admin:org_hook.',
      )
      .meta({ secret: true }),
    of: z
      .array(z.string().regex(PLACE, 'must be a repository such as acme/payments, or an organization: acme'))
      .max(200)
      .prefault([])
      .describe('The repositories and organizations whose webhook posts to this integration.'),
    app: z
      .strictObject({
        id: z
          .string()
          .regex(/^[\w.-]{1,100}$/, 'must be the client ID or app ID of the app')
          .describe('Its client ID or app ID.'),
        privateKey: z
          .string()
          .min(1)
          .describe('A private key of the app, the whole .pem file, as ${ENV_NAME}.')
          .meta({ secret: true }),
      })
      .optional()
      .describe('Instead of a token: the GitHub App whose webhook it is.'),
    url: z
      .url({ protocol: /^https?$/, error: 'must be an address such as https://api.github.com' })
      .transform((url) => url.replace(/\/+$/, ''))
      .prefault('https://api.github.com')
      .describe('Address of the REST API. GitHub Enterprise Server: https://<host>/api/v3.'),
    everyMinutes: z
      .int()
      .min(1)
      .max(1_440)
      .prefault(5)
      .describe('How often GitHub is asked what it could not deliver, in minutes.'),
  })
  .superRefine(({ token, of, app }, ctx) => {
    if ((token === undefined) === (app === undefined))
      ctx.addIssue({
        code: 'custom',
        path: ['token'],
        message: 'is needed, with `of`; or `app` instead of both',
      });
    else if (token !== undefined && of.length === 0)
      ctx.addIssue({
        code: 'custom',
        path: ['of'],
        message: 'names no repository and no organization whose webhook is meant',
      });
    else if (app !== undefined && of.length > 0)
      ctx.addIssue({
        code: 'custom',
        path: ['of'],
        message: 'goes with `token`: an app has one webhook of its own',
      });
  });

export const settings = signingSettings('GitHub').extend({
  redelivery: redelivery
    .optional()
    .describe(
      'With it GitHub is asked again and again what it could not deliver, and to deliver it again: by itself it does neither.',
    ),
});

export type GitHubSettings = z.infer<typeof settings>;
