import { DiscordRefusal } from '../guild.ts';
import { channelObject } from '../resources.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.discord.com/developers/resources/channel#start-thread-without-message */
export const startRoom: Endpoint = (guild, { params: [id = ''], body }) => {
  const parent = guild.writable(id);
  if (parent.type !== 0) throw new DiscordRefusal(400, 50024, 'Cannot execute action on this channel type');
  const { name, type } = body;
  if (typeof name !== 'string' || name.length < 1 || name.length > 100 || (type !== 11 && type !== 12)) {
    throw new DiscordRefusal(400, 50035, 'Invalid Form Body');
  }
  const members = new Set([guild.bot.id]);
  return channelObject(guild, guild.addChannel(name, { type, parent: id, members }));
};
