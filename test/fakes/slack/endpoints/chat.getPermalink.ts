import type { Endpoint } from './endpoint.ts';

/** https://docs.slack.dev/reference/methods/chat.getPermalink */
export const chatGetPermalink: Endpoint = (workspace, args) => {
  const channel = workspace.visible(args['channel']);
  const { ts } = workspace.message(channel, args['message_ts']);
  const permalink = `https://${workspace.team.domain}.slack.example/archives/${channel.id}/p${ts.replace('.', '')}`;
  return { channel: channel.id, permalink };
};
