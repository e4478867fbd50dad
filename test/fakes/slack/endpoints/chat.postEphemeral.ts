import { contentOf } from '../content.ts';
import { SlackRefusal } from '../workspace.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.slack.dev/reference/methods/chat.postEphemeral */
export const chatPostEphemeral: Endpoint = (workspace, args) => {
  const channel = workspace.writable(args['channel']);
  const to = workspace.user(args['user']).id;
  if (!channel.members.has(to)) throw new SlackRefusal('user_not_in_channel');
  const ts = workspace.ts();
  const place = { ts, channel: channel.id, user: workspace.bot.id, to };
  workspace.ephemerals.push({ ...place, ...contentOf(args), broadcast: false, edited: false, pinned: false });
  return { message_ts: ts };
};
