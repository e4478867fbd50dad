import type { ConversationsInfoResponse, UsersInfoResponse } from '@slack/web-api';
import { ChatError } from '../error.ts';
import type { ChatChannel, ChatUser } from '../provider.ts';

/** @returns a channel object of Slack in neutral terms. */
export function readChannel(channel: ConversationsInfoResponse['channel']): ChatChannel {
  return {
    id: channel?.id ?? '',
    name: channel?.name ?? '',
    ...(channel?.topic?.value && { topic: channel.topic.value }),
    ...(channel?.created !== undefined && { createdAt: channel.created * 1000 }),
  };
}

/**
 * @returns a user object of Slack in neutral terms; the e-mail address only when Slack has confirmed it.
 * @throws ChatError `user_not_found` for a deactivated account: nobody reads what is sent there.
 */
export function readUser(user: UsersInfoResponse['user'], instance: string): ChatUser {
  if (!user?.id || user.deleted) {
    const message = `chat.${instance}: the user ${user?.id ?? ''} is deactivated in Slack; name another person.`;
    throw new ChatError('user_not_found', message);
  }
  const { profile } = user;
  const name = [profile?.display_name, profile?.real_name, user.real_name, user.name].find((one) => one);
  const confirmed = user.is_email_confirmed && profile?.email;
  return { id: user.id, name: name ?? user.id, ...(confirmed && { verifiedEmail: confirmed }) };
}
