import { SlackRefusal } from '../workspace.ts';
import { channelObject } from './channel.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.slack.dev/reference/methods/conversations.join */
export const conversationsJoin: Endpoint = (workspace, args) => {
  const channel = workspace.visible(args['channel']);
  if (channel.archived) throw new SlackRefusal('is_archived');
  if (channel.isPrivate || channel.isIm) throw new SlackRefusal('method_not_supported_for_channel_type');
  channel.members.add(workspace.bot.id);
  return { channel: channelObject(channel) };
};
