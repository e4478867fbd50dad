import { forbidden } from '../state.ts';
import { clientPost, type Endpoint } from './endpoint.ts';

/** GET /posts/{post} */
export const getPost: Endpoint = (state, { at }) => {
  const { post, channel } = state.post(at['post'] ?? '');
  if (channel.type !== 'O' && !channel.members.has(state.bot.id)) forbidden();
  return clientPost(post);
};
