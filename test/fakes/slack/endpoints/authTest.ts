import { TEAM } from '../workspace.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.slack.dev/reference/methods/auth.test */
export const authTest: Endpoint = ({ bot }) => ({
  url: 'https://muster.slack.example/',
  team: 'Muster',
  user: bot.name,
  team_id: TEAM.id,
  user_id: bot.id,
  bot_id: 'B0000000001',
});
