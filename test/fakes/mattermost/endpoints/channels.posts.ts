import { clientPost, type Endpoint } from './endpoint.ts';

/** GET /channels/{channel}/posts, newest first; with `since` all that were changed from then on, without pages. */
export const channelPosts: Endpoint = (state, { at, query }) => {
  const channel = state.readable(at['channel'] ?? '');
  const since = Number(query.get('since') ?? 0);
  if (since > 0) {
    const changed = channel.posts
      .filter((post) => Math.max(post.update_at, post.delete_at) >= since)
      .reverse();
    return {
      order: changed.map(({ id }) => id),
      posts: Object.fromEntries(changed.map((post) => [post.id, clientPost(post)])),
    };
  }
  const page = Number(query.get('page') ?? 0);
  const size = Math.min(Number(query.get('per_page') ?? 60), 200);
  const there = channel.posts.filter((post) => post.delete_at === 0).reverse();
  const shown = there.slice(page * size, (page + 1) * size);
  return {
    order: shown.map(({ id }) => id),
    posts: Object.fromEntries(shown.map((post) => [post.id, clientPost(post)])),
  };
};
