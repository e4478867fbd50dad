import { DiscordRefusal, type Overwrite } from '../guild.ts';
import { channelObject } from '../resources.ts';
import type { Endpoint } from './endpoint.ts';

/** How many channels a category holds. */
const CATEGORY = 50;

/** https://docs.discord.com/developers/resources/channel#modify-channel */
export const modifyChannel: Endpoint = (guild, { params: [id = ''], body }) => {
  const channel = guild.visible(id);
  if (channel.type === 11 || channel.type === 12) {
    if ('topic' in body) throw new DiscordRefusal(400, 50024, 'Cannot execute action on this channel type');
    if (typeof body['archived'] === 'boolean') channel.archived = body['archived'];
    if (typeof body['locked'] === 'boolean') channel.locked = body['locked'];
    return channelObject(guild, channel);
  }
  const { topic, parent_id: parent, permission_overwrites: overwrites } = body;
  if (typeof topic === 'string' && topic.length > 1024) {
    throw new DiscordRefusal(400, 50035, 'Invalid Form Body\ntopic: Must be 1024 or fewer in length.');
  }
  if (typeof parent === 'string') {
    const there = [...guild.channels.values()].filter((one) => one.parent === parent);
    if (there.length >= CATEGORY) {
      const why =
        'parent_id[CHANNEL_PARENT_MAX_CHANNELS]: Maximum number of channels in category reached (50)';
      throw new DiscordRefusal(400, 50035, `Invalid Form Body\n${why}`);
    }
    channel.parent = parent;
  }
  if (typeof topic === 'string') channel.topic = topic;
  if (overwrites) channel.overwrites = overwrites as Overwrite[];
  return channelObject(guild, channel);
};
