import type { WebClient } from '@slack/web-api';
import type { SlackChannels } from './channels.ts';
import type { SlackClient } from './client.ts';
import { bounded } from '../../text/bounded.ts';
import { LIMITS } from './limits.ts';

/** Puts an address at the top of a channel, unless it stands there: Slack adds one each time it is asked. */
export async function addBookmark(
  client: SlackClient,
  channels: SlackChannels,
  channel: string,
  title: string,
  link: string,
): Promise<void> {
  const id = await channels.id(channel);
  const list = (web: WebClient) => web.bookmarks.list({ channel_id: id });
  const { bookmarks = [] } = await channels.joining(id, () => client.call('bookmarks.list', list));
  if (bookmarks.some((one) => one.link === link)) return;
  const bookmark = {
    channel_id: id,
    title: bounded(title, LIMITS.bookmarkTitle),
    type: 'link' as const,
    link,
  };
  await client.call('bookmarks.add', (web) => web.bookmarks.add(bookmark));
}
