import { forbidden, refuse } from '../state.ts';
import { textOf, type Endpoint } from './endpoint.ts';

/** POST /channels/{channel}/members; who is there already is no error. Anybody may join a public one. */
export const addMember: Endpoint = (state, { at, body }) => {
  const channel = state.channel(at['channel'] ?? '');
  const user = state.user(textOf(body, 'user_id'));
  const joining = user === state.bot && channel.type === 'O';
  if (!joining && !channel.members.has(state.bot.id)) forbidden();
  if (channel.delete_at > 0) refuse('api.channel.add_user_to_channel.deleted.app_error', 400);
  channel.members.add(user.id);
  return { channel_id: channel.id, user_id: user.id };
};

/** GET /channels/{channel}/members/me */
export const myMembership: Endpoint = (state, { at }) => {
  const channel = state.channel(at['channel'] ?? '');
  if (!channel.members.has(state.bot.id)) refuse('app.channel.get_member.missing.app_error', 404);
  return { channel_id: channel.id, user_id: state.bot.id };
};
