import { forbidden, type Json } from '../state.ts';
import { contentOf } from './content.ts';
import { clientPost, textOf, type Endpoint } from './endpoint.ts';

/** POST /posts/ephemeral; nothing of it is stored. */
export const createEphemeral: Endpoint = (state, { body }) => {
  if (!state.rights.has('create_post_ephemeral')) forbidden();
  const post = body['post'] as Json;
  const channel = state.channel(textOf(post, 'channel_id'));
  const whisper = {
    ...state.addPost({ ...channel, posts: [] }, state.bot.id, '', contentOf(post)),
    to: textOf(body, 'user_id'),
  };
  state.ephemerals.push(whisper);
  return clientPost(whisper);
};
