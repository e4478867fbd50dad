import { DiscordRefusal } from '../guild.ts';
import { channelObject } from '../resources.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.discord.com/developers/resources/user#create-dm */
export const createDirect: Endpoint = (guild, { body }) => {
  const recipient = String(body['recipient_id']);
  if (!guild.users.has(recipient)) throw new DiscordRefusal(400, 50033, 'Invalid Recipient(s)');
  return channelObject(guild, guild.direct(recipient));
};
