import { DiscordRefusal } from '../guild.ts';
import { channelObject } from '../resources.ts';
import type { Endpoint } from './endpoint.ts';

/** A thread has the id of its message. https://docs.discord.com/developers/resources/channel#start-thread-from-message */
export const startThread: Endpoint = (guild, { params: [id = '', message = ''], body }) => {
  const channel = guild.writable(id);
  if (channel.type !== 0) throw new DiscordRefusal(400, 50024, 'Cannot execute action on this channel type');
  guild.message(channel, message);
  if (guild.channels.has(message)) {
    throw new DiscordRefusal(400, 160004, 'A thread has already been created for this message');
  }
  const name = String(body['name']);
  if (name.length < 1 || name.length > 100) throw new DiscordRefusal(400, 50035, 'Invalid Form Body\nname');
  return channelObject(guild, guild.addChannel(name, { id: message, type: 11, parent: id }));
};
