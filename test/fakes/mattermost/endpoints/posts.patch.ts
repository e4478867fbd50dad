import { forbidden } from '../state.ts';
import { contentOf } from './content.ts';
import { clientPost, type Endpoint } from './endpoint.ts';

/** PUT /posts/{post}/patch; the props are replaced as a whole. */
export const patchPost: Endpoint = (state, { at, body }) => {
  const { post } = state.post(at['post'] ?? '');
  if (post.user_id !== state.bot.id) forbidden();
  Object.assign(post, contentOf(body), { update_at: state.time() });
  return clientPost(post);
};
