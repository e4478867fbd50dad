import type { UserProfile } from '@mattermost/types/users';
import { ChatError } from '../error.ts';
import type { ChatUser } from '../provider.ts';

/** The client's type leaves out what the server hardly ever shows. */
export type Profile = UserProfile & { readonly email_verified?: boolean };

/** What is needed to read a user. */
export interface UserReading {
  readonly instance: string;
  /** As in Place: the server shows `email_verified` of nobody but the bot itself. */
  readonly emailsVerified: boolean;
  /** Setting of that name. */
  readonly guestsByEmail: boolean;
}

/** Mattermost's ids; anything else would become another path of the REST API. */
export function isId(text: string): boolean {
  return /^[a-z0-9]{26}$/.test(text);
}

/**
 * @returns a user of Mattermost in neutral terms. The e-mail address is there only when the server lets nobody in who has
 * not verified theirs, and for people of this server alone: that of a shared channel's guest is verified elsewhere.
 * @throws ChatError `user_not_found` for a deactivated account: nobody reads what is sent there.
 */
export function readUser(user: Profile, reading: UserReading): ChatUser {
  const { instance, emailsVerified, guestsByEmail } = reading;
  if (user.delete_at > 0) {
    const message = `chat.${instance}: the user ${user.username} is deactivated in Mattermost; name another person.`;
    throw new ChatError('user_not_found', message);
  }
  const full = `${user.first_name} ${user.last_name}`.trim();
  const outsider = Boolean(user.remote_id);
  const guest = user.roles.split(' ').includes('system_guest');
  const trusted = !outsider && !user.is_bot && (guestsByEmail || !guest);
  const verified = trusted && (emailsVerified || user.email_verified === true) ? user.email : '';
  return {
    id: user.id,
    name: user.nickname || full || user.username,
    ...(verified && { verifiedEmail: verified }),
    ...(outsider && { outsider: true }),
    ...zoneOf(user),
  };
}

/** The server gives the setting as text. */
function zoneOf({ timezone }: Profile): { timeZone?: string } {
  const automatic = String(timezone?.useAutomaticTimezone) === 'true';
  const zone = automatic ? timezone?.automaticTimezone : timezone?.manualTimezone;
  return zone ? { timeZone: zone } : {};
}
