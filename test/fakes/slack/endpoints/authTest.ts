import type { Endpoint } from './endpoint.ts';

/** https://docs.slack.dev/reference/methods/auth.test */
export const authTest: Endpoint = ({ bot, team }) => ({
  url: `https://${team.domain}.slack.example/`,
  team: team.name ?? 'Muster',
  user: bot.name,
  team_id: team.id,
  user_id: bot.id,
  bot_id: 'B0000000001',
});
