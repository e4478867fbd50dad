import { channelObject } from './channel.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.slack.dev/reference/methods/conversations.info */
export const conversationsInfo: Endpoint = (workspace, args) => ({
  channel: channelObject(workspace.visible(args['channel'])),
});
