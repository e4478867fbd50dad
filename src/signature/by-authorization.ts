import { byAddress } from '../inbox/by-address.ts';
import type { Verdict } from '../inbox/delivery.ts';
import type { Arrival } from '../inbox/source.ts';
import { verifyAuthorization, type Authorization } from './authorization.ts';

/**
 * What a sender that does not sign can show besides the address that it knows.
 * @param setting what the header Authorization must say; absent: the address is enough.
 */
export function byAuthorization({ headers }: Arrival, setting: Authorization | undefined): Verdict {
  return setting === undefined ? byAddress() : verifyAuthorization(headers, setting);
}
