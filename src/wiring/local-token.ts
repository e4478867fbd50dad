import { isIP } from 'node:net';
import type { Assembly } from './assembly.ts';
import { listenAt } from '../config/settings.ts';
import { hashToken, newToken } from '../http/api/token.ts';
import { DEFAULT_TENANT } from '../incident/id.ts';

/** Name of the token that is printed when everything runs in one process. */
const NAME = 'local';

/** Can nobody but who is on this machine reach the server? */
function isLocal({ settings, config }: Assembly): boolean {
  const { host } = listenAt(settings, config().server);
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/**
 * Makes a token by which whoever started Muster on their own machine signs in as an admin; that of an earlier start is
 * worth nothing from then on.
 * @returns undefined where others reach the server, or people sign in otherwise.
 */
export async function localToken(assembly: Assembly): Promise<string | undefined> {
  await forgetLocalToken(assembly);
  if (!isLocal(assembly) || assembly.config().signIn.openid) return undefined;
  const token = newToken();
  const createdAt = Date.now();
  await assembly.stores.tokens.add(hashToken(token), {
    tenant: DEFAULT_TENANT,
    name: NAME,
    role: 'admin',
    createdAt,
  });
  return token;
}

/** Makes the printed token worthless, and with it the sessions that it began. */
export async function forgetLocalToken({ stores }: Assembly): Promise<void> {
  await stores.tokens.revoke(DEFAULT_TENANT, NAME);
}
