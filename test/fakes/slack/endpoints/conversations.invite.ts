import { textOf } from '../arguments.ts';
import { SlackRefusal } from '../workspace.ts';
import { channelObject } from './channel.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.slack.dev/reference/methods/conversations.invite: nobody is invited when somebody cannot be. */
export const conversationsInvite: Endpoint = (workspace, args) => {
  const channel = workspace.writable(args['channel']);
  const users = textOf(args, 'users').split(',');
  const errors = users.flatMap((id) => {
    const user = workspace.users.get(id);
    if (!user || user.deleted) return [{ user: id, ok: false, error: 'user_not_found' }];
    if (id === workspace.bot.id) return [{ user: id, ok: false, error: 'cant_invite_self' }];
    return channel.members.has(id) ? [{ user: id, ok: false, error: 'already_in_channel' }] : [];
  });
  if (errors[0]) throw new SlackRefusal(errors[0].error, { errors });
  users.forEach((id) => channel.members.add(id));
  return { channel: channelObject(channel) };
};
