import { refuse } from '../state.ts';
import type { Endpoint } from './endpoint.ts';

/** GET /teams/{team} and /teams/name/{name} */
export const getTeam: Endpoint = ({ team }, { at }) => {
  if (at['name'] === team.name || at['team'] === team.id) return team;
  return refuse(at['name'] ? 'app.team.get_by_name.missing.app_error' : 'app.team.get.find.app_error', 404);
};
