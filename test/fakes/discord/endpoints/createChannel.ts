import { DiscordRefusal, type Overwrite } from '../guild.ts';
import { channelObject } from '../resources.ts';
import type { Endpoint } from './endpoint.ts';

/** Names may be there twice. https://docs.discord.com/developers/resources/guild#create-guild-channel */
export const createChannel: Endpoint = (guild, { body }) => {
  const name = String(body['name']);
  if (name.length < 1 || name.length > 100 || /[A-Z\s]/.test(name)) {
    throw new DiscordRefusal(400, 50035, 'Invalid Form Body\nname');
  }
  const topic = typeof body['topic'] === 'string' ? body['topic'] : '';
  if (topic.length > 1024) throw new DiscordRefusal(400, 50035, 'Invalid Form Body\ntopic');
  const parent = typeof body['parent_id'] === 'string' ? body['parent_id'] : null;
  const overwrites = (body['permission_overwrites'] ?? []) as Overwrite[];
  return channelObject(guild, guild.addChannel(name, { topic, parent, overwrites }));
};
