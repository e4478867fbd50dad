import { z } from 'zod';
import type { Verdict } from '../inbox/delivery.ts';
import type { Arrival } from '../inbox/source.ts';
import { madeWith } from './shared-secret.ts';

const secret = z.string().min(8, 'must have at least 8 characters').meta({ secret: true });

/** The setting `authorization`: what the header Authorization of each delivery must say, besides the secret address. */
export const authorization = z
  .strictObject({
    scheme: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]{0,29}$/, 'must be one word such as Bearer')
      .prefault('Bearer')
      .describe('What stands before the credentials.'),
    credentials: secret.optional().describe('What stands after the scheme, as ${ENV_NAME}.'),
    previousCredentials: secret.optional().describe('While they are replaced: those before.'),
    username: z
      .string()
      .min(1)
      .regex(/^[^:]*$/, 'must have no colon')
      .optional()
      .describe('HTTP basic authentication instead: the user.'),
    password: secret.optional().describe('HTTP basic authentication instead: the password, as ${ENV_NAME}.'),
    previousPassword: secret.optional().describe('While it is replaced: the one before.'),
  })
  .superRefine(({ credentials, username, password }, ctx) => {
    const wrong = (path: string, message: string) => ctx.addIssue({ code: 'custom', path: [path], message });
    if (username === undefined && password === undefined) {
      if (credentials === undefined) wrong('credentials', 'set credentials, or username and password');
    } else if (credentials !== undefined)
      wrong('credentials', 'leave it out where username and password are set');
    else if (username === undefined) wrong('username', 'basic authentication needs a username, too');
    else if (password === undefined) wrong('password', 'basic authentication needs a password, too');
  });

export type Authorization = z.infer<typeof authorization>;

/**
 * Verifies the header Authorization (RFC 9110, section 11.6.2; basic: RFC 7617).
 * @returns that it is believed by a token when it is as it must be.
 */
export function verifyAuthorization(
  headers: Arrival['headers'],
  { scheme, credentials, previousCredentials, username, password, previousPassword }: Authorization,
): Verdict {
  const given = headers.authorization;
  if (given === undefined) return refused('the header Authorization is missing');
  const [, word = '', rest = ''] = /^(\S+) +(.*)$/s.exec(given) ?? [];
  const basic = username !== undefined;
  if (word.toLowerCase() !== (basic ? 'basic' : scheme.toLowerCase()))
    return refused(`the header Authorization is not of the scheme ${basic ? 'Basic' : scheme}`);
  const known = basic ? [password, previousPassword] : [credentials, previousCredentials];
  const expected = (secret: string) =>
    basic ? Buffer.from(`${username}:${secret}`).toString('base64') : secret;
  if (madeWith(rest.trim(), known, expected)) return { verified: true, by: 'token' };
  return refused('the credentials of the header Authorization are not those of the setting authorization');
}

function refused(reason: string): Verdict {
  return { verified: false, reason };
}
