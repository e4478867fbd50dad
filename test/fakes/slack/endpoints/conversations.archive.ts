import { SlackRefusal } from '../workspace.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.slack.dev/reference/methods/conversations.archive */
export const conversationsArchive: Endpoint = (workspace, args) => {
  const channel = workspace.visible(args['channel']);
  if (channel.archived) throw new SlackRefusal('already_archived');
  channel.archived = true;
  return {};
};
