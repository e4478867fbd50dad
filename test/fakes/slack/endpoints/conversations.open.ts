import { SlackRefusal } from '../workspace.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.slack.dev/reference/methods/conversations.open */
export const conversationsOpen: Endpoint = (workspace, args) => {
  const user = workspace.user(args['users']);
  if (user.deleted) throw new SlackRefusal('user_disabled');
  return { channel: { id: workspace.direct(user.id).id } };
};
