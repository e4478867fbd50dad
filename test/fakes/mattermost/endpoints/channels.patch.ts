import { forbidden, refuse } from '../state.ts';
import { clientChannel, runes, textOf, type Endpoint } from './endpoint.ts';

/** PUT /channels/{channel}/patch */
export const patchChannel: Endpoint = (state, { at, body }) => {
  const channel = state.channel(at['channel'] ?? '');
  if (!channel.members.has(state.bot.id)) forbidden();
  if (channel.delete_at > 0) refuse('api.channel.update_channel.deleted.app_error', 400);
  const header = textOf(body, 'header');
  if (runes(header) > 1024) refuse('model.channel.is_valid.header.app_error', 400);
  channel.header = header;
  return clientChannel(channel);
};
