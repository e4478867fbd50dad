import { SlackRefusal } from '../workspace.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.slack.dev/reference/methods/chat.delete */
export const chatDelete: Endpoint = (workspace, args) => {
  const channel = workspace.visible(args['channel']);
  const message = workspace.message(channel, args['ts']);
  if (message.user !== workspace.bot.id) throw new SlackRefusal('cant_delete_message');
  channel.messages.splice(channel.messages.indexOf(message), 1);
  return { channel: channel.id, ts: message.ts };
};
