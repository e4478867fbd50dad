import { DiscordRefusal } from '../guild.ts';
import { memberObject } from '../resources.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.discord.com/developers/resources/guild#get-guild-member */
export const getMember: Endpoint = (guild, { params: [, id = ''] }) => {
  const user = guild.users.get(id);
  if (!user?.member) throw new DiscordRefusal(404, 10007, 'Unknown Member');
  return memberObject(user);
};
