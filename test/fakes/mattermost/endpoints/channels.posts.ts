import { clientPost, type Endpoint } from './endpoint.ts';

/** GET /channels/{channel}/posts, newest first. */
export const channelPosts: Endpoint = (state, { at, query }) => {
  const channel = state.readable(at['channel'] ?? '');
  const page = Number(query.get('page') ?? 0);
  const size = Math.min(Number(query.get('per_page') ?? 60), 200);
  const there = channel.posts.filter((post) => post.delete_at === 0).reverse();
  const shown = there.slice(page * size, (page + 1) * size);
  return {
    order: shown.map(({ id }) => id),
    posts: Object.fromEntries(shown.map((post) => [post.id, clientPost(post)])),
  };
};
