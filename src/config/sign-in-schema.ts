import { z } from 'zod';
import type { AccessRole } from '../access/role.ts';
import { duration } from './fields.ts';

/** How people sign in to the pages. */
export interface SignIn {
  /** How long a sign-in lasts, in milliseconds. */
  readonly lastsMs: number;
  readonly openid?: OpenId;
}

/** An OpenID provider that says who people are. */
export interface OpenId {
  readonly issuer: string;
  readonly clientId: string;
  /** Absent for a public client, which has PKCE alone. */
  readonly clientSecret?: string;
  /** What the provider is called on the button. */
  readonly name: string;
  readonly scopes: readonly string[];
  /** What somebody may do who is not under `people`. */
  readonly unmapped: AccessRole | 'none';
  /** What the ID token must say besides, by claim. */
  readonly claims: Readonly<Record<string, string>>;
}

const openid = z
  .strictObject({
    issuer: z
      .url({ protocol: /^https?$/, error: 'must be an address such as https://accounts.example.com' })
      .refine(
        (url) => url.startsWith('https:') || /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])([:/]|$)/.test(url),
        {
          error: 'must begin with https:// unless it is on this machine',
        },
      )
      .describe('The provider, as it names itself in its discovery document.'),
    clientId: z.string().min(1).describe('What the provider knows Muster by.'),
    clientSecret: z
      .string()
      .min(1)
      .optional()
      .describe('The secret that goes with it; without one the provider must take a public client with PKCE.')
      .meta({ secret: true }),
    name: z
      .string()
      .min(1)
      .max(40)
      .optional()
      .describe('What the provider is called on the sign-in page; without it its host.'),
    scopes: z
      .array(z.string().min(1))
      .prefault(['openid', 'email', 'profile'])
      .refine((scopes) => scopes.includes('openid'), { error: 'must include openid' })
      .describe('What is asked of the provider.'),
    unmapped: z
      .enum(['none', 'viewer', 'responder'])
      .prefault('none')
      .describe('What people may do whom the provider knows and who are not under `people`.'),
    claims: z
      .record(z.string().min(1), z.string().min(1))
      .prefault({})
      .describe('What the provider must say of who comes in, by claim, such as hd: example.com.'),
  })
  .describe('Sign-in by OpenID Connect. Its redirect address is <server.baseUrl>/sign-in/openid/callback.');

export const signIn = z
  .strictObject({
    lasts: duration(60_000).prefault('12h').describe('How long a sign-in to the pages lasts.'),
    openid: openid.optional(),
  })
  .describe('How people sign in to the pages. An API token always opens them.');

/** @returns the section as the program uses it. */
export function signInOf({ lasts, openid: given }: z.output<typeof signIn>): SignIn {
  if (!given) return { lastsMs: lasts };
  const { clientSecret, name, issuer, ...rest } = given;
  return {
    lastsMs: lasts,
    openid: {
      ...rest,
      issuer,
      name: name ?? new URL(issuer).host,
      ...(clientSecret !== undefined && { clientSecret }),
    },
  };
}
