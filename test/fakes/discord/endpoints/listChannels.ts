import { channelObject } from '../resources.ts';
import type { Endpoint } from './endpoint.ts';

/** Without threads and direct messages. https://docs.discord.com/developers/resources/guild#get-guild-channels */
export const listChannels: Endpoint = (guild) =>
  [...guild.channels.values()]
    .filter(({ type }) => ![1, 11, 12].includes(type))
    .map((channel) => channelObject(guild, channel));
