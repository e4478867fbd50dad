import { channelObject } from '../resources.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.discord.com/developers/resources/guild#list-active-guild-threads */
export const activeThreads: Endpoint = (guild) => ({
  threads: [...guild.channels.values()]
    .filter(({ type, archived }) => (type === 11 || type === 12) && !archived)
    .map((thread) => channelObject(guild, thread)),
  members: [],
});
