import { SlackRefusal } from '../workspace.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.slack.dev/reference/methods/pins.add */
export const pinsAdd: Endpoint = (workspace, args) => {
  const message = workspace.message(workspace.writable(args['channel']), args['timestamp']);
  if (message.pinned) throw new SlackRefusal('already_pinned');
  message.pinned = true;
  return {};
};
