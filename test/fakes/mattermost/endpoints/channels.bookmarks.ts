import { refuse } from '../state.ts';
import type { Endpoint } from './endpoint.ts';

/** GET and POST /channels/{channel}/bookmarks; a matter of the licence. */
export const listBookmarks: Endpoint = (state, { at }) => {
  if (!state.licensed) refuse('api.channel.bookmark.channel_bookmark.license.error', 501);
  return state.readable(at['channel'] ?? '').bookmarks;
};

export const createBookmark: Endpoint = (state, { at, body }) => {
  if (!state.licensed) refuse('api.channel.bookmark.channel_bookmark.license.error', 501);
  state.readable(at['channel'] ?? '').bookmarks.push(body);
  return body;
};
