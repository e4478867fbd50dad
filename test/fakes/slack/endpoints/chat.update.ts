import { contentOf } from '../content.ts';
import { SlackRefusal } from '../workspace.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.slack.dev/reference/methods/chat.update: metadata that is not given stays as it was. */
export const chatUpdate: Endpoint = (workspace, args) => {
  const channel = workspace.visible(args['channel']);
  if (channel.archived) throw new SlackRefusal('is_archived');
  const message = workspace.message(channel, args['ts']);
  if (message.user !== workspace.bot.id) throw new SlackRefusal('cant_update_message');
  const kept = {
    ...(args['blocks'] === undefined && args['text'] === undefined && { blocks: message.blocks }),
  };
  const attachments = args['attachments'] === undefined ? { attachments: message.attachments } : {};
  Object.assign(message, contentOf({ ...kept, ...attachments, ...args }), { edited: true });
  return { channel: channel.id, ts: message.ts, text: message.text };
};
