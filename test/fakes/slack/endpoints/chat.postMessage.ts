import { contentOf } from '../content.ts';
import { SlackRefusal, type FakeMessage } from '../workspace.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.slack.dev/reference/methods/chat.postMessage: every call makes a message, whatever it was given before. */
export const chatPostMessage: Endpoint = (workspace, args) => {
  const channel = workspace.writable(args['channel']);
  const threadTs = args['thread_ts'] as string | undefined;
  if (threadTs !== undefined && !channel.messages.some((one) => one.ts === threadTs))
    throw new SlackRefusal('thread_not_found');
  const metadata = args['metadata'] as FakeMessage['metadata'];
  const message: FakeMessage = {
    ts: workspace.ts(),
    channel: channel.id,
    user: workspace.bot.id,
    ...contentOf(args),
    ...(metadata && { metadata }),
    ...(threadTs !== undefined && { threadTs }),
    broadcast: args['reply_broadcast'] === true,
    edited: false,
    pinned: false,
  };
  channel.messages.push(message);
  return {
    channel: channel.id,
    ts: message.ts,
    message: { type: 'message', user: message.user, text: message.text, ts: message.ts },
  };
};
