import { forbidden, refuse } from '../state.ts';
import { clientChannel, type Endpoint } from './endpoint.ts';

/** GET /channels/{channel}, also an archived one. */
export const getChannel: Endpoint = (state, { at }) => clientChannel(state.readable(at['channel'] ?? ''));

/** GET /teams/{team}/channels/name/{name}, none that is archived. */
export const getChannelByName: Endpoint = (state, { at }) => {
  const channel = [...state.channels.values()].find(
    (one) => one.name === at['name'] && one.team_id === at['team'] && one.delete_at === 0,
  );
  if (!channel) return refuse('app.channel.get_by_name.missing.app_error', 404);
  if (channel.type === 'P' && !channel.members.has(state.bot.id)) forbidden();
  return clientChannel(channel);
};
