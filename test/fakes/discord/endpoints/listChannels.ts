import { channelObject } from '../resources.ts';
import type { Endpoint } from './endpoint.ts';

/** Without threads and direct messages. https://docs.discord.com/developers/resources/guild#get-guild-channels */
export const listChannels: Endpoint = (guild) =>
  [...guild.channels.values()]
    .filter(({ type }) => type !== 1 && type !== 11)
    .map((channel) => channelObject(guild, channel));
