import { forbidden, refuse } from '../state.ts';
import type { Endpoint } from './endpoint.ts';

/** DELETE /channels/{channel}: archives it. */
export const deleteChannel: Endpoint = (state, { at }) => {
  const channel = state.channel(at['channel'] ?? '');
  if (!channel.members.has(state.bot.id)) forbidden();
  if (channel.delete_at > 0) refuse('api.channel.delete_channel.deleted.app_error', 400);
  channel.delete_at = state.time();
  return { status: 'OK' };
};
