import { createHmac } from 'node:crypto';
import type { Post } from '@mattermost/types/posts';
import type { MessageRef } from '../message.ts';
import type { MattermostClient } from './client.ts';

/** The name under which a post's `props` carry the key it was sent with. */
export const KEY_PROP = 'muster_key';

/** How far this machine's clock may run ahead of the server's, in milliseconds. */
const SKEW = 60_000;

/** The most posts that the server gives at once. */
const PAGE = 200;

/** @returns the key that a post was sent with, if it was. */
export function keyOf(post: Pick<Post, 'props'>): string | undefined {
  const key = (post.props as Record<string, unknown> | undefined)?.[KEY_PROP];
  return typeof key === 'string' ? key : undefined;
}

/**
 * The server gives the earlier post when the same `pending_post_id` comes again within 30 seconds, whoever sends it: it
 * must not be guessed, or somebody else could send one before us.
 */
export function pendingPostId(botToken: string, channel: string, key: string): string {
  return `muster:${createHmac('sha256', botToken).update(`${channel}\n${key}`).digest('hex')}`;
}

/**
 * Looks through a channel, newest first, for the bot's own post with this key: anybody can write `props`.
 * @param since epoch milliseconds before which it cannot have been sent.
 */
export async function findByKey(
  client: MattermostClient,
  bot: string,
  channel: string,
  key: string,
  since: number,
  thread?: MessageRef,
): Promise<MessageRef | undefined> {
  for (let page = 0; ; page += 1) {
    const { order, posts } = await client.call('channels/posts', (api) =>
      api.getPosts(channel, page, PAGE, false),
    );
    const listed = order.flatMap((id) => posts[id] ?? []);
    const found = listed.find(
      (post) =>
        post.user_id === bot &&
        keyOf(post) === key &&
        post.create_at >= since - SKEW &&
        (thread === undefined || post.root_id === thread.id),
    );
    if (found) return { channel, id: found.id };
    const oldest = listed.at(-1);
    if (!oldest || oldest.create_at < since - SKEW || listed.length < PAGE) return undefined;
  }
}
