import type { ConversationsInfoResponse, UsersInfoResponse } from '@slack/web-api';
import { ChatError } from '../error.ts';
import type { ChatChannel, ChatUser } from '../provider.ts';
import { isMember, type Workspace } from './workspace.ts';

/** @returns a channel object of Slack in neutral terms. */
export function readChannel(channel: ConversationsInfoResponse['channel']): ChatChannel {
  return {
    id: channel?.id ?? '',
    name: channel?.name ?? '',
    ...(channel?.topic?.value && { topic: channel.topic.value }),
    ...(channel?.created !== undefined && { createdAt: channel.created * 1000 }),
  };
}

/** What is needed to read a user. */
export interface UserReading {
  readonly instance: string;
  readonly home: Workspace;
  /** Setting of that name. */
  readonly guestsByEmail: boolean;
}

/**
 * @returns a user object of Slack in neutral terms. The e-mail address is there only when Slack has confirmed it and
 * when it is of a person of our own workspace: that of an outsider is confirmed by somebody else's administrators.
 * @throws ChatError `user_not_found` for a deactivated account: nobody reads what is sent there.
 */
export function readUser(user: UsersInfoResponse['user'], reading: UserReading): ChatUser {
  const { instance, home, guestsByEmail } = reading;
  if (!user?.id || user.deleted) {
    const message = `chat.${instance}: the user ${user?.id ?? ''} is deactivated in Slack; name another person.`;
    throw new ChatError('user_not_found', message);
  }
  const { profile } = user;
  const name = [profile?.display_name, profile?.real_name, user.real_name, user.name].find((one) => one);
  const member = isMember(user, home);
  const program = user.is_bot || user.is_workflow_bot || user.is_connector_bot;
  const guest = user.is_restricted || user.is_ultra_restricted;
  const trusted = member && !program && (guestsByEmail || !guest);
  const confirmed = trusted && user.is_email_confirmed && profile?.email;
  return {
    id: user.id,
    name: name ?? user.id,
    ...(confirmed && { verifiedEmail: confirmed }),
    ...(!member && { outsider: true }),
    ...(user.tz && { timeZone: user.tz }),
  };
}
