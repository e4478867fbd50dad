import { refuse } from '../state.ts';
import { contentOf } from './content.ts';
import { clientPost, textOf, type Endpoint } from './endpoint.ts';

/** POST /posts */
export const createPost: Endpoint = (state, { body }) => {
  const channel = state.writable(textOf(body, 'channel_id'));
  const pending = textOf(body, 'pending_post_id');
  const earlier = state.pending(pending);
  if (earlier) return clientPost(earlier);
  const root = textOf(body, 'root_id');
  const begun = root && channel.posts.find((post) => post.id === root && post.delete_at === 0);
  if (root && (!begun || begun.root_id)) refuse('api.post.create_post.root_id.app_error', 400);
  const { message, props } = contentOf(body);
  if (!message && !props.attachments?.length) refuse('model.post.is_valid.message.app_error', 400);
  const post = state.addPost(channel, state.bot.id, message, { root_id: root, props });
  if (pending) state.remember(pending, post.id);
  return clientPost(post);
};
