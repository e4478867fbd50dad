import { SlackRefusal } from '../workspace.ts';
import type { Endpoint } from './endpoint.ts';
import { shown, within } from './history.ts';
import { page } from './page.ts';

/** https://docs.slack.dev/reference/methods/conversations.history: newest first, without what stands in threads only. */
export const conversationsHistory: Endpoint = (workspace, args) => {
  const channel = workspace.visible(args['channel']);
  if (!channel.members.has(workspace.bot.id)) throw new SlackRefusal('not_in_channel');
  const messages = channel.messages
    .filter((one) => one.threadTs === undefined || one.broadcast)
    .filter(within(args));
  const { items, rest } = page(workspace, args, messages.reverse());
  return { messages: items.map((one) => shown(one, args)), ...rest };
};
