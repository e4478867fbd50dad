import { forbidden } from '../state.ts';
import type { Endpoint } from './endpoint.ts';

/** DELETE /posts/{post}; answers go with the message that began their thread. */
export const deletePost: Endpoint = (state, { at }) => {
  const { post, channel } = state.post(at['post'] ?? '');
  if (post.user_id !== state.bot.id) forbidden();
  for (const one of channel.posts) if (one === post || one.root_id === post.id) one.delete_at = state.time();
  return { status: 'OK' };
};
