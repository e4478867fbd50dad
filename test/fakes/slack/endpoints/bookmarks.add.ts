import { textOf } from '../arguments.ts';
import { SlackRefusal } from '../workspace.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.slack.dev/reference/methods/bookmarks.add: every call adds one, 100 at most. */
export const bookmarksAdd: Endpoint = (workspace, args) => {
  const channel = workspace.writable(args['channel_id']);
  const [title, link] = [textOf(args, 'title'), textOf(args, 'link')];
  if (args['type'] !== 'link') throw new SlackRefusal('invalid_bookmark_type');
  if (!title) throw new SlackRefusal('invalid_arguments');
  if (!/^https?:\/\//.test(link)) throw new SlackRefusal('invalid_link');
  if (channel.bookmarks.length >= 100) throw new SlackRefusal('too_many_bookmarks');
  const bookmark = { id: workspace.id('Bk'), title, link };
  channel.bookmarks.push(bookmark);
  return { bookmark: { ...bookmark, channel_id: channel.id, type: 'link' } };
};
