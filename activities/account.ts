import { ChatError } from '../src/chat/error.ts';
import type { Provider } from '../src/chat/provider.ts';
import { asFailure } from './failure.ts';

/** @returns the platform user id of a person on a provider's instance; undefined when they have none there. */
export type AccountOf = (tenant: string, person: string, provider: Provider) => Promise<string | undefined>;

/**
 * Finds people's accounts as they themselves are recognised: by platform id, by e-mail address, by link.
 * @param userOf the platform user id of a person on an instance, if known.
 * @param emailOf the e-mail address of a person whom the instance's tenant knows, if any.
 */
export function createAccountOf(
  userOf: (tenant: string, person: string, instance: string) => Promise<string | undefined>,
  emailOf: (person: string, instance: string) => string | undefined,
): AccountOf {
  return async (tenant, person, provider) => {
    const user = await userOf(tenant, person, provider.instance);
    const email = emailOf(person, provider.instance);
    if (user !== undefined || email === undefined) return user;
    try {
      const { id, verifiedEmail, outsider } = await provider.findUserByEmail(email);
      // Whoever else says that the address is theirs is let into no channel by it.
      return verifiedEmail?.toLowerCase() === email.toLowerCase() && !outsider ? id : undefined;
    } catch (error) {
      const { code } = error instanceof ChatError ? error : {};
      if (code === 'user_not_found' || code === 'operation_not_supported') return undefined;
      throw asFailure(error).failure;
    }
  };
}
