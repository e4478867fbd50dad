import { SlackRefusal } from '../workspace.ts';
import type { Endpoint } from './endpoint.ts';
import { shown, within } from './history.ts';
import { page } from './page.ts';

/**
 * https://docs.slack.dev/reference/methods/conversations.replies: the thread's first message, then the rest, oldest
 * first; of a message within a thread that one alone.
 */
export const conversationsReplies: Endpoint = (workspace, args, asPerson) => {
  const channel = workspace.visible(args['channel']);
  const reads = channel.members.has(workspace.bot.id) || (asPerson && !channel.isPrivate);
  if (!reads) throw new SlackRefusal('not_in_channel');
  const root = channel.messages.find((one) => one.ts === args['ts']);
  if (!root) throw new SlackRefusal('thread_not_found');
  const replies = channel.messages.filter((one) => one.threadTs === root.ts).filter(within(args));
  const { items, rest } = page(workspace, args, [root, ...replies]);
  return { messages: items.map((one) => shown(one, args)), ...rest };
};
