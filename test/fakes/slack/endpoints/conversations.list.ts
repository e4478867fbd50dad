import { textOf } from '../arguments.ts';
import { channelObject } from './channel.ts';
import type { Endpoint } from './endpoint.ts';
import { page } from './page.ts';

/** https://docs.slack.dev/reference/methods/conversations.list */
export const conversationsList: Endpoint = (workspace, args) => {
  const types = (textOf(args, 'types') || 'public_channel').split(',');
  const channels = [...workspace.channels.values()]
    .filter((one) => !one.isIm && types.includes(one.isPrivate ? 'private_channel' : 'public_channel'))
    .filter((one) => !one.isPrivate || one.members.has(workspace.bot.id))
    .filter((one) => args['exclude_archived'] !== true || !one.archived);
  const { items, rest } = page(workspace, args, channels);
  return { channels: items.map(channelObject), ...rest };
};
