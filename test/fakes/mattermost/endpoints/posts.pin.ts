import type { Endpoint } from './endpoint.ts';

/** POST /posts/{post}/pin */
export const pinPost: Endpoint = (state, { at }) => {
  state.post(at['post'] ?? '').post.is_pinned = true;
  return { status: 'OK' };
};
