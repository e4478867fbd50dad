import type { Endpoint } from './endpoint.ts';

/** https://docs.discord.com/developers/resources/message#pin-message */
export const pinMessage: Endpoint = (guild, { params: [channel = '', id = ''] }) => {
  guild.message(guild.visible(channel), id).pinned = true;
  return undefined;
};
