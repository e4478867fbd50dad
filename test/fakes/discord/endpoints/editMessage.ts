import { messageOf } from '../answering.ts';
import { DiscordRefusal } from '../guild.ts';
import { checkMessage } from '../limits.ts';
import { messageObject } from '../resources.ts';
import type { Endpoint } from './endpoint.ts';

/** What is left out of the body stays. https://docs.discord.com/developers/resources/message#edit-message */
export const editMessage: Endpoint = (guild, { params: [channel = '', id = ''], body }) => {
  const message = guild.message(guild.visible(channel), id);
  if (message.author !== guild.bot.id) {
    throw new DiscordRefusal(403, 50005, 'Cannot edit a message authored by another user');
  }
  const { content, embeds, components } = message;
  const next = { content, embeds, components, ...body };
  checkMessage(next);
  const read = messageOf(guild, next);
  Object.assign(message, { content: read.content, embeds: read.embeds, components: read.components });
  message.allowed = read.allowed;
  message.edited = true;
  return messageObject(guild, message);
};
