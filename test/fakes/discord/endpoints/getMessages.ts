import { messageObject } from '../resources.ts';
import type { Endpoint } from './endpoint.ts';

/** Newest first. https://docs.discord.com/developers/resources/message#get-channel-messages */
export const getMessages: Endpoint = (guild, { params: [id = ''], query }) => {
  const before = query.get('before');
  const older = [...guild.visible(id).messages]
    .reverse()
    .filter((one) => before === null || BigInt(one.id) < BigInt(before));
  return older.slice(0, Number(query.get('limit') ?? 50)).map((one) => messageObject(guild, one));
};
