import { TeamsRefusal } from '../organisation.ts';
import type { Endpoint } from './endpoint.ts';

/** GET /v3/teams/{id} and /v3/teams/{id}/conversations: a team and its channels. */
export const teams: Endpoint = (organisation, { method, path }) => {
  const [version, kind, id = '', what] = path;
  if (method !== 'GET' || version !== 'v3' || kind !== 'teams') return undefined;
  const team = organisation.teams.get(id);
  if (!team?.installed)
    throw new TeamsRefusal(
      403,
      'BotNotInConversationRoster',
      'The bot is not part of the conversation roster.',
    );
  if (what === undefined) return { body: { id: team.id, name: team.name, aadGroupId: team.group } };
  const own = [...organisation.channels.values()].filter(
    (channel) => channel.team === team && !channel.isPrivate,
  );
  return {
    body: {
      conversations: own.map((channel) => ({
        id: channel.id,
        name: channel.id === team.id ? null : channel.name,
      })),
    },
  };
};
