import { messageObject } from '../resources.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.discord.com/developers/resources/message#get-channel-message */
export const getMessage: Endpoint = (guild, { params: [channel = '', id = ''] }) =>
  messageObject(guild, guild.message(guild.visible(channel), id));
