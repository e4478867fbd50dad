import type { Endpoint } from './endpoint.ts';

/** https://docs.slack.dev/reference/methods/bookmarks.list */
export const bookmarksList: Endpoint = (workspace, args) => {
  const channel = workspace.writable(args['channel_id']);
  return { bookmarks: channel.bookmarks.map((one) => ({ ...one, channel_id: channel.id, type: 'link' })) };
};
