import { take } from '../answering.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.discord.com/developers/interactions/receiving-and-responding#create-interaction-response */
export const interactionCallback: Endpoint = (guild, { params: [id = '', token = ''], body }) => {
  take(guild, guild.unanswered(id, token), body);
  return undefined;
};
