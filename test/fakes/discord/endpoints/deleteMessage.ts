import type { Endpoint } from './endpoint.ts';

/** https://docs.discord.com/developers/resources/message#delete-message */
export const deleteMessage: Endpoint = (guild, { params: [id = '', message = ''] }) => {
  const channel = guild.visible(id);
  channel.messages.splice(channel.messages.indexOf(guild.message(channel, message)), 1);
  return undefined;
};
