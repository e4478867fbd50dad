import { refuse } from '../state.ts';
import { clientChannel, type Endpoint } from './endpoint.ts';

/** GET /users/me/teams/{team}/channels: the bot's own channels of the team, and its direct messages. */
export const myChannels: Endpoint = (state, { at }) => {
  if (at['team'] !== state.team.id) refuse('app.team.get.find.app_error', 404);
  return [...state.channels.values()]
    .filter(
      ({ members, type, team_id: team }) =>
        members.has(state.bot.id) && (type === 'D' || team === at['team']),
    )
    .filter(({ delete_at: gone }) => gone === 0)
    .map((channel) => ({
      ...clientChannel(channel),
      last_post_at: Math.max(channel.create_at, ...channel.posts.map(({ create_at: made }) => made)),
    }));
};
