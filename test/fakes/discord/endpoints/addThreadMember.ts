import { DiscordRefusal } from '../guild.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.discord.com/developers/resources/channel#add-thread-member */
export const addThreadMember: Endpoint = (guild, { params: [id = '', user = ''] }) => {
  const thread = guild.visible(id);
  if (thread.type !== 11 && thread.type !== 12) throw new DiscordRefusal(400, 50024, 'Cannot execute action');
  if (thread.archived) throw new DiscordRefusal(400, 50083, 'Thread is archived');
  if (!guild.user(user).member) throw new DiscordRefusal(404, 10007, 'Unknown Member');
  thread.members?.add(user);
  return undefined;
};
